// SPDX-License-Identifier: GPL-3.0-or-later
// Rate limits, and what of them the last minute took.
#include "command.h"
#include "moments.h"

#include "orchestration/ratelimiter.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using orchestration::RateLimit;

/// What the log says was sent in a window.
struct Sent {
    std::int64_t requests = 0;
    std::int64_t tokens = 0; ///< input and output
};

bool matches(const RateLimit &limit, const telemetry::CallRecord &call)
{
    return (limit.provider.isEmpty() || limit.provider == call.provider)
        && (limit.model.isEmpty() || limit.model == call.model)
        && (limit.key.isEmpty() || limit.key == call.key);
}

Sent sentUnder(const RateLimit &limit, const QList<telemetry::LogEntry> &entries)
{
    Sent sent;
    for (const telemetry::LogEntry &entry : entries) {
        const telemetry::CallRecord &call = entry.record;
        const bool isSent = call.httpStatus != 0 || call.latencyUs > 0;
        if (call.cacheHit || !isSent || !matches(limit, call))
            continue;
        sent.requests += call.attempts;
        if (call.usage)
            sent.tokens += call.usage->input + call.usage->output;
    }
    return sent;
}

template <typename T> QJsonValue numberOrNull(const std::optional<T> &number)
{
    return number ? QJsonValue(static_cast<qint64>(*number)) : QJsonValue();
}

template <typename T> QString share(std::int64_t used, const std::optional<T> &limit)
{
    return limit ? u"%1 of %2"_s.arg(QString::number(used), QString::number(*limit)) : QString::number(used);
}

QString orAll(const QString &name)
{
    return name.isEmpty() ? u"all"_s : name;
}

QJsonObject toJson(const RateLimit &limit, const Sent &sent)
{
    const auto name = [](const QString &text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); };
    return {{u"provider"_s, name(limit.provider)},
            {u"model"_s, name(limit.model)},
            {u"key"_s, name(limit.key)},
            {u"requests_per_minute"_s, numberOrNull(limit.requestsPerMinute)},
            {u"tokens_per_minute"_s, numberOrNull(limit.tokensPerMinute)},
            {u"requests_used"_s, static_cast<qint64>(sent.requests)},
            {u"tokens_used"_s, static_cast<qint64>(sent.tokens)}};
}

/// What a provider's last answer said of a model's limits.
struct Learned {
    RateLimit limit;
    UtcMicros saidAt = 0;

    Learned() = default;
};

/// By the newest call of each model that the provider told its limits with, as long as the engine believes
/// it. Calls of other programs count, too: limits are the account's.
QCoro::Task<Result<std::vector<Learned>>> learnedLimits(Invocation in)
{
    telemetry::LogFilter filter;
    filter.since = in.workspace->clock().utcMicros()
        - std::chrono::microseconds(orchestration::RateLimiter::learnedFor).count();
    filter.limit = std::numeric_limits<int>::max();
    const auto entries = co_await in.workspace->log().query(filter);
    if (!entries)
        co_return tl::unexpected(entries.error());
    constexpr int looksMax = 5; // at the newest calls of a model: others may have come from the cache
    QHash<QString, int> looks;
    std::vector<Learned> learned;
    for (const telemetry::LogEntry &entry : *entries) {
        const QString model = entry.record.provider + u'/' + entry.record.model;
        if (entry.record.cacheHit || looks[model] >= looksMax)
            continue;
        ++looks[model];
        const auto record = co_await in.workspace->log().call(entry.record.id);
        if (!record)
            continue; // deleted meanwhile
        for (auto step = record->trace.rbegin(); step != record->trace.rend(); ++step) {
            const QJsonValue requests = step->facts.value(u"requests_per_minute"_s);
            const QJsonValue tokens = step->facts.value(u"tokens_per_minute"_s);
            const auto of = catalog::parseModelRef(step->model);
            if ((!requests.isDouble() && !tokens.isDouble()) || !of)
                continue;
            Learned one;
            one.limit.provider = of->provider;
            one.limit.model = of->model;
            if (requests.isDouble())
                one.limit.requestsPerMinute = static_cast<int>(requests.toInteger());
            if (tokens.isDouble())
                one.limit.tokensPerMinute = tokens.toInteger();
            one.saidAt = record->startedAt;
            learned.push_back(std::move(one));
            looks[model] = looksMax;
            break;
        }
    }
    co_return learned;
}

QCoro::Task<int> showLimits(Invocation in)
{
    constexpr std::int64_t windowUs = std::chrono::microseconds(orchestration::RateLimiter::window).count();
    telemetry::LogFilter filter;
    filter.since = in.workspace->clock().utcMicros() - windowUs;
    filter.limit = std::numeric_limits<int>::max();
    const auto entries = co_await in.workspace->log().query(filter);
    if (!entries)
        co_return in.terminal.error(entries.error());
    const auto learned = co_await learnedLimits(in);
    if (!learned)
        co_return in.terminal.error(learned.error());
    QJsonArray json;
    QJsonArray learnedJson;
    QList<QStringList> rows;
    for (const RateLimit &limit : in.workspace->orchestrator().policy().rateLimits) {
        const Sent sent = sentUnder(limit, *entries);
        json.append(toJson(limit, sent));
        rows.append({u"set"_s, orAll(limit.provider), orAll(limit.model), orAll(limit.key),
                     share(sent.requests, limit.requestsPerMinute),
                     share(sent.tokens, limit.tokensPerMinute)});
    }
    for (const Learned &one : *learned) {
        const Sent sent = sentUnder(one.limit, *entries);
        QJsonObject object = toJson(one.limit, sent);
        object.insert(u"said_at"_s, isoTime(one.saidAt));
        learnedJson.append(object);
        rows.append({u"learned"_s, one.limit.provider, one.limit.model, u"all"_s,
                     share(sent.requests, one.limit.requestsPerMinute),
                     share(sent.tokens, one.limit.tokensPerMinute)});
    }
    const Sent all = sentUnder({}, *entries);
    if (in.terminal.isJson()) {
        in.terminal.document(QJsonObject{{u"limits"_s, json},
                                         {u"learned"_s, learnedJson},
                                         {u"requests_used"_s, static_cast<qint64>(all.requests)},
                                         {u"tokens_used"_s, static_cast<qint64>(all.tokens)}});
        co_return Ok;
    }
    if (rows.isEmpty())
        in.terminal.line(
            u"No limits are set, and none were learned. Set them with: assayctl policy set rate_limits "
            "'[{\"provider\":\"openai\",\"requests_per_minute\":500}]'"_s);
    else
        in.terminal.table({u"LIMIT"_s, u"PROVIDER"_s, u"MODEL"_s, u"KEY"_s, u"REQUESTS"_s, u"TOKENS"_s}, rows,
                          {4, 5});
    in.terminal.line(u"%1 and %2 in the last 60 s, by the calls in the log that began then."_s.arg(
        counted(all.requests, u"request"_s), counted(all.tokens, u"token"_s)));
    co_return Ok;
}

} // namespace

QList<Command> limitCommands()
{
    return {{u"limits"_s,
             {},
             {},
             u"Shows the rate limits that are set and that answers of the last 10 min told, and what of them "
             u"the last "
             "60 s took."_s,
             0,
             0,
             {},
             Command::Needs::Workspace,
             showLimits}};
}

} // namespace assay::ctl
