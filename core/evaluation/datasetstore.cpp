// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/datasetstore.h"

#include "base/json.h"

#include <algorithm>

#include <QCoreApplication>
#include <QHash>

namespace assay::evaluation {
namespace {

using namespace Qt::StringLiterals;
using storage::Connection;

constexpr qsizetype nameLengthMax = 80;

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Datasets)
};

/// A null QString would be stored as NULL.
QVariant sqlText(const QString &text)
{
    return text.isNull() ? QVariant(u""_s) : QVariant(text);
}

Result<> checkDataset(const Dataset &dataset)
{
    const bool isPlain = std::none_of(dataset.name.begin(), dataset.name.end(),
                                      [](QChar c) { return c.category() == QChar::Other_Control; });
    if (dataset.name.isEmpty() || dataset.name.size() > nameLengthMax || !isPlain) {
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("A dataset's name has 1 to %1 characters on one line.").arg(nameLengthMax));
    }
    return {};
}

QByteArray variablesToJson(const QMap<QString, QString> &variables)
{
    QJsonObject object;
    for (auto it = variables.begin(); it != variables.end(); ++it)
        object.insert(it.key(), it.value());
    return toCompactJson(object);
}

Result<QMap<QString, QString>> variablesFromJson(const QByteArray &json)
{
    return parseJsonObject(json, Tr::tr("stored test case")).map([](const QJsonObject &object) {
        QMap<QString, QString> variables;
        for (auto it = object.begin(); it != object.end(); ++it)
            variables.insert(it.key(), it->toString());
        return variables;
    });
}

Result<> insertCases(Connection &connection, qlonglong dataset, const QList<DatasetCase> &cases,
                     int position = 0)
{
    for (const DatasetCase &each : cases) {
        const auto inserted = connection.exec(
            u"INSERT INTO dataset_cases (dataset_id, position, name, variables, expected) VALUES (?, ?, ?, ?, ?)"_s,
            {dataset, position++, sqlText(each.name), QString::fromUtf8(variablesToJson(each.variables)),
             sqlText(each.expected)});
        if (!inserted)
            return tl::unexpected(inserted.error());
    }
    return {};
}

Result<> insertDataset(Connection &connection, const Dataset &dataset, UtcMicros now)
{
    const auto taken = connection.exec(u"SELECT 1 FROM datasets WHERE name = ?"_s, {dataset.name});
    if (!taken)
        return tl::unexpected(taken.error());
    if ((*taken)->next()) {
        return fail(
            ErrorCode::Conflict,
            Tr::tr("The workspace has a dataset “%1” already: choose another name.").arg(dataset.name));
    }
    const auto inserted =
        connection.exec(u"INSERT INTO datasets (name, prompt, created_at) VALUES (?, ?, ?)"_s,
                        {dataset.name, sqlText(dataset.prompt), static_cast<qlonglong>(now)});
    if (!inserted)
        return tl::unexpected(inserted.error());
    return insertCases(connection, (*inserted)->lastInsertId().toLongLong(), dataset.cases);
}

Result<QList<Dataset>> selectForPrompt(Connection &connection, const QString &prompt)
{
    const auto rows = connection.exec(u"SELECT d.id, d.name, d.prompt, c.name, c.variables, c.expected "
                                      "FROM datasets d LEFT JOIN dataset_cases c ON c.dataset_id = d.id "
                                      "WHERE d.prompt = ? COLLATE NOCASE ORDER BY d.name, c.position"_s,
                                      {sqlText(prompt)});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<Dataset> datasets;
    qlonglong current = 0;
    while ((*rows)->next()) {
        const QSqlQuery &row = **rows;
        if (datasets.isEmpty() || row.value(0).toLongLong() != current) {
            current = row.value(0).toLongLong();
            datasets.append({row.value(1).toString(), row.value(2).toString(), {}});
        }
        if (row.value(4).isNull())
            continue; // a dataset without cases
        auto variables = variablesFromJson(row.value(4).toString().toUtf8());
        if (!variables)
            return tl::unexpected(variables.error());
        datasets.last().cases.append(
            {row.value(3).toString(), std::move(*variables), row.value(5).toString()});
    }
    return datasets;
}

Result<int> appendCase(Connection &connection, const Dataset &wanted, UtcMicros now)
{
    const auto known =
        connection.exec(u"SELECT d.id, (SELECT COUNT(*) FROM dataset_cases c WHERE c.dataset_id = d.id), "
                        "(SELECT COALESCE(MAX(position), -1) FROM dataset_cases c WHERE c.dataset_id = d.id) "
                        "FROM datasets d WHERE d.name = ?"_s,
                        {wanted.name});
    if (!known)
        return tl::unexpected(known.error());
    if (!(*known)->next())
        return insertDataset(connection, wanted, now).map([] { return 1; });
    const qlonglong id = (*known)->value(0).toLongLong();
    const int count = (*known)->value(1).toInt();
    const int last = (*known)->value(2).toInt();
    return insertCases(connection, id, wanted.cases, last + 1).map([count] { return count + 1; });
}

} // namespace

DatasetStore::DatasetStore(storage::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
{
}

QFuture<Result<>> DatasetStore::add(Dataset dataset)
{
    dataset.name = dataset.name.trimmed();
    if (auto checked = checkDataset(dataset); !checked)
        return QtFuture::makeReadyFuture(std::move(checked));
    return m_database.write<void>(
        [dataset = std::move(dataset), now = m_clock.utcMicros()](Connection &connection) {
            return insertDataset(connection, dataset, now);
        });
}

QFuture<Result<int>> DatasetStore::addCase(const QString &dataset, const QString &prompt, DatasetCase added)
{
    const Dataset wanted{dataset, prompt, {std::move(added)}};
    if (const auto sound = checkDataset(wanted); !sound)
        return QtFuture::makeReadyFuture(Result<int>(tl::unexpected(sound.error())));
    return m_database.write<int>([wanted, now = m_clock.utcMicros()](Connection &connection) {
        return appendCase(connection, wanted, now);
    });
}

QFuture<Result<QList<Dataset>>> DatasetStore::list()
{
    return m_database.read<QList<Dataset>>([](Connection &connection) -> Result<QList<Dataset>> {
        const auto rows = connection.exec(u"SELECT name, prompt FROM datasets ORDER BY name"_s);
        if (!rows)
            return tl::unexpected(rows.error());
        QList<Dataset> datasets;
        while ((*rows)->next())
            datasets.append({(*rows)->value(0).toString(), (*rows)->value(1).toString(), {}});
        return datasets;
    });
}

QFuture<Result<QList<Dataset>>> DatasetStore::forPrompt(const QString &prompt)
{
    return m_database.read<QList<Dataset>>(
        [prompt](Connection &connection) { return selectForPrompt(connection, prompt); });
}

} // namespace assay::evaluation
