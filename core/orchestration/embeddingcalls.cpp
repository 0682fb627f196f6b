// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/embeddingcalls.h"

#include "orchestration/callcontent.h"
#include "orchestration/charges.h"
#include "orchestration/orchestrationtr.h"
#include "orchestration/safetyguard.h"
#include "orchestration/tracerecorder.h"

#include <algorithm>

#include <QCoroFuture>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using telemetry::TraceStage;
using Tr = OrchestrationTr;

QString outcomeWord(const Result<> &result)
{
    return result ? u"ok"_s : QString(errorCodeName(result.error().code));
}

std::int64_t microsBetween(SteadyTime from, SteadyTime to)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(to - from).count();
}

std::vector<providers::Message> asMessages(const QStringList &texts)
{
    std::vector<providers::Message> messages;
    for (const QString &text : texts)
        messages.push_back({providers::Role::User, text});
    return messages;
}

} // namespace

struct EmbeddingCalls::Run {
    Run(EmbeddingRequest embeddingRequest, const Clock &clock)
        : request(std::move(embeddingRequest))
        , trace(clock)
    {
        record.id = CallId::create();
        record.startedAt = clock.utcMicros();
        record.source = telemetry::CallSource::Embedding;
        record.provider = request.model.provider;
        record.model = request.model.model;
        record.prompt = request.prompt;
        record.user = userOf(request.user);
        record.key = request.key;
        record.run = request.run;
        record.attempts = 0;
    }

    EmbeddingRequest request; ///< its texts as they go out
    TraceRecorder trace;
    telemetry::CallRecord record;
    std::shared_ptr<const catalog::PriceBook> prices;
    catalog::Provider provider;
    const catalog::CatalogModel *price = nullptr; ///< null when nothing is known
    BudgetGate::Reservation reservation;
    std::vector<std::vector<float>> vectors;
    QStringList notes;
};

EmbeddingCalls::EmbeddingCalls(Services services)
    : m_services(std::move(services))
    , m_directory(m_services.providers, m_services.clock)
{
}

QCoro::Task<EmbeddingResult> EmbeddingCalls::run(EmbeddingRequest request, std::stop_token stop)
{
    Run run(std::move(request), m_services.clock);
    Result<> done = co_await admit(run);
    const QStringList texts = run.request.texts; // masked by now
    for (qsizetype at = 0; done && at < texts.size(); at += ProviderClient::textsPerRequest)
        done = co_await ask(run, texts.mid(at, ProviderClient::textsPerRequest), stop);
    if (!done) {
        run.record.error = done.error();
        run.record.status = done.error().code == ErrorCode::Cancelled ? telemetry::CallStatus::Cancelled
                                                                      : telemetry::CallStatus::Failed;
    }
    co_await account(run);
    EmbeddingResult result;
    if (!run.record.error)
        result.vectors = std::move(run.vectors);
    result.record = std::move(run.record);
    result.notes = std::move(run.notes);
    co_return result;
}

QCoro::Task<Result<>> EmbeddingCalls::admit(Run &run)
{
    const EmbeddingRequest &request = run.request;
    QJsonObject facts{{u"purpose"_s, u"embeddings"_s},
                      {u"asked_by"_s, telemetry::callSourceName(request.askedBy)}};
    if (request.forCall)
        facts.insert("for_call"_L1, request.forCall->toString());
    run.trace.note({.stage = TraceStage::Admitted,
                    .model = request.model.toString(),
                    .outcome = u"ok"_s,
                    .detail = Tr::tr("%Ln text(s) to embed.", nullptr, int(request.texts.size())),
                    .facts = facts});
    if (request.texts.isEmpty())
        co_return fail(ErrorCode::InvalidInput, Tr::tr("There is no text to embed."));
    Result<catalog::Provider> provider = co_await m_directory.find(request.model.provider);
    if (!provider)
        co_return tl::unexpected(provider.error());
    run.provider = std::move(*provider);
    run.prices = m_services.prices();
    run.price = run.prices->find(run.provider.priceVendor(), request.model.model, run.record.startedAt);
    if (const Result<> guarded = co_await guard(run); !guarded)
        co_return guarded;
    co_return co_await reserve(run);
}

QCoro::Task<Result<>> EmbeddingCalls::guard(Run &run)
{
    if (!m_services.policy.safety.enabled || run.request.isInspected)
        co_return Result<>();
    co_await m_services.cipher.ready(); // what a person shall look at is sealed
    const Inspected inspected = inspectOutgoing(
        m_services.policy.safety, m_services.cipher.derivedKey(safetyKeyPurpose), run.request.texts);
    if (inspected.findings.isEmpty())
        co_return Result<>();
    run.trace.note(safetyStep(inspected));
    askForReview(m_services.stages.reviews, run.record.id, inspected);
    if (const validation::Finding *blocking = blockingIn(inspected.findings))
        co_return tl::unexpected(blockedBy(*blocking));
    co_return Result<>();
}

QCoro::Task<Result<>> EmbeddingCalls::reserve(Run &run)
{
    BudgetSubjects subjects;
    subjects.prompt = run.record.prompt;
    subjects.model = run.request.model.toString();
    subjects.user = run.record.user;
    subjects.key = run.record.key;
    catalog::Usage guess;
    guess.input = estimated(run, run.request.texts);
    const std::optional<Money> cost =
        run.price != nullptr ? catalog::costOf(*run.price, guess) : std::nullopt;
    const Money estimate = cost.value_or(Money());
    Result<BudgetGate::Reservation> reserved =
        co_await m_services.stages.budgets.reserve(std::move(subjects), estimate);
    if (!m_services.policy.budgets.isEmpty()) {
        run.trace.note({.stage = TraceStage::Budget,
                        .model = run.request.model.toString(),
                        .outcome = reserved ? u"reserved"_s : QString(errorCodeName(reserved.error().code)),
                        .detail = reserved ? reserved->warnings().join(u' ') : reserved.error().message,
                        .facts = {{u"estimate_usd"_s, estimate.toUsd()}}});
    }
    if (!reserved)
        co_return tl::unexpected(reserved.error());
    run.notes = reserved->warnings();
    run.reservation = std::move(*reserved);
    co_return Result<>();
}

std::int64_t EmbeddingCalls::estimated(const Run &run, const QStringList &texts) const
{
    providers::ModelRequest request;
    request.model = run.request.model.model;
    request.messages = asMessages(texts);
    return m_services.stages.tokens.estimate(run.request.model, run.provider.vendor, request).tokens;
}

QCoro::Task<Result<>> EmbeddingCalls::ask(Run &run, QStringList texts, std::stop_token stop)
{
    Stages &stages = m_services.stages;
    const QString provider = run.request.model.provider;
    stages.retryBudget.noteCall(provider);
    for (int failedAttempts = 1; !stop.stop_requested(); ++failedAttempts) {
        const Result<> done = co_await attempt(run, texts, stop);
        if (done || done.error().code == ErrorCode::Cancelled)
            co_return done;
        const auto wait = stages.retry.delayAfter(done.error(), failedAttempts,
                                                  QRandomGenerator::global()->generateDouble());
        if (!wait || !stages.retryBudget.tryRetry(provider))
            co_return done;
        const SteadyTime from = m_services.clock.steadyNow();
        co_await m_services.clock.sleepFor(*wait, stop);
        run.trace.span(from,
                       {.stage = TraceStage::Retry,
                        .model = run.request.model.toString(),
                        .outcome = outcomeWord(done)});
    }
    co_return fail(ErrorCode::Cancelled, Tr::tr("The call was stopped."));
}

QCoro::Task<Result<>> EmbeddingCalls::attempt(Run &run, QStringList texts, std::stop_token stop)
{
    Stages &stages = m_services.stages;
    const catalog::ModelRef &model = run.request.model;
    if (stages.breaker.isRefusing(model)) { // no use to queue for it
        if (auto refused = stages.breaker.allow(model); !refused)
            co_return tl::unexpected(refused.error());
    }
    const std::int64_t estimate = estimated(run, texts);
    RateAsk rateAsk;
    rateAsk.model = model;
    rateAsk.key = run.request.key;
    rateAsk.estimatedTokens = estimate;
    rateAsk.priority = run.request.priority.value_or(usualPriority(run.request.askedBy));
    rateAsk.maxWait = run.request.maxWait;
    auto permit = co_await stages.limiter.admit(std::move(rateAsk), stop);
    if (!permit)
        co_return tl::unexpected(permit.error());
    auto ticket = stages.breaker.allow(model); // it may have opened while we waited
    if (!ticket) {
        permit->giveBack();
        co_return tl::unexpected(ticket.error());
    }
    ++run.record.attempts;
    ProviderClient::Embedded embedded =
        co_await m_services.client.embed(run.provider, model.model, texts, run.record.id, stop);
    if (embedded.timings.startedAt == SteadyTime{}) { // no key, or no such protocol: nothing was sent
        permit->giveBack();
        co_return tl::unexpected(embedded.answer.error());
    }
    learnFrom(run, embedded, estimate);
    if (!embedded.answer) {
        permit->settle(embedded.httpStatus >= 400 ? 0 : estimate);
        ticket->failed(embedded.answer.error());
        stages.health.noteFailure(run.provider, embedded.answer.error());
        co_return tl::unexpected(embedded.answer.error());
    }
    permit->settle(embedded.answer->usage ? embedded.answer->usage->input : estimate);
    const transport::HttpTimings &timings = embedded.timings;
    const auto untilFirstByte = std::max(timings.firstByteAt, timings.sentAt) - timings.sentAt;
    ticket->succeeded(untilFirstByte);
    stages.health.noteSuccess(run.provider,
                              std::chrono::duration_cast<std::chrono::microseconds>(untilFirstByte));
    run.vectors.insert(run.vectors.end(), std::make_move_iterator(embedded.answer->vectors.begin()),
                       std::make_move_iterator(embedded.answer->vectors.end()));
    co_return Result<>();
}

void EmbeddingCalls::learnFrom(Run &run, const ProviderClient::Embedded &embedded, std::int64_t estimate)
{
    const transport::HttpTimings &timings = embedded.timings;
    m_services.stages.limiter.learn(run.request.model, embedded.headers, timings.firstByteAt);
    const SteadyTime from = timings.sentAt == SteadyTime{} ? timings.startedAt : timings.sentAt;
    const SteadyTime to = std::max(timings.lastByteAt, from);
    run.record.httpStatus = embedded.httpStatus;
    run.record.waitedUs = microsBetween(run.trace.admittedAt(), from);
    run.record.latencyUs = microsBetween(from, to);
    QJsonObject facts{{u"attempt"_s, run.record.attempts},
                      {u"reused_connection"_s, timings.connectionReused}};
    if (embedded.httpStatus != 0)
        facts.insert("http_status"_L1, embedded.httpStatus);
    const std::optional<Error> error =
        embedded.answer ? std::nullopt : std::optional(embedded.answer.error());
    run.trace.spanBetween(from, to,
                          {.stage = TraceStage::Attempt,
                           .model = run.request.model.toString(),
                           .outcome = error ? QString(errorCodeName(error->code)) : u"ok"_s,
                           .detail = error ? error->message : QString(),
                           .facts = facts});
    if (error)
        return; // nothing is billed for it
    catalog::Usage usage = run.record.usage.value_or(catalog::Usage());
    run.record.usageEstimated = run.record.usageEstimated || !embedded.answer->usage;
    usage.input += embedded.answer->usage ? embedded.answer->usage->input : estimate;
    run.record.usage = usage;
}

QCoro::Task<> EmbeddingCalls::account(Run &run)
{
    telemetry::CallRecord &record = run.record;
    QJsonObject facts;
    if (record.usage && run.price != nullptr) {
        if (const auto cost = catalog::costSplitOf(*run.price, *record.usage)) {
            record.cost = cost->total;
            facts = costFacts(*cost);
        }
    }
    facts.insert("vectors"_L1, static_cast<qint64>(run.vectors.size()));
    if (!run.vectors.empty())
        facts.insert("dimensions"_L1, static_cast<qint64>(run.vectors.front().size()));
    run.trace.note({.stage = TraceStage::Done,
                    .outcome = record.error ? QString(errorCodeName(record.error->code)) : u"ok"_s,
                    .detail = run.notes.join(u' '), // the log keeps them nowhere else
                    .facts = facts});
    record.trace = run.trace.take();
    telemetry::CallRecord stored = record;
    stored.request = encodeRequestContent({asMessages(run.request.texts), {}, {}});
    stored.response = encodeResponseContent({});
    const Result<std::int64_t> recorded = co_await m_services.log.append(std::move(stored));
    if (record.usage && recorded) // only now: until it is in the log, the budgets count what was put aside
        run.reservation.settle(record.cost);
    else if (record.usage)
        run.reservation.settleUnlogged(record.cost);
    if (!recorded && !record.error) {
        record.error = recorded.error();
        record.status = telemetry::CallStatus::Failed;
    }
}

} // namespace assay::orchestration
