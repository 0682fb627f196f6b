// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/comparisonstore.h"

#include "base/json.h"
#include "evaluation/gridjson.h"
#include "evaluation/voterows.h"

#include <algorithm>

#include <QCoreApplication>
#include <QHash>

namespace assay::evaluation {
namespace {

using namespace Qt::StringLiterals;
using storage::Connection;

constexpr qsizetype titleLengthMax = 80;

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Comparisons)
};

/// A null QString would be stored as NULL.
QVariant sqlText(const QString &text)
{
    return text.isNull() ? QVariant(u""_s) : QVariant(text);
}

tl::unexpected<Error> gone()
{
    return fail(ErrorCode::NotFound, Tr::tr("This run is not in the workspace any more."));
}

/// A run of a prompt shows its name and version; of free text, the words that were asked.
QString titleOf(const Comparison &comparison)
{
    if (!comparison.prompt.isEmpty()) {
        return comparison.promptVersion > 0
            ? Tr::tr("%1, version %2").arg(comparison.prompt).arg(comparison.promptVersion)
            : Tr::tr("%1, draft").arg(comparison.prompt);
    }
    const auto &messages = comparison.content.messages;
    const auto asked = std::find_if(messages.rbegin(), messages.rend(), [](const auto &message) {
        return message.role == providers::Role::User && !message.text.trimmed().isEmpty();
    });
    if (asked == messages.rend())
        return Tr::tr("Free text");
    const QString words = asked->text.left(4 * titleLengthMax).simplified();
    return words.size() > titleLengthMax ? words.left(titleLengthMax - 1).trimmed() + u'…' : words;
}

QByteArray contentToJson(const Comparison &comparison)
{
    QJsonObject content{{u"prompt"_s, prompts::toJson(comparison.content)},
                        {u"variables"_s, valuesToJson(comparison.variables)}};
    if (comparison.grid)
        content.insert("grid"_L1, gridToJson(*comparison.grid));
    return toCompactJson(content);
}

tl::unexpected<Error> damaged()
{
    return fail(ErrorCode::Storage, Tr::tr("This run cannot be read: the workspace is damaged."));
}

Result<> readContent(const QByteArray &json, Comparison &comparison)
{
    const auto object = parseJsonObject(json, Tr::tr("stored run"));
    if (!object)
        return tl::unexpected(object.error());
    // Runs of the first release kept their messages alone.
    const QJsonObject stored = object->contains("prompt"_L1)
        ? object->value("prompt"_L1).toObject()
        : QJsonObject{{u"messages"_s, object->value("messages"_L1)}};
    auto content = prompts::contentFromJson(stored);
    if (!content)
        return damaged();
    comparison.content = std::move(*content);
    comparison.variables = valuesFromJson(object->value("variables"_L1).toObject());
    if (object->contains("grid"_L1)) {
        comparison.grid = gridFromJson(object->value("grid"_L1).toObject());
        if (!comparison.grid)
            return damaged();
    }
    return {};
}

std::optional<int> winnerOf(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toInt());
}

QVariant sqlWinner(std::optional<int> winner)
{
    return winner ? QVariant(*winner) : QVariant();
}

QString detailsOf(const ComparisonColumn &column)
{
    QJsonObject details;
    if (column.content) {
        details.insert("content"_L1, prompts::toJson(*column.content));
        details.insert("content_name"_L1, column.contentName);
        details.insert("content_version"_L1, column.contentVersion);
        details.insert("rendered"_L1, column.isRendered);
    }
    if (!column.variables.isEmpty())
        details.insert("variables"_L1, valuesToJson(column.variables));
    return QString::fromUtf8(toCompactJson(details));
}

Result<> readDetails(const QString &json, ComparisonColumn &column)
{
    const auto details = parseJsonObject(json.toUtf8(), Tr::tr("stored run"));
    if (!details)
        return tl::unexpected(details.error());
    column.variables = valuesFromJson(details->value("variables"_L1).toObject());
    if (!details->contains("content"_L1))
        return {};
    auto content = prompts::contentFromJson(details->value("content"_L1).toObject());
    if (!content)
        return damaged();
    column.content = std::move(*content);
    column.contentName = details->value("content_name"_L1).toString();
    column.contentVersion = details->value("content_version"_L1).toInt();
    column.isRendered = details->value("rendered"_L1).toBool();
    return {};
}

Result<> insertColumns(Connection &connection, const Comparison &comparison)
{
    const auto cleared = connection.exec(u"DELETE FROM comparison_columns WHERE comparison_id = ?"_s,
                                         {comparison.id.toBytes()});
    if (!cleared)
        return tl::unexpected(cleared.error());
    int position = 0;
    for (const ComparisonColumn &column : comparison.columns) {
        const auto inserted = connection.exec(
            u"INSERT INTO comparison_columns (comparison_id, position, provider, model, parameters, call_id, "
            "details) VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
            {comparison.id.toBytes(), position++, sqlText(column.target.provider),
             sqlText(column.target.model),
             QString::fromUtf8(toCompactJson(providers::toJson(column.parameters))),
             column.call ? QVariant(column.call->toBytes()) : QVariant(), detailsOf(column)});
        if (!inserted)
            return tl::unexpected(inserted.error());
    }
    return {};
}

Result<> upsert(Connection &connection, const Comparison &comparison)
{
    const auto stored = connection.exec(
        u"INSERT INTO comparisons (id, created_at, title, prompt, prompt_version, content, winner) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at, "
        "title = excluded.title, prompt = excluded.prompt, prompt_version = excluded.prompt_version, "
        "content = excluded.content, winner = excluded.winner"_s,
        {comparison.id.toBytes(), static_cast<qlonglong>(comparison.createdAt), titleOf(comparison),
         sqlText(comparison.prompt), comparison.promptVersion, contentToJson(comparison),
         sqlWinner(comparison.winner)});
    if (!stored)
        return tl::unexpected(stored.error());
    return insertColumns(connection, comparison);
}

Result<QList<ComparisonSummary>> selectNewest(Connection &connection, int limit)
{
    const auto rows = connection.exec(u"SELECT id, created_at, title, winner, is_pinned FROM comparisons "
                                      "ORDER BY is_pinned DESC, created_at DESC, id DESC LIMIT ?"_s,
                                      {limit});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<ComparisonSummary> runs;
    QHash<RunId, qsizetype> positions;
    while ((*rows)->next()) {
        const QSqlQuery &row = **rows;
        const RunId id = RunId::fromBytes(row.value(0).toByteArray());
        positions.insert(id, runs.size());
        runs.append({id,
                     row.value(1).toLongLong(),
                     row.value(2).toString(),
                     {},
                     winnerOf(row.value(3)),
                     row.value(4).toBool()});
    }
    const auto columns = connection.exec(
        u"SELECT comparison_id, provider, model FROM comparison_columns WHERE comparison_id IN "
        "(SELECT id FROM comparisons ORDER BY is_pinned DESC, created_at DESC, id DESC LIMIT ?) ORDER BY comparison_id, position"_s,
        {limit});
    if (!columns)
        return tl::unexpected(columns.error());
    while ((*columns)->next()) {
        const QSqlQuery &row = **columns;
        const catalog::ModelRef model{row.value(1).toString(), row.value(2).toString()};
        runs[positions.value(RunId::fromBytes(row.value(0).toByteArray()))].models.append(model.toString());
    }
    return runs;
}

Result<QList<ComparisonColumn>> selectColumns(Connection &connection, RunId id)
{
    const auto rows =
        connection.exec(u"SELECT provider, model, parameters, call_id, details FROM comparison_columns "
                        "WHERE comparison_id = ? ORDER BY position"_s,
                        {id.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<ComparisonColumn> columns;
    while ((*rows)->next()) {
        const QSqlQuery &row = **rows;
        const auto parameters = parseJsonObject(row.value(2).toString().toUtf8(), Tr::tr("stored run"));
        if (!parameters)
            return tl::unexpected(parameters.error());
        ComparisonColumn column;
        column.target = {row.value(0).toString(), row.value(1).toString()};
        column.parameters = providers::parametersFromJson(*parameters);
        if (!row.value(3).isNull())
            column.call = CallId::fromBytes(row.value(3).toByteArray());
        if (const auto read = readDetails(row.value(4).toString(), column); !read)
            return tl::unexpected(read.error());
        columns.append(std::move(column));
    }
    return columns;
}

Result<Comparison> selectOne(Connection &connection, RunId id)
{
    const auto rows = connection.exec(
        u"SELECT created_at, prompt, prompt_version, content, winner FROM comparisons WHERE id = ?"_s,
        {id.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    if (!(*rows)->next())
        return gone();
    const QSqlQuery &row = **rows;
    Comparison comparison;
    comparison.id = id;
    comparison.createdAt = row.value(0).toLongLong();
    comparison.prompt = row.value(1).toString();
    comparison.promptVersion = row.value(2).toInt();
    comparison.winner = winnerOf(row.value(4));
    if (auto read = readContent(row.value(3).toByteArray(), comparison); !read)
        return tl::unexpected(read.error());
    auto columns = selectColumns(connection, id);
    if (!columns)
        return tl::unexpected(columns.error());
    comparison.columns = std::move(*columns);
    return comparison;
}

Result<> updateWinner(Connection &connection, RunId id, std::optional<int> winner)
{
    const auto count =
        connection.exec(u"SELECT count(*) FROM comparison_columns WHERE comparison_id = ?"_s, {id.toBytes()});
    if (!count)
        return tl::unexpected(count.error());
    const int columns = (*count)->next() ? (*count)->value(0).toInt() : 0;
    if (winner && (*winner < 0 || *winner >= columns))
        return columns == 0 ? Result<>(gone())
                            : fail(ErrorCode::InvalidInput, Tr::tr("The run has no such column."));
    const auto updated = connection.exec(u"UPDATE comparisons SET winner = ? WHERE id = ?"_s,
                                         {sqlWinner(winner), id.toBytes()});
    if (!updated)
        return tl::unexpected(updated.error());
    return (*updated)->numRowsAffected() == 0 ? Result<>(gone()) : Result<>();
}

Result<RemovedComparison> takeOut(Connection &connection, RunId id)
{
    RemovedComparison removed;
    auto comparison = selectOne(connection, id);
    if (!comparison)
        return tl::unexpected(comparison.error());
    removed.comparison = std::move(*comparison);
    const auto pinned =
        connection.exec(u"SELECT is_pinned FROM comparisons WHERE id = ?"_s, {id.toBytes()});
    if (!pinned)
        return tl::unexpected(pinned.error());
    removed.isPinned = (*pinned)->next() && (*pinned)->value(0).toBool();
    auto votes = detail::allVotes(connection, id);
    if (!votes)
        return tl::unexpected(votes.error());
    removed.votes = std::move(*votes);
    const auto gone = connection.exec(u"DELETE FROM comparisons WHERE id = ?"_s, {id.toBytes()});
    if (!gone)
        return tl::unexpected(gone.error());
    return removed;
}

Result<> putBack(Connection &connection, const RemovedComparison &removed)
{
    if (const auto stored = upsert(connection, removed.comparison); !stored)
        return stored;
    const auto pinned = connection.exec(u"UPDATE comparisons SET is_pinned = ? WHERE id = ?"_s,
                                        {removed.isPinned ? 1 : 0, removed.comparison.id.toBytes()});
    if (!pinned)
        return tl::unexpected(pinned.error());
    return detail::putVotesBack(connection, removed.votes);
}

} // namespace

ComparisonStore::ComparisonStore(storage::Database &database)
    : m_database(database)
{
}

QFuture<Result<>> ComparisonStore::save(Comparison comparison)
{
    return m_database.write<void>([comparison = std::move(comparison)](Connection &connection) {
        return upsert(connection, comparison);
    });
}

QFuture<Result<>> ComparisonStore::setWinner(RunId id, std::optional<int> column)
{
    return m_database.write<void>(
        [id, column](Connection &connection) { return updateWinner(connection, id, column); });
}

QFuture<Result<>> ComparisonStore::setPinned(RunId id, bool isPinned)
{
    return m_database.write<void>([id, isPinned](Connection &connection) -> Result<> {
        const auto updated = connection.exec(u"UPDATE comparisons SET is_pinned = ? WHERE id = ?"_s,
                                             {isPinned ? 1 : 0, id.toBytes()});
        if (!updated)
            return tl::unexpected(updated.error());
        return (*updated)->numRowsAffected() == 0 ? Result<>(gone()) : Result<>();
    });
}

QFuture<Result<QList<ComparisonSummary>>> ComparisonStore::list(int limit)
{
    return m_database.read<QList<ComparisonSummary>>(
        [limit = std::max(limit, 0)](Connection &connection) { return selectNewest(connection, limit); });
}

QFuture<Result<Comparison>> ComparisonStore::load(RunId id)
{
    return m_database.read<Comparison>([id](Connection &connection) { return selectOne(connection, id); });
}

QFuture<Result<RemovedComparison>> ComparisonStore::remove(RunId id)
{
    return m_database.write<RemovedComparison>(
        [id](Connection &connection) { return takeOut(connection, id); });
}

QFuture<Result<>> ComparisonStore::restore(RemovedComparison removed)
{
    return m_database.write<void>([removed = std::move(removed)](Connection &connection) {
        return putBack(connection, removed);
    });
}

} // namespace assay::evaluation
