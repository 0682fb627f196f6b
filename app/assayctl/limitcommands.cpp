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

QCoro::Task<int> showLimits(Invocation in)
{
    constexpr std::int64_t windowUs = std::chrono::microseconds(orchestration::RateLimiter::window).count();
    telemetry::LogFilter filter;
    filter.since = in.workspace->clock().utcMicros() - windowUs;
    filter.limit = std::numeric_limits<int>::max();
    const auto entries = co_await in.workspace->log().query(filter);
    if (!entries)
        co_return in.terminal.error(entries.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const RateLimit &limit : in.workspace->orchestrator().policy().rateLimits) {
        const Sent sent = sentUnder(limit, *entries);
        json.append(toJson(limit, sent));
        rows.append({orAll(limit.provider), orAll(limit.model), orAll(limit.key),
                     share(sent.requests, limit.requestsPerMinute),
                     share(sent.tokens, limit.tokensPerMinute)});
    }
    const Sent all = sentUnder({}, *entries);
    if (in.terminal.isJson()) {
        in.terminal.document(QJsonObject{{u"limits"_s, json},
                                         {u"requests_used"_s, static_cast<qint64>(all.requests)},
                                         {u"tokens_used"_s, static_cast<qint64>(all.tokens)}});
        co_return Ok;
    }
    if (rows.isEmpty())
        in.terminal.line(u"No limits are set. Set them with: assayctl policy set rate_limits "
                         "'[{\"provider\":\"openai\",\"requests_per_minute\":500}]'"_s);
    else
        in.terminal.table({u"PROVIDER"_s, u"MODEL"_s, u"KEY"_s, u"REQUESTS"_s, u"TOKENS"_s}, rows, {3, 4});
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
             u"Shows the rate limits, and what of them the last 60 s took."_s,
             0,
             0,
             {},
             Command::Needs::Workspace,
             showLimits}};
}

} // namespace assay::ctl
