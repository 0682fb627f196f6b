// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/callrow.h"

using namespace Qt::StringLiterals;

namespace assay::telemetry {
namespace {

QVariant orNull(std::optional<std::int64_t> value)
{
    return value ? QVariant(static_cast<qlonglong>(*value)) : QVariant();
}

std::optional<std::int64_t> optionalInt(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional<std::int64_t>(value.toLongLong());
}

} // namespace

QString insertCallSql()
{
    return u"INSERT INTO calls (id, started_at, source, model_id, prompt_id, prompt_version, user_id, "
           u"run_id, status,"
           " error_code, error_message, error_detail, error_retryable, http_status, attempts, finish_reason,"
           " latency_us, first_token_us, waited_us, input, cached_input, cache_write, output, reasoning,"
           " cost_nano_usd, cache_hit, key_id, usage_estimated)"
           " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"_s;
}

QVariantList insertCallValues(const CallRecord &r, const QVariant &modelId, const QVariant &promptId,
                              const QVariant &userId, const QVariant &keyId)
{
    QVariantList values{r.id.toBytes(),
                        static_cast<qlonglong>(r.startedAt),
                        static_cast<int>(r.source),
                        modelId,
                        promptId,
                        r.promptVersion,
                        userId,
                        r.run ? QVariant(r.run->toBytes()) : QVariant(),
                        static_cast<int>(r.status)};
    if (r.error)
        values << QString(errorCodeName(r.error->code)) << r.error->message << r.error->detail
               << (r.error->retryable ? 1 : 0);
    else
        values << QVariant() << QVariant() << QVariant() << QVariant();
    values << r.httpStatus << r.attempts
           << (r.finishReason ? QVariant(providers::finishReasonName(*r.finishReason)) : QVariant())
           << static_cast<qlonglong>(r.latencyUs) << orNull(r.firstTokenUs)
           << static_cast<qlonglong>(r.waitedUs);
    if (r.usage) {
        for (const std::int64_t tokens :
             {r.usage->input, r.usage->cachedInput, r.usage->cacheWrite, r.usage->output, r.usage->reasoning})
            values << static_cast<qlonglong>(tokens);
    } else {
        values << QVariant() << QVariant() << QVariant() << QVariant() << QVariant();
    }
    values << (r.cost ? QVariant(static_cast<qlonglong>(r.cost->nanoUsd())) : QVariant())
           << (r.cacheHit ? 1 : 0) << keyId << (r.usageEstimated ? 1 : 0);
    return values;
}

QString selectCallsSql()
{
    return u"SELECT c.seq, c.id, c.started_at, c.source, m.name, p.name, c.prompt_version, u.name, c.run_id, "
           u"c.status,"
           " c.error_code, c.error_message, c.error_detail, c.error_retryable, c.http_status, c.attempts,"
           " c.finish_reason, c.latency_us, c.first_token_us, c.waited_us, c.input, c.cached_input, "
           "c.cache_write,"
           " c.output, c.reasoning, c.cost_nano_usd, c.cache_hit, k.name, c.usage_estimated"
           " FROM calls c JOIN fact_names m ON m.id = c.model_id"
           " LEFT JOIN fact_names p ON p.id = c.prompt_id LEFT JOIN fact_names u ON u.id = c.user_id"
           " LEFT JOIN fact_names k ON k.id = c.key_id"_s;
}

LogEntry readCall(const QSqlQuery &query)
{
    int column = 0;
    const auto next = [&query, &column] { return query.value(column++); };
    LogEntry entry;
    CallRecord &r = entry.record;
    entry.seq = next().toLongLong();
    r.id = CallId::fromBytes(next().toByteArray());
    r.startedAt = next().toLongLong();
    r.source = static_cast<CallSource>(next().toInt());
    const QString model = next().toString();
    r.provider = model.section(u'/', 0, 0);
    r.model = model.section(u'/', 1);
    r.prompt = next().toString();
    r.promptVersion = next().toInt();
    r.user = next().toString();
    if (const QVariant run = next(); !run.isNull())
        r.run = RunId::fromBytes(run.toByteArray());
    r.status = static_cast<CallStatus>(next().toInt());
    const QVariant code = next();
    const QString message = next().toString();
    const QString detail = next().toString();
    const bool retryable = next().toBool();
    if (!code.isNull())
        r.error = Error{errorCodeFromName(code.toString()), message, detail, retryable, {}};
    r.httpStatus = next().toInt();
    r.attempts = next().toInt();
    r.finishReason = providers::finishReasonFromName(next().toString());
    r.latencyUs = next().toLongLong();
    r.firstTokenUs = optionalInt(next());
    r.waitedUs = next().toLongLong();
    const QVariant input = next();
    if (!input.isNull()) {
        r.usage.emplace();
        r.usage->input = input.toLongLong();
        for (std::int64_t *tokens :
             {&r.usage->cachedInput, &r.usage->cacheWrite, &r.usage->output, &r.usage->reasoning})
            *tokens = next().toLongLong();
    } else {
        column += 4;
    }
    if (const QVariant cost = next(); !cost.isNull())
        r.cost = Money::fromNanoUsd(cost.toLongLong());
    r.cacheHit = next().toBool();
    r.key = next().toString();
    r.usageEstimated = next().toBool();
    return entry;
}

} // namespace assay::telemetry
