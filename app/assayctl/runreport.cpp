// SPDX-License-Identifier: GPL-3.0-or-later
#include "runreport.h"

#include "orchestration/answercheck.h"
#include "orchestration/callcontent.h"

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

double milliseconds(std::int64_t micros)
{
    return static_cast<double>(micros) / 1000;
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

/// Generated tokens over the time from the first token to the last.
QString speedText(const telemetry::CallRecord &record)
{
    if (!record.usage || !record.firstTokenUs || record.latencyUs <= *record.firstTokenUs)
        return u"-"_s;
    const double seconds = static_cast<double>(record.latencyUs - *record.firstTokenUs) / 1e6;
    return QString::number(static_cast<double>(record.usage->output) / seconds, 'f', 0);
}

/// [{"token", "logprob", "top": [{"token", "logprob"}]}]; null where none were asked for.
QJsonValue logprobsJson(const std::vector<providers::TokenLogprob> &logprobs)
{
    return logprobs.empty() ? QJsonValue() : QJsonValue(orchestration::toJson(logprobs));
}

/// What Assay estimates stands behind a "~".
QString marked(const telemetry::CallRecord &record, const QString &figure)
{
    return record.usageEstimated && record.usage ? QString(u'~' + figure) : figure;
}

} // namespace

QJsonObject toJson(const orchestration::CompletionResult &result)
{
    const telemetry::CallRecord &record = result.record;
    QJsonArray calls;
    for (const providers::ToolCall &call : result.completion.toolCalls)
        calls.append(
            QJsonObject{{u"id"_s, call.id}, {u"name"_s, call.name}, {u"arguments"_s, call.arguments}});
    const auto finish = result.completion.finishReason;
    const QJsonValue verdict =
        result.verdict ? QJsonValue(validation::toJson(*result.verdict)) : QJsonValue();
    return {{u"id"_s, record.id.toString()},
            {u"model"_s, QString(record.provider + u'/' + record.model)},
            {u"text"_s, result.completion.text},
            {u"tool_calls"_s, calls},
            {u"finish_reason"_s, finish ? QJsonValue(providers::finishReasonName(*finish)) : QJsonValue()},
            {u"usage"_s, usageJson(record.usage)},
            {u"cost_usd"_s, record.cost ? QJsonValue(record.cost->toUsd()) : QJsonValue()},
            {u"latency_ms"_s, milliseconds(record.latencyUs)},
            {u"first_token_ms"_s,
             record.firstTokenUs ? QJsonValue(milliseconds(*record.firstTokenUs)) : QJsonValue()},
            {u"error"_s, errorJson(result.completion.error)},
            {u"usage_estimated"_s, record.usageEstimated},
            {u"cache_hit"_s, record.cacheHit},
            {u"verdict"_s, verdict},
            {u"logprobs"_s, logprobsJson(result.completion.logprobs)},
            {u"notes"_s, QJsonArray::fromStringList(result.notes)},
            {u"trace"_s, telemetry::toJson(record.trace)}};
}

void printTable(const Terminal &terminal, const std::vector<orchestration::CompletionResult> &results)
{
    QList<QStringList> rows;
    bool hasEstimates = false;
    for (const orchestration::CompletionResult &result : results) {
        const telemetry::CallRecord &record = result.record;
        const auto finish = result.completion.finishReason;
        QString end = finish ? providers::finishReasonName(*finish) : u"-"_s;
        if (result.completion.error)
            end = result.completion.error->message;
        else if (const QString problem = orchestration::problemOf(result.verdict); !problem.isEmpty())
            end += u" (%1)"_s.arg(problem);
        rows.append(
            {record.provider + u'/' + record.model,
             record.firstTokenUs ? QString::number(milliseconds(*record.firstTokenUs), 'f', 0) + u" ms"_s
                                 : u"-"_s,
             QString::number(milliseconds(record.latencyUs), 'f', 0) + u" ms"_s, speedText(record),
             record.usage ? marked(record, QString::number(record.usage->input)) : u"unknown"_s,
             record.usage ? marked(record, QString::number(record.usage->output)) : u"unknown"_s,
             record.cost ? marked(record, displayMoney(record.cost)) : displayMoney(record.cost), end});
        hasEstimates = hasEstimates || record.usageEstimated;
    }
    terminal.table({u"MODEL"_s, u"FIRST TOKEN"_s, u"LATENCY"_s, u"TOK/S"_s, u"TOKENS IN"_s, u"OUT"_s,
                    u"COST"_s, u"END"_s},
                   rows, {1, 2, 3, 4, 5, 6});
    if (hasEstimates)
        terminal.note(u"~ is estimated: the provider did not say what was used."_s);
}

} // namespace assay::ctl
