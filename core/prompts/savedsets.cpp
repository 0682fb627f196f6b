// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/savedsets.h"

#include "base/json.h"
#include "prompts/promptrows.h"
#include "prompts/prompttr.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;
using storage::Connection;

constexpr qsizetype nameLengthMax = 80;
const auto parametersKind = u"parameters"_s;
const auto modelsKind = u"models"_s;

struct Row {
    QString name;
    QJsonValue content;
};

Result<QList<Row>> selectSets(Connection &connection, const QString &kind)
{
    const auto rows =
        connection.exec(u"SELECT name, content FROM saved_sets WHERE kind = ? ORDER BY name"_s, {kind});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<Row> sets;
    while ((*rows)->next()) {
        const QJsonDocument json = QJsonDocument::fromJson((*rows)->value(1).toByteArray());
        sets.append({(*rows)->value(0).toString(),
                     json.isArray() ? QJsonValue(json.array()) : QJsonValue(json.object())});
    }
    return sets;
}

QString problemWithSetName(const QString &name)
{
    if (!name.isEmpty() && name.size() <= nameLengthMax && !hasControlCharacter(name))
        return {};
    return Tr::tr("Give the set a name of at most %1 characters.").arg(nameLengthMax);
}

QFuture<Result<>> refused(const QString &problem)
{
    return QtFuture::makeReadyFuture(Result<>(fail(ErrorCode::InvalidInput, problem)));
}

} // namespace

SavedSets::SavedSets(storage::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
{
}

QFuture<Result<QList<ParameterSet>>> SavedSets::parameterSets()
{
    return m_database.read<QList<ParameterSet>>([](Connection &connection) {
        return selectSets(connection, parametersKind).map([](const QList<Row> &rows) {
            QList<ParameterSet> sets;
            for (const Row &row : rows)
                sets.append({row.name, providers::parametersFromJson(row.content.toObject())});
            return sets;
        });
    });
}

QFuture<Result<>> SavedSets::save(ParameterSet set)
{
    const QString name = set.name.simplified();
    const QString inName = problemWithSetName(name);
    const QString problem = inName.isEmpty() ? providers::problemWith(set.parameters) : inName;
    if (!problem.isEmpty())
        return refused(problem);
    return put(parametersKind, name, toCompactJson(providers::toJson(set.parameters)));
}

QFuture<Result<>> SavedSets::removeParameterSet(const QString &name)
{
    return remove(parametersKind, name);
}

QFuture<Result<QList<ModelSet>>> SavedSets::modelSets()
{
    return m_database.read<QList<ModelSet>>([](Connection &connection) {
        return selectSets(connection, modelsKind).map([](const QList<Row> &rows) {
            QList<ModelSet> sets;
            for (const Row &row : rows) {
                ModelSet set{row.name, {}};
                const QJsonArray models = row.content.toArray();
                for (const QJsonValue &model : models) {
                    if (const auto target = catalog::parseModelRef(model.toString()))
                        set.models.append(*target);
                }
                sets.append(std::move(set));
            }
            return sets;
        });
    });
}

QFuture<Result<>> SavedSets::save(ModelSet set)
{
    const QString name = set.name.simplified();
    QString problem = problemWithSetName(name);
    if (problem.isEmpty() && set.models.isEmpty())
        problem = Tr::tr("The set has no models: add at least one.");
    if (!problem.isEmpty())
        return refused(problem);
    QJsonArray models;
    for (const catalog::ModelRef &model : std::as_const(set.models))
        models.append(model.toString());
    return put(modelsKind, name, toCompactJson(models));
}

QFuture<Result<>> SavedSets::removeModelSet(const QString &name)
{
    return remove(modelsKind, name);
}

QFuture<Result<>> SavedSets::put(const QString &kind, const QString &name, const QByteArray &content)
{
    return m_database.write<void>([=, now = m_clock.utcMicros()](Connection &connection) {
        return connection
            .exec(u"INSERT INTO saved_sets (kind, name, content, updated_at) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (kind, name) DO UPDATE SET name = excluded.name, content = excluded.content, "
                  "updated_at = excluded.updated_at"_s,
                  {kind, name, QString::fromUtf8(content), sqlMicros(now)})
            .map([](QSqlQuery *) {});
    });
}

QFuture<Result<>> SavedSets::remove(const QString &kind, const QString &name)
{
    return m_database.write<void>([=](Connection &connection) {
        return connection.exec(u"DELETE FROM saved_sets WHERE kind = ? AND name = ?"_s, {kind, name})
            .map([](QSqlQuery *) {});
    });
}

} // namespace assay::prompts
