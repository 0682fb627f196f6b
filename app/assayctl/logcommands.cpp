// SPDX-License-Identifier: GPL-3.0-or-later
#include "callfacts.h"
#include "command.h"
#include "logshow.h"
#include "moments.h"

#include "telemetry/callprefix.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

QCoro::Task<int> showLog(Invocation in)
{
    const auto since = momentAgo(in.option(u"since"_s), in.workspace->clock().utcMicros());
    if (!since)
        co_return in.terminal.error(since.error());
    telemetry::LogFilter filter;
    filter.since = *since;
    filter.model = in.option(u"model"_s);
    if (in.has(u"status"_s)) {
        filter.status = telemetry::callStatusFromName(in.option(u"status"_s));
        if (!filter.status)
            co_return in.terminal.usage(u"--status is one of ok, failed, cancelled."_s);
    }
    bool isNumber = false;
    filter.limit = in.option(u"limit"_s).toInt(&isNumber);
    if (!isNumber || filter.limit < 1)
        co_return in.terminal.usage(u"--limit needs a number from 1."_s);
    const auto entries = co_await in.workspace->log().query(filter);
    if (!entries)
        co_return in.terminal.error(entries.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const telemetry::LogEntry &entry : *entries) {
        const telemetry::CallRecord &r = entry.record;
        json.append(listedJson(r));
        rows.append({telemetry::shortCallId(r.id), isoTime(r.startedAt), r.provider + u'/' + r.model,
                     promptText(r), telemetry::callStatusName(r.status),
                     QString::number(r.latencyUs / 1000) + u" ms"_s,
                     r.usage ? u"%1/%2"_s.arg(r.usage->input).arg(r.usage->output) : u"unknown"_s,
                     displayMoney(r.cost), r.error ? r.error->message : QString()});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(u"No calls match."_s);
    else
        in.terminal.table({u"ID"_s, u"TIME (UTC)"_s, u"MODEL"_s, u"PROMPT"_s, u"STATUS"_s, u"LATENCY"_s,
                           u"TOKENS"_s, u"COST"_s, u"ERROR"_s},
                          rows, {5, 6, 7});
    co_return Ok;
}

QCoro::Task<int> showCosts(Invocation in)
{
    using telemetry::CostGrouping;
    const QHash<QString, CostGrouping> groupings{{u"model"_s, CostGrouping::Model},
                                                 {u"prompt"_s, CostGrouping::Prompt},
                                                 {u"user"_s, CostGrouping::User},
                                                 {u"day"_s, CostGrouping::Day}};
    if (!groupings.contains(in.option(u"by"_s)))
        co_return in.terminal.usage(u"--by is one of model, prompt, user, day."_s);
    const auto since = momentAgo(in.option(u"since"_s), in.workspace->clock().utcMicros());
    if (!since)
        co_return in.terminal.error(since.error());
    const auto costs = co_await in.workspace->log().costs(groupings.value(in.option(u"by"_s)), *since);
    if (!costs)
        co_return in.terminal.error(costs.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const telemetry::CostRow &row : *costs) {
        json.append(QJsonObject{
            {in.option(u"by"_s), row.key.isEmpty() ? QJsonValue() : QJsonValue(row.key)},
            {u"calls"_s, static_cast<qint64>(row.calls)},
            {u"failed"_s, static_cast<qint64>(row.failed)},
            {u"input_tokens"_s, static_cast<qint64>(row.inputTokens)},
            {u"output_tokens"_s, static_cast<qint64>(row.outputTokens)},
            {u"cost_usd"_s, row.costUnknown == row.calls ? QJsonValue() : QJsonValue(row.cost.toUsd())},
            {u"of_it_estimated_usd"_s, row.costEstimated.toUsd()},
            {u"calls_of_unknown_cost"_s, static_cast<qint64>(row.costUnknown)}});
        rows.append({row.key.isEmpty() ? u"(none)"_s : row.key, QString::number(row.calls),
                     QString::number(row.failed), QString::number(row.inputTokens),
                     QString::number(row.outputTokens),
                     (row.costEstimated > Money() ? u"\u2248 "_s : QString())
                         + displayMoney(row.costUnknown == row.calls ? std::nullopt : std::optional(row.cost)),
                     row.costUnknown > 0 ? QString::number(row.costUnknown) : QString()});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(u"No calls in this time."_s);
    else
        in.terminal.table({in.option(u"by"_s).toUpper(), u"CALLS"_s, u"FAILED"_s, u"TOKENS IN"_s, u"OUT"_s,
                           u"COST"_s, u"OF UNKNOWN COST"_s},
                          rows, {1, 2, 3, 4, 5, 6});
    co_return Ok;
}

} // namespace

QList<Command> logCommands()
{
    using Needs = Command::Needs;
    return {
        {u"log"_s,
         u"show"_s,
         u"ID [--content]"_s,
         u"Shows one call: its facts, timeline, costs and notes. The beginning of its id is enough."_s,
         1,
         1,
         {{u"content"_s, {}}},
         Needs::Workspace,
         showCall},
        {u"log"_s,
         {},
         u"[--since 24h] [--model M] [--status ok|failed|cancelled] [--limit N]"_s,
         u"Lists calls, newest first."_s,
         0,
         0,
         {{u"since"_s, {}, u"SPAN"_s, u"24h"_s},
          {u"model"_s, {}, u"M"_s},
          {u"status"_s, {}, u"S"_s},
          {u"limit"_s, {}, u"N"_s, u"1000"_s}},
         Needs::Workspace,
         showLog},
        {u"costs"_s,
         {},
         u"--by model|prompt|user|day [--since 30d]"_s,
         u"Adds up what calls cost."_s,
         0,
         0,
         {{u"by"_s, {}, u"WHAT"_s, u"model"_s}, {u"since"_s, {}, u"SPAN"_s, u"30d"_s}},
         Needs::Workspace,
         showCosts},
    };
}

} // namespace assay::ctl
