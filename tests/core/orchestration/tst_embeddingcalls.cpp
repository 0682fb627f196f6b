// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipelinebench.h"

#include <QJsonArray>
#include <QTest>

using namespace assay;
using namespace assay::test;
using telemetry::CallSource;
using telemetry::TraceStage;
using telemetry::TraceStep;

namespace {

EmbeddingRequest embedding(const QStringList &texts)
{
    EmbeddingRequest made;
    made.model = {u"simulated"_s, u"sim-swift"_s};
    made.texts = texts;
    made.askedBy = CallSource::Terminal;
    made.user = u"ada"_s;
    return made;
}

EmbeddingResult embed(Bench &bench, EmbeddingRequest request)
{
    return await(bench.orchestrator.embed(std::move(request), {}));
}

telemetry::CallRecord logged(Bench &bench, const EmbeddingResult &result)
{
    const auto record = await(bench.log.call(result.record.id));
    if (!record)
        qFatal("the embedding is not in the log: %s", qPrintable(record.error().message));
    return *record;
}

std::optional<TraceStep> stepOf(const telemetry::CallRecord &record, TraceStage stage)
{
    for (const TraceStep &step : record.trace) {
        if (step.stage == stage)
            return step;
    }
    return std::nullopt;
}

Policy withRule(validation::SafetyKind kind, validation::Action action)
{
    Policy policy = quickRetries();
    policy.safety.enabled = true;
    policy.safety.rules = {{u"rule"_s, kind, validation::AppliesTo::Both, action, {}}};
    return policy;
}

const QString token = u"ghp_abcdefghijklmnopqrstuvwxyz0123456789"_s;

} // namespace

class EmbeddingCallsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void textsArePricedAndRecordedOnce()
    {
        Bench bench(atOnce());
        QStringList texts;
        for (int i = 0; i < 250; ++i)
            texts << u"text %1"_s.arg(i);
        const EmbeddingResult result = embed(bench, embedding(texts));
        QVERIFY(!result.record.error);
        QCOMPARE(result.vectors.size(), size_t(250));
        QCOMPARE(bench.simulated->requestCount(), quint64(3)); // of at most 100 texts
        const auto rows = await(bench.log.query({}));
        QCOMPARE(rows->size(), 1);
        const telemetry::CallRecord record = logged(bench, result);
        QCOMPARE(record.source, CallSource::Embedding);
        QCOMPARE(telemetry::callSourceName(record.source), u"embedding"_s);
        QCOMPARE(record.user, u"ada"_s);
        QCOMPARE(record.attempts, 3);
        QVERIFY(record.usage && record.usage->input > 0);
        QVERIFY(record.cost && *record.cost > Money());
        QVERIFY(record.request.contains("text 249"));
        const auto admitted = stepOf(record, TraceStage::Admitted);
        QCOMPARE(admitted->facts[u"purpose"_s].toString(), u"embeddings"_s);
        QCOMPARE(admitted->facts[u"asked_by"_s].toString(), u"terminal"_s);
        QCOMPARE(stepOf(record, TraceStage::Done)->facts[u"vectors"_s].toInt(), 250);
    }

    void aHardBudgetRefusesAndCounts()
    {
        Policy policy = quickRetries();
        Budget budget;
        budget.limit = Money::fromNanoUsd(1);
        budget.isHard = true;
        policy.budgets = {budget};
        Bench bench(atOnce(), policy);
        const EmbeddingResult refused = embed(bench, embedding({u"a text that costs more than nothing"_s}));
        QCOMPARE(refused.record.error->code, ErrorCode::BudgetExceeded);
        QVERIFY(refused.vectors.empty());
        QCOMPARE(bench.simulated->requestCount(), quint64(0));
        QCOMPARE(logged(bench, refused).status, telemetry::CallStatus::Failed);
        policy.budgets.front().limit = Money::fromNanoUsd(100'000'000'000);
        bench.orchestrator.setPolicy(policy);
        const EmbeddingResult passed = embed(bench, embedding({u"a text"_s}));
        QVERIFY(!passed.record.error);
        const auto status = await(bench.orchestrator.stages().budgets.status());
        QCOMPARE(status->front().spent, *passed.record.cost);
        QCOMPARE(status->front().reserved, Money());
    }

    void faultsAreRetriedAndOpenTheCircuit()
    {
        auto options = atOnce();
        options.errorRate = 1;
        Bench bench(options);
        const EmbeddingResult failed = embed(bench, embedding({u"a"_s}));
        QCOMPARE(failed.record.error->code, ErrorCode::ServerError);
        QCOMPARE(failed.record.attempts, 3);
        QCOMPARE(failed.record.cost, std::nullopt);
        const auto states = bench.orchestrator.stages().breaker.states();
        QCOMPARE(states.front().failures, 3);
        bench.orchestrator.stages().breaker.force(embedding({}).model, CircuitBreaker::Forced::Open, u"ada"_s,
                                                  u"test"_s);
        const EmbeddingResult refused = embed(bench, embedding({u"a"_s}));
        QCOMPARE(refused.record.error->code, ErrorCode::Overloaded);
        QCOMPARE(refused.record.attempts, 0);
        QCOMPARE(bench.simulated->requestCount(), quint64(3));
    }

    void theRateLimitHoldsForEmbeddings()
    {
        Policy policy = quickRetries();
        policy.rateLimits = {{u"simulated"_s, {}, {}, 1, {}}};
        Bench bench(atOnce(), policy);
        QVERIFY(!embed(bench, embedding({u"a"_s})).record.error);
        EmbeddingRequest second = embedding({u"b"_s});
        second.maxWait = 0ms;
        QCOMPARE(embed(bench, second).record.error->code, ErrorCode::RateLimited);
        QCOMPARE(bench.simulated->requestCount(), quint64(1));
    }

    void whatMayNotLeaveIsMaskedOrStaysHere()
    {
        Bench bench(atOnce(), withRule(validation::SafetyKind::Email, validation::Action::Mask));
        const EmbeddingResult masked = embed(bench, embedding({u"hello"_s, u"mail ada@example.org"_s}));
        QVERIFY(!masked.record.error);
        const telemetry::CallRecord record = logged(bench, masked);
        QVERIFY(record.request.contains("mail [email]"));
        QCOMPARE(stepOf(record, TraceStage::Safety)->facts[u"findings"_s][0][u"where"_s].toString(),
                 u"texts[1]"_s);
        bench.orchestrator.setPolicy(withRule(validation::SafetyKind::Secret, validation::Action::Block));
        const quint64 before = bench.simulated->requestCount();
        const EmbeddingResult blocked = embed(bench, embedding({u"hello"_s, token}));
        QCOMPARE(blocked.record.error->code, ErrorCode::ContentFiltered);
        QVERIFY2(blocked.record.error->message.contains(u"in text 2"_s),
                 qPrintable(blocked.record.error->message));
        QCOMPARE(bench.simulated->requestCount(), before);
    }

    void aReviewerSeesWhatLiesAroundTheFindings()
    {
        Bench bench(atOnce(), withRule(validation::SafetyKind::Email, validation::Action::Review));
        const QString longText = QString(50'000, u'x') + u" mail ada@example.org "_s + QString(50'000, u'y');
        QVERIFY(!embed(bench, embedding({u"bob@example.org"_s, u"nothing"_s, longText})).record.error);
        const auto open = await(bench.orchestrator.stages().reviews.list(validation::ReviewState::Open));
        QCOMPARE(open->size(), 1);
        const validation::ReviewItem &item = open->front();
        QVERIFY(item.excerpt.size() < 2000 && !item.excerpt.contains(u"nothing"_s));
        QCOMPARE(item.findings.size(), 2);
        const auto found = [&item](qsizetype i) {
            return item.excerpt.mid(item.findings.at(i).offset, item.findings.at(i).length);
        };
        QCOMPARE(found(0), u"bob@example.org"_s);
        QCOMPARE(found(1), u"ada@example.org"_s);
        QCOMPARE(item.findings.at(1).where, u"texts[2]"_s);
    }

    void tokensAreNotCountedElsewhereOfWhatMayNotLeave()
    {
        Bench bench(atOnce(), withRule(validation::SafetyKind::Secret, validation::Action::Block));
        providers::ModelRequest counted;
        counted.messages = {{providers::Role::User, u"my key is "_s + token}};
        const auto refused =
            await(bench.orchestrator.countTokens({u"simulated"_s, u"sim-swift"_s}, counted, {}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::ContentFiltered);
        QCOMPARE(bench.simulated->requestCount(), quint64(0));
    }

    void aLikeQuestionGetsTheAnswerAndTheCallSaysWhose()
    {
        Policy policy = quickRetries();
        policy.cache.enabled = true;
        policy.cache.semantic = true;
        policy.cache.embeddingModel = {u"simulated"_s, u"sim-swift"_s};
        Bench bench(atOnce(), policy);
        auto call = request();
        call.cache = CacheUse::Always;
        call.prompt = u"greet"_s;
        call.promptVersion = 3;
        const CompletionResult first = bench.complete(call);
        QVERIFY(!first.completion.error && !first.record.cacheHit);
        call.messages.front().text = u"SAY hello in a sentence!"_s; // the same words
        const CompletionResult second = bench.complete(call);
        QVERIFY(second.record.cacheHit);
        QCOMPARE(second.completion.text, first.completion.text);
        QCOMPARE(second.record.cost, std::optional(Money()));
        const telemetry::CallRecord record = bench.logged(second);
        const auto looked = [&record] {
            QJsonObject facts;
            for (const TraceStep &step : record.trace) {
                if (step.outcome == u"similar"_s)
                    facts = step.facts;
            }
            return facts;
        }();
        QVERIFY(looked[u"similarity"_s].toDouble() >= 0.97);
        QCOMPARE(looked[u"threshold"_s].toDouble(), 0.97);
        QCOMPARE(looked[u"matched_call"_s].toString(), first.record.id.toString());
        QVERIFY(await(bench.log.call(first.record.id))->request.contains("Say hello"));

        // Each look into it is recorded, on the account of the prompt, but no call of its version.
        QList<telemetry::CallRecord> lookups;
        const auto rows = await(bench.log.query({}));
        for (const telemetry::LogEntry &entry : *rows) {
            if (entry.record.source == CallSource::Embedding)
                lookups << *await(bench.log.call(entry.record.id));
        }
        QCOMPARE(lookups.size(), 2);
        QCOMPARE(bench.simulated->requestCount(), quint64(3)); // and one answer
        QVERIFY(lookups.front().cost && *lookups.front().cost > Money());
        QCOMPARE(lookups.front().prompt, u"greet"_s);
        QCOMPARE(lookups.front().promptVersion, 0);
        QCOMPARE(stepOf(lookups.front(), TraceStage::Admitted)->facts[u"for_call"_s].toString(),
                 second.record.id.toString());
    }

    void aStricterPolicyHoldsForCachedAnswers()
    {
        Bench bench(atOnce());
        auto call = request();
        call.cache = CacheUse::Always;
        const CompletionResult first = bench.complete(call);
        Policy strict = quickRetries();
        strict.safety.enabled = true;
        strict.safety.blockList = {{first.completion.text.section(u' ', 0, 0), false}};
        strict.safety.rules = {{u"words"_s,
                                validation::SafetyKind::BlockedText,
                                validation::AppliesTo::Output,
                                validation::Action::Block,
                                {}}};
        bench.orchestrator.setPolicy(strict);
        bench.recorder.text.clear();
        const CompletionResult blocked = bench.complete(call);
        QCOMPARE(blocked.completion.error->code, ErrorCode::ContentFiltered);
        QVERIFY(bench.recorder.text.isEmpty());
        QCOMPARE(bench.simulated->requestCount(), quint64(1));
    }

    void aPersonGoesBeforeTheTerminalAndABatchComesLast()
    {
        Policy policy = quickRetries();
        policy.queue.maxInFlight = 1;
        Bench bench(atOnce(), policy);
        RateLimiter &limiter = bench.orchestrator.stages().limiter;
        RateAsk everything;
        everything.model = request().target;
        auto held = await(limiter.admit(std::move(everything), {}));
        QVERIFY(held);
        QStringList order;
        const std::pair<CallSource, std::size_t> arrivals[]{
            {CallSource::Evaluation, 2}, {CallSource::Terminal, 1}, {CallSource::Window, 0}};
        std::vector<std::unique_ptr<Recorder>> recorders;
        std::vector<QCoro::Task<CompletionResult>> calls;
        for (const auto &[source, priority] : arrivals) {
            auto call = request();
            call.source = source;
            recorders.push_back(std::make_unique<Recorder>());
            recorders.back()->onFirstDelta = [&order, name = telemetry::callSourceName(source)] {
                order.append(name);
            };
            calls.push_back(bench.orchestrator.complete(call, *recorders.back(), {}));
            QTRY_COMPARE(limiter.snapshot().waiting.at(priority), 1); // it waits before the next one comes
        }
        *held = RateLimiter::Permit();
        for (auto &call : calls)
            QVERIFY(!await(std::move(call)).completion.error);
        QCOMPARE(order, (QStringList{u"window"_s, u"terminal"_s, u"evaluation"_s}));
    }
};

QTEST_GUILESS_MAIN(EmbeddingCallsTest)
#include "tst_embeddingcalls.moc"
