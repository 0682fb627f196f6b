// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/comparisonreport.h"

#include "evaluation/gridjson.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace assay::evaluation {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(ComparisonReport)
};

QString when(const Comparison &comparison)
{
    return QDateTime::fromMSecsSinceEpoch(comparison.createdAt / 1000).toUTC().toString(Qt::ISODate);
}

QString titleOf(const Comparison &comparison)
{
    if (comparison.prompt.isEmpty())
        return Tr::tr("Free text");
    return comparison.promptVersion > 0
        ? Tr::tr("%1, version %2").arg(comparison.prompt).arg(comparison.promptVersion)
        : Tr::tr("%1, draft").arg(comparison.prompt);
}

QString block(const QString &heading, const QString &text)
{
    return u"<h3>%1</h3><pre>%2</pre>\n"_s.arg(heading.toHtmlEscaped(), text.toHtmlEscaped());
}

QString figuresOf(const ReportedAnswer &answer)
{
    if (!answer.record)
        return {};
    const telemetry::CallRecord &record = *answer.record;
    QStringList parts{Tr::tr("%1 ms").arg(record.latencyUs / 1000)};
    if (record.firstTokenUs)
        parts.append(Tr::tr("first token %1 ms").arg(*record.firstTokenUs / 1000));
    if (record.usage)
        parts.append(Tr::tr("%1 tokens in, %2 out").arg(record.usage->input).arg(record.usage->output));
    parts.append(record.cost ? u"$%1"_s.arg(record.cost->toDecimal()) : Tr::tr("cost unknown"));
    return parts.join(u" \u00b7 "_s);
}

constexpr auto style =
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#1b1f24;background:#fff}"
    "h1{font-size:1.4rem}h3{margin:1rem 0 "
    ".3rem;font-size:1rem}pre{white-space:pre-wrap;word-break:break-word;"
    "background:#f4f5f7;padding:.8rem;border-radius:6px;font:13px/1.5 ui-monospace,monospace}"
    ".columns{display:flex;gap:1rem;flex-wrap:wrap}.column{flex:1 1 22rem;border:1px solid #d5d9de;"
    "border-radius:8px;padding:0 1rem "
    "1rem}.winner{border-color:#1d7d3c;border-width:2px}.error{color:#a4262c}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed}th,td{border:1px solid #d5d9de;padding:.5rem;"
    "text-align:left;vertical-align:top;font-weight:normal}th{font-weight:600}"
    ".muted{color:#59636e}@media(prefers-color-scheme:dark){body{background:#1b1e21;color:#e8eaed}"
    "pre{background:#262a2e}.column,th,td{border-color:#3c4248}.muted{color:#a2abb5}.error{color:#ff8a80}}"_L1;

QString beginning(const Comparison &comparison)
{
    QString html =
        u"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%1</title><style>%2</style></head>"
        "<body>\n<h1>%1</h1><p class=\"muted\">%3</p>\n"_s.arg(titleOf(comparison).toHtmlEscaped(), style,
                                                               when(comparison));
    for (const providers::Message &message : comparison.content.messages)
        html += block(providers::roleName(message.role), message.text);
    return html;
}

QString answerHtml(const ReportedAnswer &answer)
{
    QString html = u"<p class=\"muted\">%1</p><pre>%2</pre>"_s.arg(figuresOf(answer).toHtmlEscaped(),
                                                                  answer.text.toHtmlEscaped());
    if (!answer.error.isEmpty())
        html += u"<p class=\"error\">%1</p>"_s.arg(answer.error.toHtmlEscaped());
    return html;
}

QJsonObject answerJson(const ReportedAnswer &answer)
{
    QJsonObject object{{u"text"_s, answer.text}};
    if (!answer.error.isEmpty())
        object.insert("error"_L1, answer.error);
    if (!answer.record)
        return object;
    object.insert("latency_ms"_L1, double(answer.record->latencyUs) / 1000);
    object.insert("cost_usd"_L1,
                  answer.record->cost ? QJsonValue(answer.record->cost->toDecimal()) : QJsonValue());
    if (answer.record->usage) {
        object.insert("input_tokens"_L1, static_cast<qint64>(answer.record->usage->input));
        object.insert("output_tokens"_L1, static_cast<qint64>(answer.record->usage->output));
    }
    return object;
}

QJsonObject columnJson(const ComparisonColumn &column)
{
    QJsonObject object{{u"model"_s, column.target.toString()},
                       {u"parameters"_s, providers::toJson(column.parameters)}};
    if (!column.contentName.isEmpty())
        object.insert("content"_L1, column.contentName);
    return object;
}

QJsonObject runJson(const Comparison &comparison)
{
    return {{u"at"_s, when(comparison)},
            {u"prompt"_s, comparison.prompt},
            {u"version"_s, comparison.promptVersion},
            {u"content"_s, prompts::toJson(comparison.content)},
            {u"variables"_s, valuesToJson(comparison.variables)}};
}

QString columnHeading(const ComparisonColumn &column)
{
    return column.contentName.isEmpty() ? column.target.toString()
                                        : u"%1, %2"_s.arg(column.target.toString(), column.contentName);
}

} // namespace

QByteArray reportHtml(const Comparison &comparison, const QList<ReportedAnswer> &answers)
{
    QString html = beginning(comparison);
    for (auto it = comparison.variables.begin(); it != comparison.variables.end(); ++it)
        html += block(u"{{%1}}"_s.arg(it.key()), it.value());
    html += u"<div class=\"columns\">\n"_s;
    for (qsizetype i = 0; i < comparison.columns.size(); ++i) {
        const ComparisonColumn &column = comparison.columns.at(i);
        const ReportedAnswer answer = answers.value(i);
        const bool isWinner = comparison.winner == static_cast<int>(i);
        html += u"<div class=\"column%1\"><h3>%2%3</h3>%4</div>\n"_s.arg(
            isWinner ? u" winner"_s : QString(), columnHeading(column).toHtmlEscaped(),
            isWinner ? u" \u2713 %1"_s.arg(Tr::tr("picked")) : QString(), answerHtml(answer));
    }
    html += u"</div></body></html>\n"_s;
    return html.toUtf8();
}

QByteArray reportJson(const Comparison &comparison, const QList<ReportedAnswer> &answers)
{
    QJsonArray columns;
    for (qsizetype i = 0; i < comparison.columns.size(); ++i) {
        QJsonObject column = columnJson(comparison.columns.at(i));
        const QJsonObject answer = answerJson(answers.value(i));
        for (auto it = answer.begin(); it != answer.end(); ++it)
            column.insert(it.key(), it.value());
        columns.append(column);
    }
    QJsonObject report = runJson(comparison);
    report.insert("winner"_L1, comparison.winner ? QJsonValue(*comparison.winner) : QJsonValue());
    report.insert("columns"_L1, columns);
    return QJsonDocument(report).toJson(QJsonDocument::Indented);
}

QByteArray gridReportHtml(const Comparison &comparison, const ReportedCells &cells)
{
    QString html = beginning(comparison) + u"<table><tr><th></th>"_s;
    for (const ComparisonColumn &column : comparison.columns)
        html += u"<th>%1</th>"_s.arg(columnHeading(column).toHtmlEscaped());
    html += u"</tr>\n"_s;
    for (qsizetype row = 0; row < comparison.grid->rows.size(); ++row) {
        const GridRow &values = comparison.grid->rows.at(row);
        html += u"<tr><td><b>%1</b>"_s.arg(values.name.toHtmlEscaped());
        for (auto it = values.variables.begin(); it != values.variables.end(); ++it)
            html += block(it.key(), it.value());
        html += u"</td>"_s;
        for (qsizetype column = 0; column < comparison.columns.size(); ++column) {
            html += u"<td>"_s;
            for (const ReportedAnswer &answer : cells.value(row).value(column))
                html += answerHtml(answer);
            html += u"</td>"_s;
        }
        html += u"</tr>\n"_s;
    }
    return QString(html + u"</table></body></html>\n"_s).toUtf8();
}

QByteArray gridReportJson(const Comparison &comparison, const ReportedCells &cells)
{
    QJsonArray columns;
    for (const ComparisonColumn &column : comparison.columns)
        columns.append(columnJson(column));
    QJsonArray rows;
    for (qsizetype row = 0; row < comparison.grid->rows.size(); ++row) {
        const GridRow &values = comparison.grid->rows.at(row);
        QJsonArray answered;
        for (qsizetype column = 0; column < comparison.columns.size(); ++column) {
            QJsonArray answers;
            for (const ReportedAnswer &answer : cells.value(row).value(column))
                answers.append(answerJson(answer));
            answered.append(answers);
        }
        rows.append(QJsonObject{{u"name"_s, values.name},
                                {u"variables"_s, valuesToJson(values.variables)},
                                {u"answers"_s, answered}});
    }
    QJsonObject report = runJson(comparison);
    report.insert("repeats"_L1, comparison.grid->repeats);
    report.insert("columns"_L1, columns);
    report.insert("rows"_L1, rows);
    return QJsonDocument(report).toJson(QJsonDocument::Indented);
}

} // namespace assay::evaluation
