// SPDX-License-Identifier: GPL-3.0-or-later
#include "logshow.h"

#include "callfacts.h"
#include "logverdicts.h"
#include "moments.h"
#include "orchestration/policypath.h"
#include "telemetry/callprefix.h"

#include <cmath>

#include <QCoroFuture>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using telemetry::CallRecord;

QString milliseconds(std::int64_t micros)
{
    return QString::number(static_cast<double>(micros) / 1000, 'f', 1) + u" ms"_s;
}

/// Dollars to the nano-dollar, never with an exponent.
QString dollars(double usd)
{
    constexpr double nanosPerDollar = 1e9;
    return Money::fromNanoUsd(std::llround(usd * nanosPerDollar)).toDecimal();
}

QString tokensText(const catalog::Usage &usage)
{
    const auto part = [](std::int64_t tokens, const QString &what) {
        return tokens > 0 ? u"%1 %2"_s.arg(QString::number(tokens), what) : QString();
    };
    QStringList details{part(usage.cachedInput, u"from the provider's cache"_s),
                        part(usage.cacheWrite, u"written to it"_s), part(usage.reasoning, u"of reasoning"_s)};
    details.removeAll(QString());
    const QString tokens =
        u"%1 in, %2 out"_s.arg(QString::number(usage.input), QString::number(usage.output));
    return details.isEmpty() ? tokens : u"%1 (%2)"_s.arg(tokens, details.join(u", "_s));
}

/// Name and value of what is known; what is not, is left out.
QList<QStringList> factRows(const CallRecord &record)
{
    QList<QStringList> rows{{u"began"_s, isoTime(record.startedAt)},
                            {u"by"_s, telemetry::callSourceName(record.source)},
                            {u"model"_s, QString(record.provider + u'/' + record.model)},
                            {u"prompt"_s, promptText(record)}};
    const auto add = [&rows](const QString &name, const QString &value) {
        if (!value.isEmpty())
            rows.append({name, value});
    };
    add(u"user"_s, record.user);
    add(u"access key"_s, record.key);
    add(u"run"_s, record.run ? record.run->toString() : QString());
    add(u"status"_s, telemetry::callStatusName(record.status));
    if (record.error)
        add(u"error"_s, u"%1: %2"_s.arg(errorCodeName(record.error->code), record.error->message));
    add(u"HTTP status"_s, record.httpStatus > 0 ? QString::number(record.httpStatus) : QString());
    add(u"attempts"_s, QString::number(record.attempts));
    add(u"finish"_s, record.finishReason ? providers::finishReasonName(*record.finishReason) : QString());
    add(u"waited"_s, milliseconds(record.waitedUs));
    add(u"first token"_s, record.firstTokenUs ? milliseconds(*record.firstTokenUs) : QString());
    add(u"latency"_s, milliseconds(record.latencyUs));
    add(u"tokens"_s, record.usage ? tokensText(*record.usage) : u"unknown"_s);
    add(u"cost"_s, displayMoney(record.cost));
    return rows;
}

/// The detail and the figures of a step, "http_status=200".
QString stepText(const telemetry::TraceStep &step)
{
    QStringList parts;
    if (!step.detail.isEmpty())
        parts.append(step.detail);
    for (auto it = step.facts.begin(); it != step.facts.end(); ++it) {
        if (isVerdict(it.key()))
            continue; // in lines of their own
        const bool isMoney = it.key().endsWith(u"_usd"_s) && it->isDouble();
        parts.append(
            u"%1=%2"_s.arg(it.key(), isMoney ? dollars(it->toDouble()) : orchestration::settingText(*it)));
    }
    return parts.join(u' ');
}

void printTimeline(const Terminal &terminal, const telemetry::CallTrace &trace)
{
    QList<QStringList> rows;
    for (const telemetry::TraceStep &step : trace) {
        rows.append({milliseconds(step.atUs), step.durationUs > 0 ? milliseconds(step.durationUs) : u"-"_s,
                     telemetry::traceStageName(step.stage), step.model.isEmpty() ? u"-"_s : step.model,
                     step.outcome.isEmpty() ? u"-"_s : step.outcome, stepText(step)});
    }
    terminal.line({});
    terminal.table({u"AFTER"_s, u"TOOK"_s, u"STEP"_s, u"MODEL"_s, u"OUTCOME"_s, u"DETAILS"_s}, rows, {0, 1});
}

void printCosts(const Terminal &terminal, const CallRecord &record)
{
    QList<QStringList> rows;
    const QJsonObject split = costSplit(record);
    for (auto it = split.begin(); it != split.end(); ++it)
        rows.append({QString(it.key()).remove(u"_usd"_s).replace(u'_', u' '),
                     QString(u'$' + dollars(it->toDouble()))});
    if (rows.isEmpty())
        return;
    terminal.line({});
    terminal.table({u"COST OF"_s, u"USD"_s}, rows, {1});
}

void printContent(const Terminal &terminal, const QString &title, const QByteArray &json)
{
    terminal.line(u"\n== %1 =="_s.arg(title));
    terminal.foreign(json.isEmpty() ? u"It was deleted.\n"_s
                                    : QString::fromUtf8(QJsonDocument::fromJson(json).toJson()));
}

void print(const Terminal &terminal, const CallRecord &record, bool withContent)
{
    terminal.table({u"CALL"_s, record.id.toString()}, factRows(record));
    if (!record.trace.empty())
        printTimeline(terminal, record.trace);
    if (const QStringList lines = verdictLines(record.trace); !lines.isEmpty())
        terminal.foreign(u"\nFOUND\n"_s + lines.join(u'\n') + u'\n');
    printCosts(terminal, record);
    if (const QStringList notes = notesOf(record); !notes.isEmpty())
        terminal.foreign(u"\n"_s + notes.join(u'\n') + u'\n');
    if (!withContent)
        return;
    printContent(terminal, u"sent"_s, record.request);
    printContent(terminal, u"came back"_s, record.response);
}

} // namespace

QCoro::Task<int> showCall(Invocation in)
{
    const auto id = co_await telemetry::findCallId(in.workspace->database(), in.words.first());
    if (!id)
        co_return in.terminal.error(id.error());
    const auto record = co_await in.workspace->log().call(*id);
    if (!record)
        co_return in.terminal.error(record.error());
    const bool withContent = in.has(u"content"_s);
    if (!in.terminal.isJson()) {
        print(in.terminal, *record, withContent);
        co_return Ok;
    }
    QJsonObject json = wholeJson(*record);
    if (withContent) {
        json.insert(u"request"_s, QJsonDocument::fromJson(record->request).object());
        json.insert(u"response"_s, QJsonDocument::fromJson(record->response).object());
    }
    in.terminal.document(json);
    co_return Ok;
}

} // namespace assay::ctl
