// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/gridjson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace assay::evaluation {
namespace {

QJsonArray callsToJson(const QList<QList<CallId>> &row)
{
    QJsonArray columns;
    for (const QList<CallId> &calls : row) {
        QJsonArray ids;
        for (const CallId &call : calls)
            ids.append(call.toString());
        columns.append(ids);
    }
    return columns;
}

std::optional<QList<QList<CallId>>> callsFromJson(const QJsonArray &columns)
{
    QList<QList<CallId>> row;
    for (const QJsonValue &column : columns) {
        QList<CallId> calls;
        for (const QJsonValue &id : column.toArray()) {
            const CallId call = CallId::fromString(id.toString());
            if (call.isNull())
                return std::nullopt;
            calls.append(call);
        }
        row.append(calls);
    }
    return row;
}

} // namespace

QJsonObject valuesToJson(const QMap<QString, QString> &values)
{
    QJsonObject json;
    for (auto it = values.begin(); it != values.end(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

QMap<QString, QString> valuesFromJson(const QJsonObject &json)
{
    QMap<QString, QString> values;
    for (auto it = json.begin(); it != json.end(); ++it)
        values.insert(it.key(), it->toString());
    return values;
}

QJsonObject gridToJson(const ComparisonGrid &grid)
{
    QJsonArray rows;
    for (qsizetype i = 0; i < grid.rows.size(); ++i) {
        const GridRow &row = grid.rows.at(i);
        rows.append(QJsonObject{{u"name"_s, row.name},
                                {u"variables"_s, valuesToJson(row.variables)},
                                {u"calls"_s, callsToJson(grid.calls.value(i))}});
    }
    return {{u"repeats"_s, grid.repeats}, {u"rows"_s, rows}};
}

std::optional<ComparisonGrid> gridFromJson(const QJsonObject &json)
{
    ComparisonGrid grid;
    grid.repeats = json.value("repeats"_L1).toInt(1);
    if (grid.repeats < 1)
        return std::nullopt;
    for (const QJsonValue &value : json.value("rows"_L1).toArray()) {
        const QJsonObject row = value.toObject();
        const auto calls = callsFromJson(row.value("calls"_L1).toArray());
        if (!calls)
            return std::nullopt;
        grid.rows.append({row.value("name"_L1).toString(),
                          valuesFromJson(row.value("variables"_L1).toObject())});
        grid.calls.append(*calls);
    }
    return grid;
}

} // namespace assay::evaluation
