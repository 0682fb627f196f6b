// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/orchestrator.h"

#include "base/json.h"
#include "orchestration/attempt.h"
#include "orchestration/budgetgate.h"
#include "orchestration/callcontent.h"
#include "orchestration/circuitbreaker.h"
#include "orchestration/concurrencylimit.h"
#include "orchestration/providerdirectory.h"
#include "orchestration/responsecache.h"

#include <QCoreApplication>
#include <QCoroFuture>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

// More at once than any one host takes gladly; the rest waits its turn.
constexpr int maxCallsAtOnce = 512;
constexpr qsizetype maxPromptChars = 32 * 1024 * 1024;
// For the budget's reservation only: what a token and an answer roughly are when nobody says.
constexpr int charsPerToken = 4;
constexpr int assumedAnswerTokens = 1000;

QString tr(const char *text)
{
    return QCoreApplication::translate("Orchestrator", text);
}

std::int64_t microsBetween(SteadyTime from, SteadyTime to)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(to - from).count();
}

QString systemUser()
{
    static const QString user = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME"));
    return user;
}

Result<> admit(const CompletionRequest &request)
{
    if (request.messages.empty())
        return fail(ErrorCode::InvalidInput, tr("There is nothing to send: the prompt has no messages."));
    qsizetype chars = 0;
    for (const providers::Message &message : request.messages)
        chars += message.text.size();
    if (chars > maxPromptChars)
        return fail(ErrorCode::InvalidInput,
                    tr("The prompt is larger than 32 million characters. Shorten it."));
    if (const QString problem = providers::problemWith(request.parameters); !problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    return {};
}

providers::ModelRequest modelRequestOf(const CompletionRequest &request)
{
    providers::ModelRequest wire;
    wire.model = request.target.model;
    wire.messages = request.messages;
    wire.parameters = request.parameters;
    wire.stream = request.stream;
    return wire;
}

Money estimatedCost(const catalog::CatalogModel *model, const CompletionRequest &request)
{
    if (model == nullptr)
        return {};
    catalog::Usage guess;
    for (const providers::Message &message : request.messages)
        guess.input += message.text.size() / charsPerToken + 1;
    guess.output = request.parameters.maxTokens.value_or(assumedAnswerTokens);
    return catalog::costOf(*model, guess).value_or(Money());
}

/// Why an answer that should be a JSON object is none; empty when it is.
QString formatProblemOf(const CompletionRequest &request, const providers::Completion &completion)
{
    if (request.parameters.responseFormat != providers::ResponseFormat::JsonObject || completion.error)
        return {};
    const Result<QJsonObject> parsed = parseJsonObject(completion.text.toUtf8(), tr("answer"));
    return parsed ? QString() : parsed.error().message;
}

} // namespace

/// The state of the stages and the path through them.
class Orchestrator::Pipeline final {
public:
    explicit Pipeline(Services services)
        : m_services(std::move(services))
        , m_providers(m_services.providers, m_services.clock)
        , m_budget(m_services.clock, m_services.monthlyBudget, m_services.spentSince)
        , m_breaker(m_services.clock)
    {
    }

    QCoro::Task<CompletionResult> complete(CompletionRequest request, CompletionListener &listener,
                                           std::stop_token stop);

    RetryPolicy retryPolicy;
    int running = 0;
    std::stop_source quit;

private:
    /// A call on its way: what it asks, and what became of it.
    struct Call {
        CompletionRequest request;
        SteadyTime admittedAt{};
        AttemptOutcome last;
        telemetry::CallRecord record;
        const catalog::CatalogModel *price = nullptr;
    };

    QCoro::Task<Result<catalog::Provider>> route(const Call &call);
    QCoro::Task<Result<security::Secret>> keyFor(catalog::Provider provider);
    QCoro::Task<> attemptUntilDone(Call &call, catalog::Provider provider, CompletionListener &listener,
                                   std::stop_token stop);
    bool replayFromCache(Call &call, const QByteArray &key, CompletionListener &listener);
    QCoro::Task<> account(Call &call);
    void fillRecord(Call &call);

    Services m_services;
    ProviderDirectory m_providers;
    BudgetGate m_budget;
    ResponseCache m_cache;
    CircuitBreaker m_breaker;
    ConcurrencyLimit m_limit{maxCallsAtOnce};
};

QCoro::Task<CompletionResult> Orchestrator::Pipeline::complete(CompletionRequest request,
                                                               CompletionListener &listener,
                                                               std::stop_token stop)
{
    ++running;
    Call call;
    call.request = std::move(request);
    call.admittedAt = m_services.clock.steadyNow();
    call.record.id = CallId::create();
    call.record.startedAt = m_services.clock.utcMicros();
    call.record.attempts = 0;
    std::stop_source stopper; // by the caller, or because the program quits
    const auto passOn = [&stopper] { stopper.request_stop(); };
    const std::stop_callback onStop(stop, passOn);
    const std::stop_callback onQuit(quit.get_token(), passOn);
    const auto refuse = [&call](const Error &error) { call.last.completion.error = error; };

    const providers::ModelRequest modelRequest = modelRequestOf(call.request);
    const QByteArray cacheKey =
        call.request.useCache ? ResponseCache::keyOf(call.request.target, modelRequest) : QByteArray();

    const Result<catalog::Provider> provider = co_await route(call);
    if (provider)
        call.price = m_services.catalog.find(provider->vendor, call.request.target.model);
    const Money estimate = estimatedCost(call.price, call.request);
    bool isReserved = false;
    if (const Result<> admitted = admit(call.request); !admitted) {
        refuse(admitted.error());
    } else if (!provider) {
        refuse(provider.error());
    } else if (replayFromCache(call, cacheKey, listener)) {
        call.record.cacheHit = true;
    } else if (const Result<> reserved = m_budget.reserve(estimate); !reserved) {
        refuse(reserved.error());
    } else {
        isReserved = true;
        co_await attemptUntilDone(call, *provider, listener, stopper.get_token());
    }
    fillRecord(call);
    if (isReserved)
        m_budget.settle(estimate, call.record.cost);
    if (!cacheKey.isEmpty())
        m_cache.insert(cacheKey, call.last.completion);
    co_await account(call);

    CompletionResult result;
    result.formatProblem = formatProblemOf(call.request, call.last.completion);
    result.completion = std::move(call.last.completion);
    result.record = std::move(call.record);
    --running;
    co_return result;
}

QCoro::Task<Result<catalog::Provider>> Orchestrator::Pipeline::route(const Call &call)
{
    return m_providers.find(call.request.target.provider); // the fixed policy: exactly whom the caller named
}

QCoro::Task<Result<security::Secret>> Orchestrator::Pipeline::keyFor(catalog::Provider provider)
{
    if (!provider.needsKey && provider.keyHint.isEmpty() && !m_services.keys.isForThisRunOnly(provider.id))
        co_return security::Secret();
    Result<security::Secret> key = co_await m_services.keys.read(provider.id);
    if (!key && key.error().code == ErrorCode::NotFound) {
        co_return fail(
            ErrorCode::Authentication,
            tr("There is no key for %1. Add one on the Providers page or with: assayctl keys set %1")
                .arg(provider.name));
    }
    co_return key;
}

bool Orchestrator::Pipeline::replayFromCache(Call &call, const QByteArray &key, CompletionListener &listener)
{
    const providers::Completion *known = key.isEmpty() ? nullptr : m_cache.find(key);
    if (known == nullptr)
        return false;
    call.last.completion = *known;
    providers::Delta whole;
    whole.text = known->text;
    listener.onDelta(whole);
    return true;
}

QCoro::Task<> Orchestrator::Pipeline::attemptUntilDone(Call &call, catalog::Provider provider,
                                                       CompletionListener &listener, std::stop_token stop)
{
    const providers::ModelRequest request = modelRequestOf(call.request);
    const QByteArray baseUrl = m_services.baseUrl(provider);
    const Result<security::Secret> key = co_await keyFor(provider);
    if (!key) {
        call.last.completion.error = key.error();
        co_return;
    }
    ConcurrencyLimit::Entry entry(m_limit, stop);
    const std::optional<ConcurrencyLimit::Place> place = co_await entry.admitted();
    while (!stop.stop_requested()) {
        if (const Result<> allowed = m_breaker.allow(call.request.target); !allowed) {
            call.last.completion.error = allowed.error();
            co_return;
        }
        ++call.record.attempts;
        call.last = co_await runAttempt(m_services.http, provider, baseUrl, *key, request, listener, stop);
        const std::optional<Error> &error = call.last.completion.error;
        if (!error) {
            m_breaker.succeeded(call.request.target);
            co_return;
        }
        m_breaker.failed(call.request.target, *error);
        // What the person has seen is never silently replaced by another attempt.
        const auto wait = call.last.firstTokenAt
            ? std::nullopt
            : retryPolicy.delayAfter(*error, call.record.attempts,
                                     QRandomGenerator::global()->generateDouble());
        if (!wait)
            co_return;
        listener.onRetry(*error, call.record.attempts + 1, *wait);
        co_await m_services.clock.sleepFor(*wait, stop);
    }
    call.last.completion.error = Error{ErrorCode::Cancelled, tr("The call was stopped."), {}, false, {}};
}

void Orchestrator::Pipeline::fillRecord(Call &call)
{
    telemetry::CallRecord &record = call.record;
    const CompletionRequest &request = call.request;
    const AttemptOutcome &last = call.last;
    record.source = request.source;
    record.provider = request.target.provider;
    record.model = request.target.model;
    record.prompt = request.prompt;
    record.promptVersion = request.promptVersion;
    record.user = systemUser();
    record.run = request.run;

    record.error = last.completion.error;
    record.status = !record.error                    ? telemetry::CallStatus::Ok
        : record.error->code == ErrorCode::Cancelled ? telemetry::CallStatus::Cancelled
                                                     : telemetry::CallStatus::Failed;
    record.httpStatus = last.httpStatus;
    record.finishReason = last.completion.finishReason;
    record.usage = last.completion.usage;
    if (record.cacheHit)
        record.cost = Money();
    else if (call.price != nullptr && record.usage)
        record.cost = catalog::costOf(*call.price, *record.usage);

    const transport::HttpTimings &timings = last.timings;
    if (timings.sentAt != SteadyTime{}) {
        record.waitedUs = microsBetween(call.admittedAt, timings.sentAt);
        record.latencyUs = microsBetween(timings.sentAt, std::max(timings.lastByteAt, timings.sentAt));
        if (last.firstTokenAt)
            record.firstTokenUs = microsBetween(timings.sentAt, *last.firstTokenAt);
    } else {
        record.waitedUs = microsBetween(call.admittedAt, m_services.clock.steadyNow());
    }
}

QCoro::Task<> Orchestrator::Pipeline::account(Call &call)
{
    telemetry::CallRecord stored = call.record;
    stored.request = encodeRequestContent(call.request.messages, call.request.parameters);
    stored.response = encodeResponseContent(call.last.completion);
    const Result<std::int64_t> recorded = co_await m_services.log.append(std::move(stored));
    // An answer that cannot be recorded must not look like a finished call; its text is kept all the same.
    if (!recorded && !call.last.completion.error) {
        call.last.completion.error = recorded.error();
        call.record.error = recorded.error();
        call.record.status = telemetry::CallStatus::Failed;
    }
}

Orchestrator::Orchestrator(Services services)
    : m_pipeline(std::make_unique<Pipeline>(std::move(services)))
{
}

Orchestrator::~Orchestrator() = default;

QCoro::Task<CompletionResult> Orchestrator::complete(CompletionRequest request, CompletionListener &listener,
                                                     std::stop_token stop)
{
    return m_pipeline->complete(std::move(request), listener, std::move(stop));
}

void Orchestrator::setRetryPolicy(RetryPolicy policy)
{
    m_pipeline->retryPolicy = policy;
}

void Orchestrator::stopAll()
{
    m_pipeline->quit.request_stop();
}

int Orchestrator::runningCount() const
{
    return m_pipeline->running;
}

} // namespace assay::orchestration
