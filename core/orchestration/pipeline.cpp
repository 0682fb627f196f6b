// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/pipeline.h"

#include "base/json.h"
#include "orchestration/answercheck.h"
#include "orchestration/cachekey.h"
#include "orchestration/callcontent.h"
#include "orchestration/candidatecall.h"
#include "orchestration/charges.h"
#include "orchestration/orchestrationtr.h"
#include "orchestration/outputguard.h"
#include "orchestration/replay.h"

#include <algorithm>

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using telemetry::TraceStage;
using Tr = OrchestrationTr;

constexpr qsizetype maxPromptChars = 32 * 1024 * 1024;

/// Notes why a model is not asked. True: another one may be.
bool passOver(CallState &call, const catalog::ModelRef &model, const Error &why)
{
    call.trace.note({.stage = TraceStage::Route,
                     .model = model.toString(),
                     .outcome = u"passed_over"_s,
                     .detail = why.message});
    call.fail(why);
    return true;
}

std::int64_t microsBetween(SteadyTime from, SteadyTime to)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(to - from).count();
}

std::optional<Money> totalOf(const std::optional<Charge> &charge)
{
    return charge && charge->cost ? std::optional(charge->cost->total) : std::nullopt;
}

/// Whether another model may do better where this one failed: not when the caller is at fault or gone.
bool anotherMayAnswer(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Cancelled:
    case ErrorCode::ContentFiltered:
    case ErrorCode::Storage:
        return false;
    default:
        return true;
    }
}

} // namespace

Orchestrator::Pipeline::Pipeline(Services services, Policy policy)
    : m_services(std::move(services))
    , m_policy(std::move(policy))
    , m_client({m_services.clock, m_services.providers, m_services.keys, m_services.http, m_services.baseUrl})
    , m_stages({m_services.clock, m_services.database, m_services.log, m_services.cipher, m_services.probe,
                [this](EmbeddingRequest request, std::stop_token stop) {
                    return vectorsOf(std::move(request), std::move(stop));
                }},
               m_policy)
    , m_candidates({m_services.clock, m_services.providers, m_client, m_services.baseUrl, m_stages})
    , m_embeddings({m_services.clock, m_services.providers, m_services.prices, m_services.log,
                    m_services.cipher, m_client, m_stages, m_policy})
{
}

void Orchestrator::Pipeline::setPolicy(Policy policy)
{
    m_policy = std::move(policy);
    m_stages.setPolicy(m_policy);
}

QCoro::Task<CompletionResult> Orchestrator::Pipeline::complete(CompletionRequest request,
                                                               CompletionListener &listener,
                                                               std::stop_token stop)
{
    ++m_running;
    CallState call(std::move(request), m_services.clock);
    call.prices = m_services.prices();
    std::stop_source stopper; // by the caller, or because the program quits
    const auto passOn = [&stopper] { stopper.request_stop(); };
    const std::stop_callback onStop(std::move(stop), passOn);
    const std::stop_callback onQuit(m_quit.get_token(), passOn);

    co_await answer(call, listener, stopper.get_token());
    co_await account(call);

    CompletionResult result;
    result.verdict = std::move(call.verdict);
    result.completion = std::move(call.last.completion);
    result.record = std::move(call.record);
    result.notes = std::move(call.notes);
    --m_running;
    co_return result;
}

QCoro::Task<EmbeddingResult> Orchestrator::Pipeline::embed(EmbeddingRequest request, std::stop_token stop)
{
    ++m_running;
    std::stop_source stopper; // by the caller, or because the program quits
    const auto passOn = [&stopper] { stopper.request_stop(); };
    const std::stop_callback onStop(std::move(stop), passOn);
    const std::stop_callback onQuit(m_quit.get_token(), passOn);
    EmbeddingResult result = co_await m_embeddings.run(std::move(request), stopper.get_token());
    --m_running;
    co_return result;
}

QCoro::Task<Result<std::vector<std::vector<float>>>>
Orchestrator::Pipeline::vectorsOf(EmbeddingRequest request, std::stop_token stop)
{
    EmbeddingResult result = co_await m_embeddings.run(std::move(request), std::move(stop));
    if (result.record.error)
        co_return tl::unexpected(*result.record.error);
    co_return std::move(result.vectors);
}

QCoro::Task<Result<std::int64_t>> Orchestrator::Pipeline::countTokens(catalog::ModelRef model,
                                                                      providers::ModelRequest request,
                                                                      std::stop_token stop)
{
    if (m_policy.safety.enabled) {
        co_await m_services.cipher.ready(); // for the key of hashed values
        const Inspected inspected = inspectOutgoing(m_policy.safety, hashKey(),
                                                    {request.messages, request.parameters, request.tools});
        if (const validation::Finding *blocking = blockingIn(inspected.findings))
            co_return tl::unexpected(blockedBy(*blocking));
    }
    co_return co_await m_client.countTokens(std::move(model), std::move(request), std::move(stop));
}

QCoro::Task<> Orchestrator::Pipeline::answer(CallState &call, CompletionListener &listener,
                                             std::stop_token stop)
{
    if (const Result<> admitted = admit(call); !admitted) {
        call.fail(admitted.error());
        co_return;
    }
    if (m_policy.safety.enabled) {
        co_await m_services.cipher.ready(); // what a person shall look at is sealed
        if (const Result<> guarded = guardInput(call); !guarded) {
            call.fail(guarded.error());
            co_return;
        }
    }
    if (!std::exchange(m_isCalibrated, true)) // an estimate without it is merely wider
        std::ignore = co_await m_stages.tokens.load();
    Result<std::vector<Candidate>> candidates = co_await m_candidates.find(call, m_policy);
    if (!candidates) {
        call.fail(candidates.error());
        co_return;
    }
    for (Candidate &candidate : *candidates) {
        const bool another = co_await ask(call, candidate, listener, stop);
        if (!another)
            break;
    }
}

Result<> Orchestrator::Pipeline::admit(CallState &call) const
{
    const CompletionRequest &request = call.request;
    call.trace.note({.stage = TraceStage::Admitted, .model = request.target.toString(), .outcome = u"ok"_s});
    if (request.messages.empty())
        return fail(ErrorCode::InvalidInput, Tr::tr("There is nothing to send: the prompt has no messages."));
    qsizetype chars = 0;
    bool isBlank = true;
    for (const providers::Message &message : request.messages) {
        chars += message.text.size();
        isBlank = isBlank && message.text.trimmed().isEmpty() && message.images.empty()
            && message.toolCalls.empty();
    }
    if (isBlank)
        return fail(
            ErrorCode::InvalidInput,
            Tr::tr("There is nothing to send: the prompt renders to nothing. Give its variables values."));
    if (chars > maxPromptChars)
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("The prompt is larger than 32 million characters. Shorten it."));
    if (const QString problem = providers::problemWith(request.parameters); !problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    return {};
}

QCoro::Task<bool> Orchestrator::Pipeline::ask(CallState &call, Candidate &candidate,
                                              CompletionListener &listener, std::stop_token stop)
{
    const catalog::ModelRef &model = candidate.model;
    call.record.provider = model.provider;
    call.record.model = model.model;

    SingleFlight::Lead lead; // held until the answer is in the cache
    QByteArray cacheKey;
    ResponseCache::Place place;
    if (mayUseCache(call.request, m_policy.cache)) {
        cacheKey = cacheKeyOf(candidate.target.provider, candidate.request);
        lead = co_await fromCache(call, cacheKey, listener, stop);
        if (!call.record.cacheHit && m_stages.semantic.isOn())
            co_await fromLikeQuestion(call, candidate, place, listener, stop);
        if (call.record.cacheHit)
            co_return false;
    }
    if (const Result<> unlocked = co_await m_candidates.unlock(candidate, stop); !unlocked)
        co_return passOver(call, model, unlocked.error());
    co_await askUntilValid(call, candidate, listener, stop);
    if (!cacheKey.isEmpty() && !call.error()) {
        place.model = model.toString();
        place.prompt = call.request.prompt;
        place.call = call.record.id;
        if (!place.embedding.isEmpty())
            m_stages.semantic.remember(place.scope, cacheKey, place.embedding);
        const std::optional<Charge> charge = sumOf(call.asked.back().charges);
        co_await m_stages.cache.insert(cacheKey, std::move(place), call.last.completion, totalOf(charge));
    }
    co_return call.error() && !call.wasHeard && !stop.stop_requested() && anotherMayAnswer(*call.error());
}

Result<> Orchestrator::Pipeline::guardInput(CallState &call)
{
    CompletionRequest &request = call.request;
    const Inspected inspected =
        inspectOutgoing(m_policy.safety, hashKey(), {request.messages, request.parameters, request.tools});
    noteFindings(call, inspected);
    if (const validation::Finding *blocking = blockingIn(inspected.findings))
        return tl::unexpected(blockedBy(*blocking));
    return {};
}

void Orchestrator::Pipeline::noteFindings(CallState &call, const Inspected &inspected)
{
    if (inspected.findings.isEmpty())
        return;
    call.trace.note(safetyStep(inspected));
    askForReview(m_stages.reviews, call.record.id, inspected);
}

QCoro::Task<> Orchestrator::Pipeline::askOnce(CallState &call, const Candidate &candidate,
                                              CompletionListener &listener, std::stop_token stop)
{
    Result<BudgetGate::Reservation> reserved = co_await reserve(call, candidate);
    if (!reserved) {
        call.fail(reserved.error());
        co_return;
    }
    call.asked.push_back({std::move(*reserved), {}});
    CandidateCall asked(m_services.clock, m_services.http, m_client, m_stages, call, candidate, listener);
    DeltaHandler onDelta = [&call, &listener](const providers::Delta &delta) {
        call.wasHeard = true;
        listener.onDelta(delta);
    };
    if (!m_policy.safety.enabled) {
        co_await asked.run(std::move(onDelta), std::move(stop));
        co_return;
    }
    OutputGuard guard(m_policy.safety, hashKey(), std::move(onDelta));
    std::stop_source blocked;
    const std::stop_callback passOn(std::move(stop), [&blocked] { blocked.request_stop(); });
    DeltaHandler guarded = [&guard, &blocked](const providers::Delta &delta) {
        guard.feed(delta);
        if (guard.isBlocked())
            blocked.request_stop();
    };
    co_await asked.run(std::move(guarded), blocked.get_token());
    noteFindings(call, guard.finish(call.last.completion));
}

QCoro::Task<> Orchestrator::Pipeline::askUntilValid(CallState &call, Candidate &candidate,
                                                    CompletionListener &listener, std::stop_token stop)
{
    co_await askOnce(call, candidate, listener, stop);
    const std::optional<validation::OutputContract> contract = contractOf(call.request);
    if (!contract)
        co_return;
    for (int reAsks = 0; !call.error() && !wantsTool(call.last.completion); ++reAsks) {
        const SteadyTime from = m_services.clock.steadyNow();
        call.verdict = holdTo(*contract, call.last.completion);
        call.trace.span(from, validationStep(*call.verdict, candidate.model));
        if (call.verdict->ok)
            co_return;
        if (reAsks >= contract->maxReAsks) {
            if (contract->failOtherwise && call.request.contract)
                call.fail(brokenContract(*call.verdict));
            co_return;
        }
        const QString why = validation::reAskMessage(*contract, *call.verdict);
        candidate.request.messages.push_back({providers::Role::Assistant, call.last.completion.text});
        candidate.request.messages.push_back({providers::Role::User, why});
        listener.onAskedAgain(why);
        call.wasHeard = false;
        co_await askOnce(call, candidate, listener, stop);
    }
}

QCoro::Task<SingleFlight::Lead> Orchestrator::Pipeline::fromCache(CallState &call, QByteArray key,
                                                                  CompletionListener &listener,
                                                                  std::stop_token stop)
{
    const SteadyTime from = m_services.clock.steadyNow();
    while (!stop.stop_requested()) {
        SingleFlight::Lead lead = co_await m_stages.cache.flights().join(key, stop);
        const std::optional<CachedAnswer> known = co_await m_stages.cache.find(key);
        if (known) {
            QJsonObject facts{
                {u"age_ms"_s, static_cast<double>(m_services.clock.utcMicros() - known->createdAt) / 1000}};
            if (known->cost)
                facts.insert("saved_usd"_L1, known->cost->toUsd());
            if (!known->call.isNull())
                facts.insert("answered_by_call"_L1, known->call.toString());
            call.trace.span(
                from,
                {.stage = TraceStage::Cache, .model = known->model, .outcome = u"hit"_s, .facts = facts});
            co_await answerWith(call, known->completion, listener, stop);
            co_return SingleFlight::Lead();
        }
        if (lead) {
            call.trace.span(from, {.stage = TraceStage::Cache, .outcome = u"miss"_s});
            co_return lead;
        }
    }
    co_return SingleFlight::Lead();
}

QCoro::Task<> Orchestrator::Pipeline::fromLikeQuestion(CallState &call, const Candidate &candidate,
                                                       ResponseCache::Place &place,
                                                       CompletionListener &listener, std::stop_token stop)
{
    const std::optional<QString> question = SemanticCache::questionOf(candidate.request);
    if (!question)
        co_return;
    const SteadyTime from = m_services.clock.steadyNow();
    const QByteArray scope = cacheScopeOf(candidate.target.provider, candidate.request);
    EmbeddingRequest asker;
    asker.askedBy = call.request.source;
    asker.priority = call.request.priority;
    asker.maxWait = call.request.maxWait;
    asker.forCall = call.record.id;
    asker.isInspected = true;
    asker.prompt = call.request.prompt;
    asker.user = call.request.user;
    asker.key = call.request.key;
    asker.run = call.request.run;
    const SemanticFound found = co_await m_stages.semantic.find(scope, *question, std::move(asker), stop);
    place.scope = scope;
    place.embedding = found.embedding;
    place.embeddingModel = m_policy.cache.embeddingModel.toString();
    if (!found.answer) {
        call.trace.span(
            from,
            {.stage = TraceStage::Cache,
             .outcome = found.error ? u"no_embedding"_s : u"miss"_s,
             .detail = found.error ? found.error->message : Tr::tr("No like question was answered before.")});
        co_return;
    }
    QJsonObject facts{{u"similarity"_s, found.match.similarity},
                      {u"threshold"_s, found.match.threshold},
                      {u"matched"_s, QString::fromLatin1(found.match.key.toHex().left(16))}};
    if (!found.match.call.isNull()) // there stands the question that was matched
        facts.insert("matched_call"_L1, found.match.call.toString());
    call.trace.span(from,
                    {.stage = TraceStage::Cache,
                     .model = found.match.model,
                     .outcome = u"similar"_s,
                     .detail = Tr::tr("The answer to a like question."),
                     .facts = facts});
    co_await answerWith(call, found.answer->completion, listener, stop);
}

QCoro::Task<> Orchestrator::Pipeline::answerWith(CallState &call, providers::Completion known,
                                                 CompletionListener &listener, std::stop_token stop)
{
    call.record.cacheHit = true;
    if (m_policy.safety.enabled)
        noteFindings(call, inspectWhole(m_policy.safety, hashKey(), known));
    call.last.completion = known;
    if (call.error())
        co_return;
    DeltaHandler hear = [&listener](const providers::Delta &delta) { listener.onDelta(delta); };
    co_await replay(m_services.clock, std::move(known), m_policy.cache.replayAsStream, std::move(hear), stop);
}

QCoro::Task<Result<BudgetGate::Reservation>> Orchestrator::Pipeline::reserve(CallState &call,
                                                                             const Candidate &candidate)
{
    BudgetSubjects subjects;
    subjects.prompt = call.request.prompt;
    subjects.model = candidate.model.toString();
    subjects.user = userOf(call.request.user);
    subjects.key = call.request.key;
    Result<BudgetGate::Reservation> reserved =
        co_await m_stages.budgets.reserve(std::move(subjects), candidate.estimate.value_or(Money()));
    if (m_policy.budgets.isEmpty())
        co_return reserved;
    call.trace.note({.stage = TraceStage::Budget,
                     .model = candidate.model.toString(),
                     .outcome = reserved ? u"reserved"_s : QString(errorCodeName(reserved.error().code)),
                     .detail = reserved ? reserved->warnings().join(u' ') : reserved.error().message,
                     .facts = {{u"estimate_usd"_s, candidate.estimate.value_or(Money()).toUsd()}}});
    if (reserved)
        call.notes.append(reserved->warnings());
    co_return reserved;
}

void Orchestrator::Pipeline::fillRecord(CallState &call) const
{
    telemetry::CallRecord &record = call.record;
    const CompletionRequest &request = call.request;
    const AttemptOutcome &last = call.last;
    record.source = request.source;
    if (record.model.isEmpty()) { // none was asked
        record.provider = request.target.provider;
        record.model = request.target.model;
    }
    record.prompt = request.prompt;
    record.promptVersion = request.promptVersion;
    record.user = userOf(request.user);
    record.key = request.key;
    record.run = request.run;

    record.error = last.completion.error;
    record.status = !record.error                    ? telemetry::CallStatus::Ok
        : record.error->code == ErrorCode::Cancelled ? telemetry::CallStatus::Cancelled
                                                     : telemetry::CallStatus::Failed;
    record.httpStatus = last.httpStatus;
    record.finishReason = last.completion.finishReason;
    if (record.cacheHit) {
        record.usage = last.completion.usage;
        record.cost = Money();
    } else if (const std::optional<Charge> sum = sumOf(call.asked)) {
        record.usage = sum->usage;
        record.usageEstimated = sum->isEstimated;
        record.cost = totalOf(sum);
    }

    const transport::HttpTimings &timings = last.timings;
    if (timings.sentAt != SteadyTime{}) {
        record.waitedUs = microsBetween(call.trace.admittedAt(), timings.sentAt);
        record.latencyUs = microsBetween(timings.sentAt, std::max(timings.lastByteAt, timings.sentAt));
        if (last.firstTokenAt)
            record.firstTokenUs = microsBetween(timings.sentAt, *last.firstTokenAt);
    } else {
        record.waitedUs = microsBetween(call.trace.admittedAt(), m_services.clock.steadyNow());
    }
}

QCoro::Task<> Orchestrator::Pipeline::account(CallState &call)
{
    fillRecord(call);
    const std::optional<Charge> charge = sumOf(call.asked);
    const QJsonObject facts = charge && charge->cost ? costFacts(*charge->cost) : QJsonObject();
    call.trace.note({.stage = TraceStage::Done,
                     .outcome = call.error() ? QString(errorCodeName(call.error()->code)) : u"ok"_s,
                     .detail = call.notes.join(u' '), // the log keeps them nowhere else
                     .facts = facts});
    call.record.trace = call.trace.take();
    auto addContent = [sent =
                           RequestContent{std::move(call.request.messages),
                                          std::move(call.request.parameters), std::move(call.request.tools)},
                       received = call.last.completion](telemetry::CallRecord &stored) {
        stored.request = encodeRequestContent(sent);
        stored.response = encodeResponseContent(received);
    };
    const Result<std::int64_t> recorded = co_await m_services.log.append(call.record, std::move(addContent));
    for (Asked &asked :
         call.asked) { // only now: until it is in the log, the budgets count what was put aside
        const std::optional<Charge> sum = sumOf(asked.charges);
        if (sum && recorded)
            asked.reservation.settle(totalOf(sum));
        else if (sum)
            asked.reservation.settleUnlogged(totalOf(sum));
    }
    call.asked.clear();
    // An answer that cannot be recorded must not look like a finished call; its text is kept all the same.
    if (!recorded && !call.error()) {
        call.fail(recorded.error());
        call.record.error = recorded.error();
        call.record.status = telemetry::CallStatus::Failed;
    }
}

} // namespace assay::orchestration
