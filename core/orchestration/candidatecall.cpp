// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/candidatecall.h"

#include "orchestration/charges.h"
#include "orchestration/orchestrationtr.h"
#include "orchestration/race.h"
#include "orchestration/ratelimitheaders.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using telemetry::TraceStage;
using Tr = OrchestrationTr;

constexpr auto worthTelling = std::chrono::milliseconds(1); // a shorter wait in the queue is none

QString outcomeWord(const std::optional<Error> &error)
{
    return error ? QString(errorCodeName(error->code)) : u"ok"_s;
}

double asMs(std::chrono::nanoseconds duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

std::int64_t tokensUsed(const AttemptOutcome &outcome, const Candidate &candidate)
{
    if (outcome.completion.usage)
        return outcome.completion.usage->input + outcome.completion.usage->output;
    const bool wasRefused = outcome.completion.error && outcome.httpStatus >= 400;
    return wasRefused ? 0 : candidate.inputTokens + candidate.outputTokens;
}

} // namespace

QCoro::Task<> CandidateCall::run(DeltaHandler onDelta, std::stop_token stop)
{
    m_stages.retryBudget.noteCall(m_candidate.model.provider);
    for (int failedAttempts = 1; !stop.stop_requested(); ++failedAttempts) {
        co_await attemptOrRace(onDelta, stop);
        const auto wait = retryWait(failedAttempts);
        if (!wait)
            co_return;
        m_listener.onRetry(*m_call.error(), m_call.record.attempts + 1, *wait);
        const SteadyTime from = m_clock.steadyNow();
        co_await m_clock.sleepFor(*wait, stop);
        m_call.trace.span(from,
                          {.stage = TraceStage::Retry,
                           .model = m_candidate.model.toString(),
                           .outcome = outcomeWord(m_call.error()),
                           .facts = {{u"wait_ms"_s, asMs(*wait)}}});
    }
    m_call.fail({ErrorCode::Cancelled, Tr::tr("The call was stopped."), {}, false, {}});
}

std::optional<std::chrono::milliseconds> CandidateCall::retryWait(int failedAttempts)
{
    const std::optional<Error> &error = m_call.error();
    // What the person has seen is never silently replaced by another attempt.
    if (!error || error->code == ErrorCode::Cancelled || m_call.wasHeard)
        return {};
    const auto wait =
        m_stages.retry.delayAfter(*error, failedAttempts, QRandomGenerator::global()->generateDouble());
    if (!wait || m_stages.retryBudget.tryRetry(m_candidate.model.provider))
        return wait;
    m_call.trace.note(
        {.stage = TraceStage::Retry,
         .model = m_candidate.model.toString(),
         .outcome = u"budget_used_up"_s,
         .detail = Tr::tr("Not tried again: retries are at their share of this provider's calls.")});
    return {};
}

QCoro::Task<Result<CandidateCall::Leave>> CandidateCall::leaveToSend(bool isSecond, std::stop_token stop)
{
    const catalog::ModelRef &model = m_candidate.model;
    if (m_stages.breaker.isRefusing(model)) { // no use to queue for it
        if (auto refused = m_stages.breaker.allow(model); !refused)
            co_return tl::unexpected(refused.error());
    }
    RateAsk ask;
    ask.model = model;
    ask.key = m_call.request.key;
    ask.estimatedTokens = m_candidate.inputTokens + m_candidate.outputTokens;
    // A second try for the slow tail is a luxury: never before a call that waits for its first.
    ask.priority =
        isSecond ? Priority::Batch : m_call.request.priority.value_or(usualPriority(m_call.request.source));
    ask.maxWait = isSecond ? std::chrono::milliseconds(0) : m_call.request.maxWait;
    if (!isSecond)
        ask.onPosition = [this](int position) { m_listener.onQueued(position); };
    const SteadyTime from = m_clock.steadyNow();
    auto permit = co_await m_stages.limiter.admit(std::move(ask), std::move(stop));
    if (!isSecond && (!permit || m_clock.steadyNow() - from >= worthTelling)) {
        m_call.trace.span(from,
                          {.stage = TraceStage::Queue,
                           .model = model.toString(),
                           .outcome = permit ? u"ok"_s : outcomeWord(permit.error()),
                           .detail = permit ? QString() : permit.error().message});
    }
    if (!permit)
        co_return tl::unexpected(permit.error());
    auto ticket = m_stages.breaker.allow(model); // it may have opened while we waited
    if (!ticket) {
        permit->giveBack();
        co_return tl::unexpected(ticket.error());
    }
    co_return Leave{std::move(*permit), std::move(*ticket)};
}

QCoro::Task<AttemptOutcome> CandidateCall::attempt(bool isSecond, DeltaHandler onDelta, std::stop_token stop)
{
    AttemptOutcome outcome;
    auto leave = co_await leaveToSend(isSecond, stop);
    if (!leave) {
        outcome.completion.error = leave.error();
        co_return outcome;
    }
    // Read again: it may have been changed while the call waited.
    const Result<security::Secret> key = co_await m_client.keyOf(m_candidate.target.provider);
    if (!key) {
        leave->permit.giveBack();
        outcome.completion.error = key.error();
        co_return outcome;
    }
    AttemptTarget target = m_candidate.target;
    target.key = *key;
    ++m_call.record.attempts;
    outcome = co_await runAttempt(m_http, std::move(target), m_candidate.request, std::move(onDelta), stop);
    learnFrom(outcome, std::move(*leave));
    co_return outcome;
}

QCoro::Task<> CandidateCall::attemptOrRace(DeltaHandler onDelta, std::stop_token stop)
{
    const catalog::ModelRef &model = m_candidate.model;
    const auto patience = m_call.request.stream && !m_call.wasHeard
        ? hedgeDelay(m_stages.hedge, m_stages.recent, model)
        : std::nullopt;
    if (!patience) { // nobody to race with
        AttemptOutcome only = co_await attempt(false, std::move(onDelta), std::move(stop));
        traceAttempt(only, {});
        charge(only, false);
        m_call.last = std::move(only);
        co_return;
    }
    // Locals, as GCC 12 destroys temporaries of a co_await expression twice.
    AttemptFunction send = [this](bool isSecond, DeltaHandler heard, std::stop_token laneStop) {
        return attempt(isSecond, std::move(heard), std::move(laneStop));
    };
    std::function<bool()> maySendSecond = [this, &model] {
        return m_stages.retryBudget.tryRetry(model.provider);
    };
    RaceOutcome race = co_await raceAttempts(m_clock, std::move(send), *patience, std::move(maySendSecond),
                                             std::move(onDelta), std::move(stop));

    traceAttempt(race.winner, {});
    charge(race.winner, false);
    if (race.loser) {
        QJsonObject facts;
        if (const std::optional<catalog::CostSplit> cost = charge(*race.loser, true))
            facts.insert("cost_usd"_L1, cost->total.toUsd());
        m_call.trace.noteAt(
            *race.secondSentAt,
            {.stage = TraceStage::Hedge,
             .model = model.toString(),
             .outcome = race.secondWon ? u"second_won"_s : u"first_won"_s,
             .detail = Tr::tr("No token came in the usual time, so the request was sent twice."),
             .facts = facts});
    }
    m_call.last = std::move(race.winner);
}

void CandidateCall::learnFrom(const AttemptOutcome &outcome, Leave leave)
{
    const catalog::ModelRef &model = m_candidate.model;
    const std::optional<Error> &error = outcome.completion.error;
    m_stages.limiter.learn(model, outcome.headers, outcome.timings.firstByteAt);
    leave.permit.settle(tokensUsed(outcome, m_candidate));

    const transport::HttpTimings &timings = outcome.timings;
    const auto latency = timings.sentAt == SteadyTime{}
        ? std::chrono::nanoseconds(0)
        : std::max(timings.lastByteAt, timings.sentAt) - timings.sentAt;
    const auto firstToken = outcome.firstTokenAt.value_or(timings.sentAt + latency) - timings.sentAt;
    if (!error) {
        leave.ticket.succeeded(firstToken);
        const auto untilFirstByte = std::max(timings.firstByteAt, timings.sentAt) - timings.sentAt;
        m_stages.health.noteSuccess(m_candidate.target.provider,
                                    std::chrono::duration_cast<std::chrono::microseconds>(untilFirstByte));
    } else {
        leave.ticket.failed(*error);
        m_stages.health.noteFailure(m_candidate.target.provider, *error);
    }
    if (outcome.completion.usage)
        m_stages.tokens.observe(model, m_candidate.tokens, outcome.completion.usage->input);
    if (!error || error->code != ErrorCode::Cancelled)
        m_stages.recent.record(model, {error.has_value(), firstToken, latency});
}

std::optional<catalog::CostSplit> CandidateCall::charge(const AttemptOutcome &outcome, bool isLoser)
{
    std::optional<Charge> charge = chargeOf(outcome, m_candidate, isLoser);
    if (!charge)
        return std::nullopt;
    m_call.asked.back().charges.push_back(*charge);
    return charge->cost;
}

void CandidateCall::traceAttempt(const AttemptOutcome &outcome, const QString &role)
{
    const transport::HttpTimings &timings = outcome.timings;
    const std::optional<Error> &error = outcome.completion.error;
    if (timings.sentAt == SteadyTime{} && outcome.httpStatus == 0 && timings.startedAt == SteadyTime{}) {
        if (error) { // never sent
            m_call.trace.note({.stage = TraceStage::Attempt,
                               .model = m_candidate.model.toString(),
                               .outcome = outcomeWord(error),
                               .detail = error->message});
        }
        return;
    }
    QJsonObject facts{{u"attempt"_s, m_call.record.attempts}};
    if (outcome.httpStatus != 0)
        facts.insert("http_status"_L1, outcome.httpStatus);
    facts.insert("reused_connection"_L1, timings.connectionReused);
    if (!role.isEmpty())
        facts.insert("role"_L1, role);
    // What the provider said of its limits: a later `assayctl limits` is another program, and reads it here.
    const RateLimitHeaders limits = rateLimitsIn(outcome.headers);
    if (limits.requests.perMinute)
        facts.insert("requests_per_minute"_L1, static_cast<qint64>(*limits.requests.perMinute));
    if (limits.tokens.perMinute)
        facts.insert("tokens_per_minute"_L1, static_cast<qint64>(*limits.tokens.perMinute));
    const SteadyTime from = timings.sentAt == SteadyTime{} ? timings.startedAt : timings.sentAt;
    const SteadyTime to = std::max(timings.lastByteAt, from);
    m_call.trace.spanBetween(from, to,
                             {.stage = TraceStage::Attempt,
                              .model = m_candidate.model.toString(),
                              .outcome = outcomeWord(error),
                              .detail = error ? error->message : QString(),
                              .facts = facts});
    if (outcome.firstTokenAt) {
        m_call.trace.noteAt(
            *outcome.firstTokenAt,
            {.stage = TraceStage::FirstToken, .model = m_candidate.model.toString(), .outcome = u"ok"_s});
    }
}

} // namespace assay::orchestration
