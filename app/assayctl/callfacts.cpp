// SPDX-License-Identifier: GPL-3.0-or-later
#include "callfacts.h"

#include "moments.h"

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using telemetry::CallRecord;

const QString priceTier = u"price_above_tokens"_s;
const QString serviceTier = u"service_tier"_s;

double milliseconds(std::int64_t micros)
{
    return static_cast<double>(micros) / 1000;
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue usageJson(const std::optional<catalog::Usage> &usage)
{
    if (!usage)
        return {};
    return QJsonObject{{u"input"_s, static_cast<qint64>(usage->input)},
                       {u"cached_input"_s, static_cast<qint64>(usage->cachedInput)},
                       {u"cache_write"_s, static_cast<qint64>(usage->cacheWrite)},
                       {u"output"_s, static_cast<qint64>(usage->output)},
                       {u"reasoning"_s, static_cast<qint64>(usage->reasoning)}};
}

QJsonValue errorJson(const std::optional<Error> &error)
{
    if (!error)
        return {};
    return QJsonObject{{u"code"_s, errorCodeName(error->code)},
                       {u"message"_s, error->message},
                       {u"retryable"_s, error->retryable}};
}

/// The step that ends the timeline; null for calls that are older than timelines.
const telemetry::TraceStep *lastStep(const CallRecord &record)
{
    const bool isDone = !record.trace.empty() && record.trace.back().stage == telemetry::TraceStage::Done;
    return isDone ? &record.trace.back() : nullptr;
}

} // namespace

QJsonObject listedJson(const CallRecord &record)
{
    return {
        {u"id"_s, record.id.toString()},
        {u"started_at"_s, isoTime(record.startedAt)},
        {u"source"_s, telemetry::callSourceName(record.source)},
        {u"model"_s, QString(record.provider + u'/' + record.model)},
        {u"prompt"_s, textOrNull(record.prompt)},
        {u"prompt_version"_s, record.promptVersion},
        {u"status"_s, telemetry::callStatusName(record.status)},
        {u"finish_reason"_s,
         record.finishReason ? QJsonValue(providers::finishReasonName(*record.finishReason)) : QJsonValue()},
        {u"attempts"_s, record.attempts},
        {u"latency_ms"_s, milliseconds(record.latencyUs)},
        {u"first_token_ms"_s,
         record.firstTokenUs ? QJsonValue(milliseconds(*record.firstTokenUs)) : QJsonValue()},
        {u"usage"_s, usageJson(record.usage)},
        {u"cost_usd"_s, record.cost ? QJsonValue(record.cost->toUsd()) : QJsonValue()},
        {u"error"_s, errorJson(record.error)}};
}

QJsonObject wholeJson(const CallRecord &record)
{
    QJsonObject json = listedJson(record);
    json.insert(u"user"_s, textOrNull(record.user));
    json.insert(u"key"_s, textOrNull(record.key));
    json.insert(u"run"_s, record.run ? QJsonValue(record.run->toString()) : QJsonValue());
    json.insert(u"http_status"_s, record.httpStatus > 0 ? QJsonValue(record.httpStatus) : QJsonValue());
    json.insert(u"waited_ms"_s, milliseconds(record.waitedUs));
    json.insert(u"usage_estimated"_s, record.usageEstimated);
    json.insert(u"cache_hit"_s, record.cacheHit);
    json.insert(u"cost_split"_s, costSplit(record));
    json.insert(u"notes"_s, QJsonArray::fromStringList(notesOf(record)));
    json.insert(u"trace"_s, telemetry::toJson(record.trace));
    return json;
}

QString promptText(const CallRecord &record)
{
    if (record.prompt.isEmpty())
        return u"-"_s;
    return record.promptVersion > 0 ? u"%1@%2"_s.arg(record.prompt).arg(record.promptVersion) : record.prompt;
}

QJsonObject costSplit(const CallRecord &record)
{
    const telemetry::TraceStep *last = lastStep(record);
    QJsonObject split = last != nullptr ? last->facts : QJsonObject();
    split.remove(u"cost_usd"_s); // the sum is a fact of the call
    split.remove(priceTier);
    split.remove(serviceTier);
    return split;
}

QStringList notesOf(const CallRecord &record)
{
    QStringList notes;
    const telemetry::TraceStep *last = lastStep(record);
    if (last != nullptr && !last->detail.isEmpty())
        notes.append(last->detail);
    if (record.cacheHit)
        notes.append(u"The answer came from the cache and cost nothing."_s);
    if (record.usageEstimated)
        notes.append(u"The provider did not say what was used: tokens and cost are estimates."_s);
    if (last != nullptr && last->facts.contains(priceTier)) {
        notes.append(u"The prices for more than %1 tokens of input hold."_s.arg(
            last->facts.value(priceTier).toInteger()));
    }
    if (last != nullptr && last->facts.contains(serviceTier))
        notes.append(u"The prices of the %1 service hold."_s.arg(last->facts.value(serviceTier).toString()));
    if (record.usage && !record.cost)
        notes.append(u"The price of the model is unknown. Set it with: assayctl models set-price"_s);
    if (record.trace.empty())
        notes.append(
            u"There is no timeline: the call is older than timelines, or its content was deleted."_s);
    return notes;
}

} // namespace assay::ctl
