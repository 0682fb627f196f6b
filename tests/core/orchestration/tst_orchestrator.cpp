// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipelinebench.h"

#include <QJsonDocument>
#include <QTest>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace assay::test;

class OrchestratorTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCallStreamsIsPricedAndRecorded()
    {
        Bench bench(atOnce());
        const CompletionResult result = bench.complete(request());
        QVERIFY2(!result.completion.error,
                 qPrintable(result.completion.error ? result.completion.error->message : QString()));
        QVERIFY(!result.completion.text.isEmpty());
        QCOMPARE(bench.recorder.text, result.completion.text);
        QVERIFY(result.record.usage);
        QVERIFY(result.record.cost && *result.record.cost > Money());
        QVERIFY(result.record.firstTokenUs);
        QVERIFY(*result.record.firstTokenUs <= result.record.latencyUs);
        QCOMPARE(result.record.attempts, 1);

        const telemetry::CallRecord logged = bench.logged(result);
        QCOMPARE(logged.model, u"sim-swift"_s);
        QCOMPARE(logged.cost, result.record.cost);
        QVERIFY(logged.response.contains(result.completion.text.left(8).toUtf8()));
        QVERIFY(logged.request.contains("Say hello"));
    }

    void aCallWithoutStreamGivesTheSame()
    {
        Bench bench(atOnce());
        auto plain = request();
        plain.stream = false;
        const QString streamed = bench.complete(request()).completion.text;
        QCOMPARE(bench.complete(plain).completion.text, streamed);
    }

    void faultsBeforeTheFirstTokenAreRetriedAndEndTyped()
    {
        auto options = atOnce();
        options.errorRate = 1;
        Bench bench(options);
        const CompletionResult result = bench.complete(request());
        QVERIFY(result.completion.error);
        QCOMPARE(result.completion.error->code, ErrorCode::ServerError);
        QCOMPARE(result.record.attempts, 3);
        QCOMPARE(bench.recorder.retries.size(), 2);
        QCOMPARE(bench.simulated->requestCount(), quint64(3));
        QCOMPARE(bench.logged(result).status, telemetry::CallStatus::Failed);
    }

    void afterTheFirstTokenNothingIsRetriedAndThePartIsKept()
    {
        auto options = atOnce();
        options.dropRate = 1;
        Bench bench(options);
        const CompletionResult result = bench.complete(request());
        QVERIFY(result.completion.error);
        QCOMPARE(result.completion.error->code, ErrorCode::Network);
        QCOMPARE(result.record.attempts, 1);
        QVERIFY(!result.completion.text.isEmpty());
        QCOMPARE(result.completion.text, bench.recorder.text);
    }

    void stoppingAbortsTheRequestAtOnceAndRecordsIt()
    {
        simulator::SimulatorOptions options;
        options.latency = 0ms;
        options.tokensPerSecond = 20;
        options.answerTokens = 10'000;
        Bench bench(options);
        std::stop_source stop;
        bench.recorder.onFirstDelta = [&stop] {
            QMetaObject::invokeMethod(
                qApp, [&stop] { stop.request_stop(); }, Qt::QueuedConnection);
        };
        const CompletionResult result = bench.complete(request(), stop.get_token());
        QVERIFY(result.completion.error);
        QCOMPARE(result.completion.error->code, ErrorCode::Cancelled);
        QVERIFY(!result.completion.text.isEmpty());
        QCOMPARE(bench.logged(result).status, telemetry::CallStatus::Cancelled);
        QTRY_COMPARE(bench.simulated->abortedCount(), quint64(1));
    }

    void stoppingAllEndsEveryCall()
    {
        simulator::SimulatorOptions options;
        options.latency = 1h;
        Bench bench(options);
        auto first = bench.orchestrator.complete(request(), bench.recorder, {});
        auto second = bench.orchestrator.complete(request(), bench.recorder, {});
        QCOMPARE(bench.orchestrator.runningCount(), 2);
        bench.orchestrator.stopAll();
        QCOMPARE(await(std::move(first)).record.status, telemetry::CallStatus::Cancelled);
        QCOMPARE(await(std::move(second)).record.status, telemetry::CallStatus::Cancelled);
        QCOMPARE(bench.orchestrator.runningCount(), 0);
    }

    void whatCannotBeSentIsRefusedWithASentence()
    {
        Bench bench(atOnce());
        auto empty = request();
        empty.messages.clear();
        QCOMPARE(bench.complete(empty).completion.error->code, ErrorCode::InvalidInput);
        auto hot = request();
        hot.parameters.temperature = 9;
        QVERIFY(bench.complete(hot).completion.error->message.contains(u"temperature"_s));
        auto nobody = request();
        nobody.target.provider = u"nobody"_s;
        QCOMPARE(bench.complete(nobody).completion.error->code, ErrorCode::NotFound);
        auto pictured = request();
        pictured.messages.front().images = {{u"image/png"_s, "bytes"}};
        pictured.parameters.maxTokens = 1'000'000;
        const QString sentence = bench.complete(pictured).completion.error->message;
        QVERIFY2(sentence.contains(u"images (sim-swift takes no images)"_s), qPrintable(sentence));
        QVERIFY2(sentence.contains(u"max_tokens above 4096"_s), qPrintable(sentence));
        QCOMPARE(bench.simulated->requestCount(), quint64(0));
        const auto unknownModel = bench.complete(request(u"no-such-model"_s));
        QCOMPARE(unknownModel.completion.error->code, ErrorCode::NotFound);
        QCOMPARE(unknownModel.record.attempts, 1);
    }

    void whatTheModelDoesNotTakeIsLeftOutWhereThatIsAllowed()
    {
        Bench bench(atOnce());
        auto asked = request();
        asked.tools = {{u"weather"_s, u"Tells the weather."_s, {}}};
        asked.parameters.maxTokens = 1'000'000;
        asked.dropUnsupported = true;
        const CompletionResult result = bench.complete(asked);
        QVERIFY2(!result.completion.error, qPrintable(result.completion.error->message));
        QVERIFY(result.completion.toolCalls.empty()); // the simulator calls a tool that it is offered
        QCOMPARE(result.notes.size(), 1);
        QVERIFY2(result.notes.first().contains(u"tools (sim-swift calls no tools)"_s), qPrintable(result.notes.first()));
        QVERIFY(!result.completion.text.isEmpty());
    }

    void aRoutePassesOverAModelThatRefusesAParameter()
    {
        Policy policy = quickRetries();
        Route route;
        route.name = u"any"_s;
        route.candidates = {{{u"simulated"_s, u"sim-swift"_s}}, {{u"simulated"_s, u"sim-balanced"_s}}};
        policy.routes = {route};
        Bench bench(atOnce(), policy);
        catalog::CatalogModel picky = *bench.prices->find(u"simulated"_s, u"sim-swift"_s, 0);
        picky.refuses = {u"temperature"_s};
        catalog::PriceEntry entry;
        entry.vendor = picky.vendor;
        entry.model = picky.model;
        entry.price = picky;
        bench.prices = catalog::PriceBook::of(catalog::ModelCatalog::builtIn(), {entry});
        auto asked = request();
        asked.target = {u"route"_s, u"any"_s};
        asked.parameters.temperature = 0.3;
        QCOMPARE(bench.complete(asked).record.model, u"sim-balanced"_s);
        asked.parameters.temperature.reset();
        QCOMPARE(bench.complete(asked).record.model, u"sim-swift"_s);
        asked.target = {u"simulated"_s, u"sim-swift"_s};
        asked.parameters.temperature = 0.3;
        const CompletionResult refused = bench.complete(asked);
        QCOMPARE(refused.completion.error->code, ErrorCode::InvalidInput);
        QVERIFY2(refused.completion.error->message.contains(u"temperature (sim-swift refuses it)"_s),
                 qPrintable(refused.completion.error->message));
    }

    void aProviderWithoutKeySaysHowToAddOne()
    {
        Bench bench(atOnce());
        catalog::Provider provider;
        provider.id = ProviderId::create();
        provider.name = u"paid"_s;
        provider.baseUrl = QUrl(u"http://127.0.0.1:9/v1"_s);
        QVERIFY(await(bench.providers.add(provider)));
        auto call = request();
        call.target.provider = u"paid"_s;
        const auto error = bench.complete(call).completion.error;
        QVERIFY(error);
        QVERIFY2(error->code == ErrorCode::Authentication || error->code == ErrorCode::Keychain,
                 qPrintable(error->message));
        bench.keys.useForThisRun(provider.id, security::Secret::fromUtf8("sk-test-0123456789"));
        const auto refused = bench.complete(call);
        QCOMPARE(refused.completion.error->code, ErrorCode::Network); // the key was there, the server is not
        QVERIFY(!refused.completion.error->message.contains(u"sk-test"_s));
    }

    void anIdenticalCallCanComeFromTheCache()
    {
        Bench bench(atOnce());
        auto cached = request();
        cached.cache = CacheUse::Always;
        const auto first = bench.complete(cached);
        const auto second = bench.complete(cached);
        QVERIFY(!first.record.cacheHit);
        QVERIFY(second.record.cacheHit);
        QCOMPARE(second.completion.text, first.completion.text);
        QCOMPARE(second.record.cost, std::optional(Money()));
        QCOMPARE(bench.simulated->requestCount(), quint64(1));
    }

    void aHardBudgetRefusesBeforeTheCall()
    {
        Policy policy = quickRetries();
        Budget budget;
        budget.limit = Money::fromNanoUsd(1);
        budget.isHard = true;
        policy.budgets = {budget};
        Bench bench(atOnce(), policy);
        const auto refused = bench.complete(request());
        QCOMPARE(refused.completion.error->code, ErrorCode::BudgetExceeded);
        QCOMPARE(bench.simulated->requestCount(), quint64(0));
    }

    void twoHundredAndFiftySixCallsRunAtOnce()
    {
        auto options = atOnce();
        options.latency = 100ms;
        Bench bench(options);
        std::vector<QCoro::Task<CompletionResult>> calls;
        for (int i = 0; i < 256; ++i)
            calls.push_back(bench.orchestrator.complete(request(), bench.recorder, {}));
        QTRY_COMPARE(bench.simulated->requestCount(), quint64(256)); // all there before the first is answered
        for (auto &call : calls)
            QVERIFY(!await(std::move(call)).completion.error);
    }

    void theTimelineTellsWhatHappened()
    {
        Bench bench(atOnce());
        const telemetry::CallRecord logged = bench.logged(bench.complete(request()));
        QStringList stages;
        for (const telemetry::TraceStep &step : logged.trace)
            stages << telemetry::traceStageName(step.stage);
        QCOMPARE(stages, (QStringList{u"admitted"_s, u"attempt"_s, u"first_token"_s, u"done"_s}));
        const telemetry::TraceStep &attempt = logged.trace[1];
        QCOMPARE(attempt.facts[u"http_status"_s].toInt(), 200);
        QVERIFY(attempt.durationUs > 0);
        QCOMPARE(attempt.model, u"simulated/sim-swift"_s);
        const QJsonObject cost = logged.trace.back().facts;
        QVERIFY(cost[u"cost_usd"_s].toDouble() > 0);
        QVERIFY(qAbs(cost[u"input_usd"_s].toDouble() + cost[u"output_usd"_s].toDouble()
                     - cost[u"cost_usd"_s].toDouble())
                < 1e-9);
    }

    void aRouteFallsBackToTheNextModel()
    {
        Policy policy = quickRetries();
        policy.routes = {
            {u"safe"_s, RoutingPolicy::Fixed, {{{u"dead"_s, u"m"_s}}, {{u"simulated"_s, u"sim-swift"_s}}}}};
        Bench bench(atOnce(), policy);
        catalog::Provider dead;
        dead.id = ProviderId::create();
        dead.name = u"dead"_s;
        dead.baseUrl = QUrl(u"http://127.0.0.1:9/v1"_s);
        dead.needsKey = false;
        QVERIFY(await(bench.providers.add(dead)));
        auto routed = request();
        routed.target = {QString(routeProvider), u"safe"_s};
        const CompletionResult result = bench.complete(routed);
        QVERIFY(!result.completion.error);
        QCOMPARE(result.record.provider, u"simulated"_s);
        QCOMPARE(result.record.attempts, 4); // three at the dead one
        routed.target.model = u"none"_s;
        const auto unknown = bench.complete(routed).completion.error;
        QCOMPARE(unknown->code, ErrorCode::NotFound);
        QVERIFY2(unknown->message.contains(u"safe"_s), qPrintable(unknown->message));
    }

    void circuitsAreForcedByThePolicyAndGivenBack()
    {
        Policy policy = quickRetries();
        policy.forcedCircuits = {{request().target, ForcedState::Open, u"ada"_s, u"maintenance"_s}};
        Bench bench(atOnce(), policy);
        Stages &stages = bench.orchestrator.stages();
        const CompletionResult refused = bench.complete(request());
        QVERIFY(refused.completion.error);
        QCOMPARE(refused.completion.error->code, ErrorCode::Overloaded);
        QVERIFY(refused.completion.error->message.contains(u"maintenance"_s));
        QCOMPARE(await(stages.breakerLog.list(10))->size(), 0); // forced before this run: no event of it

        bench.orchestrator.setPolicy(policy); // the same again changes nothing
        policy.forcedCircuits.first().reason = u"still broken"_s;
        bench.orchestrator.setPolicy(policy);
        QCOMPARE(stages.breaker.states().constFirst().reason, u"still broken"_s);
        QCOMPARE(await(stages.breakerLog.list(10))->size(), 0);

        policy.forcedCircuits.clear();
        stages.breaker.force({u"simulated"_s, u"sim-thorough"_s}, CircuitBreaker::Forced::Open, u"eva"_s, {});
        bench.orchestrator.setPolicy(policy);
        QVERIFY(!bench.complete(request()).completion.error);
        QVERIFY(stages.breaker.isRefusing({u"simulated"_s, u"sim-thorough"_s})); // not the policy's word
        policy.forcedCircuits = {{request().target, ForcedState::Closed, u"ada"_s, u"we need it"_s}};
        bench.orchestrator.setPolicy(policy);
        QTRY_COMPARE(await(stages.breakerLog.list(10))->size(), 3); // written behind the change
        const auto events = await(stages.breakerLog.list(10));
        QVERIFY(events);
        QCOMPARE(events->at(0).to, BreakerState::ForcedClosed);
        QCOMPARE(events->at(0).who, u"ada"_s);
        QCOMPARE(events->at(1).from, BreakerState::ForcedOpen);
        QCOMPARE(events->at(1).to, BreakerState::Closed);
    }

    void equalCallsAtOnceMakeOneRequest()
    {
        auto options = atOnce();
        options.latency = 50ms;
        Bench bench(options);
        auto cached = request();
        cached.cache = CacheUse::Always;
        std::vector<QCoro::Task<CompletionResult>> calls;
        for (int i = 0; i < 8; ++i)
            calls.push_back(bench.orchestrator.complete(cached, bench.recorder, {}));
        int hits = 0;
        for (auto &call : calls)
            hits += await(std::move(call)).record.cacheHit ? 1 : 0;
        QCOMPARE(hits, 7);
        QCOMPARE(bench.simulated->requestCount(), quint64(1));
    }

    void anAnswerThatBreaksItsContractIsAskedForAgain()
    {
        Bench bench(atOnce());
        auto strict = request();
        validation::OutputContract contract;
        contract.format = validation::Format::Regex;
        contract.pattern = u"[0-9]+"_s;
        contract.maxReAsks = 2;
        strict.contract = contract;
        const CompletionResult result = bench.complete(strict);
        QCOMPARE(bench.simulated->requestCount(), quint64(3));
        QCOMPARE(bench.recorder.askedAgain, 2);
        QVERIFY(result.completion.error);
        QCOMPARE(result.completion.error->code, ErrorCode::MalformedResponse);
        QVERIFY(result.verdict && !result.verdict->ok);
        QVERIFY(result.record.usage->output > 0); // all three answers were paid
        contract.failOtherwise = false;
        contract.maxReAsks = 0;
        strict.contract = contract;
        const CompletionResult shown = bench.complete(strict);
        QVERIFY(!shown.completion.error);
        QVERIFY(!shown.verdict->ok);
    }

    void aJsonAnswerIsTakenOutOfItsProse()
    {
        Bench bench(atOnce());
        auto call = request();
        validation::OutputContract contract;
        contract.format = validation::Format::Json;
        call.contract = contract;
        call.messages = {{providers::Role::User, u"{\"a\": 1}"_s}}; // which the answer repeats
        const CompletionResult result = bench.complete(call);
        QVERIFY2(!result.completion.error,
                 qPrintable(result.completion.error ? result.completion.error->message : QString()));
        QVERIFY(result.verdict && result.verdict->repaired);
        QVERIFY(QJsonDocument::fromJson(result.completion.text.toUtf8()).isObject());
    }

    void whatMayNotLeaveIsMaskedOrStopsTheCall()
    {
        Policy policy = quickRetries();
        policy.safety.enabled = true;
        policy.safety.rules = {{u"mail"_s,
                                validation::SafetyKind::Email,
                                validation::AppliesTo::Both,
                                validation::Action::Mask,
                                {}},
                               {u"keys"_s,
                                validation::SafetyKind::Secret,
                                validation::AppliesTo::Input,
                                validation::Action::Block,
                                {}}};
        Bench bench(atOnce(), policy);
        auto call = request();
        call.messages.front().text = u"Write to anna.example@example.org please"_s;
        const CompletionResult masked = bench.complete(call);
        QVERIFY(!masked.completion.error);
        QVERIFY2(!masked.completion.text.contains(u"example.org"_s), qPrintable(masked.completion.text));
        QCOMPARE(bench.recorder.text, masked.completion.text);
        QVERIFY(!bench.logged(masked).request.contains("example.org"));
        call.messages.front().text = u"My key is ghp_abcdefghijklmnopqrstuvwxyz0123456789"_s;
        const quint64 before = bench.simulated->requestCount();
        const CompletionResult blocked = bench.complete(call);
        QCOMPARE(blocked.completion.error->code, ErrorCode::ContentFiltered);
        QVERIFY2(blocked.completion.error->message.contains(u"keys"_s),
                 qPrintable(blocked.completion.error->message));
        QCOMPARE(bench.simulated->requestCount(), before);
    }

    void aReviewersTextShowsWhereTheFindingsAre()
    {
        Policy policy = quickRetries();
        policy.safety.enabled = true;
        policy.safety.rules = {{u"mail"_s,
                                validation::SafetyKind::Email,
                                validation::AppliesTo::Input,
                                validation::Action::Review,
                                {}}};
        Bench bench(atOnce(), policy);
        auto call = request();
        providers::Message first;
        first.role = providers::Role::System;
        first.text = u"Be brief,\nand kind."_s;
        call.messages.front().text = u"Write to anna.example@example.org please"_s;
        call.messages.insert(call.messages.begin(), first);
        QVERIFY(!bench.complete(call).completion.error);
        const auto open = await(bench.orchestrator.stages().reviews.list(validation::ReviewState::Open));
        QVERIFY(open && open->size() == 1);
        const validation::Finding found = open->first().findings.value(0);
        QCOMPARE(found.block, 0);
        QCOMPARE(open->first().excerpt.mid(found.offset, found.length), u"anna.example@example.org"_s);
    }

    void toolsTravelAndTheirCallsComeBack()
    {
        Bench bench(atOnce());
        auto call = request(u"sim-balanced"_s);
        call.messages.front().text = u"What is the weather in Oslo?"_s;
        call.tools = {{u"get_weather"_s,
                       u"Tells it."_s,
                       {{u"type"_s, u"object"_s},
                        {u"properties"_s, QJsonObject{{u"city"_s, QJsonObject{{u"type"_s, u"string"_s}}}}}}}};
        const CompletionResult result = bench.complete(call);
        QCOMPARE(result.completion.toolCalls.size(), size_t(1));
        QCOMPARE(result.completion.toolCalls.front().arguments[u"city"_s].toString(), u"Oslo"_s);
        QCOMPARE(result.completion.finishReason, std::optional(providers::FinishReason::ToolCalls));
    }
};

QTEST_GUILESS_MAIN(OrchestratorTest)
#include "tst_orchestrator.moc"
