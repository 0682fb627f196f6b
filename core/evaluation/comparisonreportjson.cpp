// SPDX-License-Identifier: GPL-3.0-or-later
// Runs as JSON to share.
#include "evaluation/comparisonreport.h"

#include "evaluation/gridjson.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace assay::evaluation {
namespace {

QString iso(UtcMicros at)
{
    return QDateTime::fromMSecsSinceEpoch(at / 1000, Qt::UTC).toString(Qt::ISODate);
}

QJsonArray callsJson(const std::vector<providers::ToolCall> &calls)
{
    QJsonArray list;
    for (const providers::ToolCall &call : calls)
        list.append(QJsonObject{{u"id"_s, call.id}, {u"name"_s, call.name}, {u"arguments"_s, call.arguments}});
    return list;
}

void insertFigures(QJsonObject &object, const telemetry::CallRecord &record)
{
    object.insert("call"_L1, record.id.toString());
    object.insert("latency_ms"_L1, double(record.latencyUs) / 1000);
    if (record.firstTokenUs)
        object.insert("first_token_ms"_L1, double(*record.firstTokenUs) / 1000);
    object.insert("cost_usd"_L1, record.cost ? QJsonValue(record.cost->toDecimal()) : QJsonValue());
    if (record.finishReason)
        object.insert("finish_reason"_L1, providers::finishReasonName(*record.finishReason));
    if (!record.usage)
        return;
    object.insert("input_tokens"_L1, static_cast<qint64>(record.usage->input));
    object.insert("output_tokens"_L1, static_cast<qint64>(record.usage->output));
    if (record.usage->reasoning > 0)
        object.insert("reasoning_tokens"_L1, static_cast<qint64>(record.usage->reasoning));
}

QJsonObject answerJson(const ReportedAnswer &answer)
{
    QJsonObject object{{u"text"_s, answer.text}};
    if (!answer.reasoning.isEmpty())
        object.insert("reasoning"_L1, answer.reasoning);
    if (!answer.toolCalls.empty())
        object.insert("tool_calls"_L1, callsJson(answer.toolCalls));
    if (!answer.error.isEmpty())
        object.insert("error"_L1, answer.error);
    if (!answer.formatProblem.isEmpty())
        object.insert("format_problem"_L1, answer.formatProblem);
    if (answer.record)
        insertFigures(object, *answer.record);
    return object;
}

QJsonObject columnJson(const ComparisonColumn &column)
{
    QJsonObject object{{u"model"_s, column.target.toString()},
                       {u"parameters"_s, providers::toJson(column.parameters)}};
    if (!column.variables.isEmpty())
        object.insert("variables"_L1, valuesToJson(column.variables));
    if (column.contentVersion > 0)
        object.insert("version"_L1, column.contentVersion);
    if (!column.contentName.isEmpty())
        object.insert("content_name"_L1, column.contentName);
    if (column.content) {
        object.insert("content"_L1, prompts::toJson(*column.content));
        object.insert("is_conversation"_L1, column.isRendered);
    }
    return object;
}

QJsonObject runJson(const Comparison &comparison)
{
    return {{u"at"_s, iso(comparison.createdAt)},
            {u"prompt"_s, comparison.prompt},
            {u"version"_s, comparison.promptVersion},
            {u"content"_s, prompts::toJson(comparison.content)},
            {u"variables"_s, valuesToJson(comparison.variables)}};
}

QJsonObject voteJson(const Vote &vote)
{
    QJsonObject object{{u"left"_s, vote.left},
                       {u"left_model"_s, vote.leftModel},
                       {u"right"_s, vote.right},
                       {u"right_model"_s, vote.rightModel},
                       {u"choice"_s, voteChoiceName(vote.choice)},
                       {u"who"_s, vote.who},
                       {u"at"_s, iso(vote.votedAt)},
                       {u"blind"_s, vote.isBlind}};
    if (!vote.note.isEmpty())
        object.insert("note"_L1, vote.note);
    if (!vote.tags.isEmpty())
        object.insert("tags"_L1, QJsonArray::fromStringList(vote.tags));
    return object;
}

} // namespace

QByteArray reportJson(const Comparison &comparison, const QList<ReportedAnswer> &answers,
                      const QList<Vote> &votes)
{
    QJsonArray columns;
    for (qsizetype i = 0; i < comparison.columns.size(); ++i) {
        QJsonObject column = columnJson(comparison.columns.at(i));
        const QJsonObject answer = answerJson(answers.value(i));
        for (auto it = answer.begin(); it != answer.end(); ++it)
            column.insert(it.key(), it.value());
        columns.append(column);
    }
    QJsonArray voted;
    for (const Vote &vote : votes)
        voted.append(voteJson(vote));
    QJsonObject report = runJson(comparison);
    report.insert("winner"_L1, comparison.winner ? QJsonValue(*comparison.winner) : QJsonValue());
    report.insert("columns"_L1, columns);
    report.insert("votes"_L1, voted);
    return QJsonDocument(report).toJson(QJsonDocument::Indented);
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
