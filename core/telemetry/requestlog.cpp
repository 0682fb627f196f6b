// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/requestlog.h"

#include "base/json.h"
#include "telemetry/callrow.h"
#include "telemetry/contentblob.h"
#include "telemetry/percentiles.h"

#include <algorithm>
#include <limits>

#include <QCoreApplication>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::telemetry {
struct KnownNames {
    QHash<QString, std::int64_t> ids; ///< by "kind/name"
    quint64 failedCommits = 0; ///< of the connection, when the first of them was learnt
};

namespace {

using storage::Connection;
using NameIds = QHash<QString, std::int64_t>;

constexpr int callsBetweenCatchUps = 500;

/// The number of a name in fact_names, made if it is new. Fills `fresh`, so that a rolled-back row is not
/// remembered.
Result<QVariant> nameId(Connection &connection, const NameIds &known, NameIds &fresh, const QString &kind,
                        const QString &name)
{
    if (name.isEmpty())
        return QVariant();
    const QString key = kind + u'/' + name;
    if (const auto found = known.constFind(key); found != known.constEnd())
        return QVariant(static_cast<qlonglong>(*found));
    // The no-op update makes RETURNING answer for a row that is there already.
    const auto query =
        connection.exec(u"INSERT INTO fact_names (kind, name) VALUES (?, ?) "
                        "ON CONFLICT (kind, name) DO UPDATE SET name = excluded.name RETURNING id"_s,
                        {kind, name});
    if (!query)
        return tl::unexpected(query.error());
    if (!(*query)->next())
        return fail(ErrorCode::Internal, u"fact_names gave no id"_s);
    const qlonglong id = (*query)->value(0).toLongLong();
    (*query)->finish();
    fresh.insert(key, id);
    return QVariant(id);
}

Result<std::int64_t> insertCallOnce(Connection &connection, const CallRecord &record, NameIds &known)
{
    NameIds fresh;
    const auto model = nameId(connection, known, fresh, u"model"_s, record.provider + u'/' + record.model);
    const auto prompt = nameId(connection, known, fresh, u"prompt"_s, record.prompt);
    const auto user = nameId(connection, known, fresh, u"user"_s, record.user);
    const auto key = nameId(connection, known, fresh, u"key"_s, record.key);
    for (const auto *id : {&model, &prompt, &user, &key}) {
        if (!*id)
            return tl::unexpected(id->error());
    }
    const auto inserted =
        connection.exec(insertCallSql(), insertCallValues(record, *model, *prompt, *user, *key));
    if (!inserted)
        return tl::unexpected(inserted.error());
    const std::int64_t seq = (*inserted)->lastInsertId().toLongLong();
    if (auto done = connection.exec(
            u"INSERT INTO call_contents (seq, request, response, trace) VALUES (?, ?, ?, ?)"_s,
            {static_cast<qlonglong>(seq), packContent(record.request), packContent(record.response),
             packContent(toCbor(record.trace))});
        !done)
        return tl::unexpected(done.error());
    known.insert(fresh);
    return seq;
}

Result<std::int64_t> insertCall(Connection &connection, const CallRecord &record, KnownNames &known)
{
    // A commit that failed took new names with it, and another name may have their numbers by now.
    if (std::exchange(known.failedCommits, connection.failedCommits()) != connection.failedCommits())
        known.ids.clear();
    return insertCallOnce(connection, record, known.ids);
}

Result<QList<LogEntry>> queryCalls(Connection &connection, const LogFilter &filter)
{
    QString sql = selectCallsSql() + u" WHERE c.started_at >= ?"_s;
    QVariantList values{static_cast<qlonglong>(filter.since)};
    if (filter.beforeSeq > 0) {
        sql += u" AND c.seq < ?"_s;
        values << static_cast<qlonglong>(filter.beforeSeq);
    }
    if (!filter.model.isEmpty()) {
        // A bare model name matches it at any provider.
        const bool isFull = filter.model.contains(u'/');
        sql += isFull ? u" AND m.name = ?"_s : u" AND substr(m.name, instr(m.name, '/') + 1) = ?"_s;
        values << filter.model;
    }
    if (!filter.prompt.isEmpty()) {
        sql += u" AND p.name = ?"_s;
        values << filter.prompt;
    }
    if (!filter.search.isEmpty()) {
        // Found among the few names first, so that the many calls are read by number.
        sql += u" AND (c.model_id IN (SELECT id FROM fact_names WHERE instr(lower(name), lower(?)))"
               " OR c.prompt_id IN (SELECT id FROM fact_names WHERE instr(lower(name), lower(?))))"_s;
        values << filter.search << filter.search;
    }
    if (filter.status) {
        sql += u" AND c.status = ?"_s;
        values << static_cast<int>(*filter.status);
    }
    sql += u" ORDER BY c.seq DESC LIMIT ?"_s;
    values << filter.limit;
    return connection.exec(sql, values).map([](QSqlQuery *query) {
        QList<LogEntry> entries;
        while (query->next())
            entries.append(readCall(*query));
        return entries;
    });
}

Result<CallRecord> loadCall(Connection &connection, CallId id)
{
    const auto found = connection.exec(selectCallsSql() + u" WHERE c.id = ?"_s, {id.toBytes()});
    if (!found)
        return tl::unexpected(found.error());
    if (!(*found)->next())
        return fail(ErrorCode::NotFound,
                    QCoreApplication::translate("RequestLog", "This call is not in the log."));
    LogEntry entry = readCall(**found);
    const auto content =
        connection.exec(u"SELECT request, response, trace FROM call_contents WHERE seq = ?"_s,
                        {static_cast<qlonglong>(entry.seq)});
    if (!content)
        return tl::unexpected(content.error());
    if (!(*content)->next())
        return entry.record; // its content was deleted by retention: the facts remain
    const auto request = unpackContent((*content)->value(0).toByteArray());
    const auto response = unpackContent((*content)->value(1).toByteArray());
    if (!request || !response)
        return tl::unexpected((request ? response : request).error());
    if (const QByteArray blob = (*content)->value(2).toByteArray();
        !blob.isEmpty()) { // older calls have none
        const auto trace = unpackContent(blob);
        if (!trace)
            return tl::unexpected(trace.error());
        entry.record.trace = traceFromStored(*trace);
    }
    entry.record.request = *request;
    entry.record.response = *response;
    return entry.record;
}

} // namespace

RequestLog::RequestLog(storage::Database &database, FactsMirror &mirror)
    : m_database(database)
    , m_mirror(mirror)
    , m_names(std::make_shared<KnownNames>())
{
}

QFuture<Result<std::int64_t>> RequestLog::append(CallRecord record,
                                                 std::function<void(CallRecord &)> addContent)
{
    // Whoever asks the mirror brings it up to date; this keeps him from having to wait for that.
    if (++m_sinceCaughtUp >= callsBetweenCatchUps) {
        m_sinceCaughtUp = 0;
        std::ignore = catchUp();
    }
    return m_database.write<std::int64_t>([record = std::move(record), addContent = std::move(addContent),
                                           names = m_names](Connection &connection) mutable {
        if (addContent)
            addContent(record);
        return insertCall(connection, record, *names);
    });
}

QFuture<Result<>> RequestLog::catchUp()
{
    return m_database.read<void>(
        [&mirror = m_mirror](Connection &connection) { return mirror.catchUp(connection); });
}

QFuture<Result<QList<LogEntry>>> RequestLog::query(LogFilter filter)
{
    return m_database.read<QList<LogEntry>>(
        [filter = std::move(filter)](Connection &connection) { return queryCalls(connection, filter); });
}

QFuture<Result<CallRecord>> RequestLog::call(CallId id)
{
    return m_database.read<CallRecord>([id](Connection &connection) { return loadCall(connection, id); });
}

QFuture<Result<QList<CostRow>>> RequestLog::costs(CostGrouping grouping, UtcMicros since)
{
    return m_database.read<QList<CostRow>>(
        [&mirror = m_mirror, grouping, since](Connection &connection) -> Result<QList<CostRow>> {
            if (auto caughtUp = mirror.catchUp(connection); !caughtUp)
                return tl::unexpected(caughtUp.error());
            return mirror.costs(grouping, since);
        });
}

QFuture<Result<QHash<QString, Money>>> RequestLog::costsByKey(UtcMicros since)
{
    using Costs = QHash<QString, Money>;
    return m_database.read<Costs>([since](Connection &connection) {
        return connection
            .exec(u"SELECT k.name, COALESCE(SUM(c.cost_nano_usd), 0) FROM calls c JOIN fact_names k ON k.id "
                  u"= c.key_id"
                  " WHERE c.key_id IS NOT NULL AND c.started_at >= ? GROUP BY k.name"_s,
                  {static_cast<qlonglong>(since)})
            .map([](QSqlQuery *query) {
                Costs costs;
                while (query->next())
                    costs.insert(query->value(0).toString(),
                                 Money::fromNanoUsd(query->value(1).toLongLong()));
                return costs;
            });
    });
}

QFuture<Result<QHash<int, VersionFigures>>> RequestLog::versionFigures(const QString &prompt)
{
    using Figures = QHash<int, VersionFigures>;
    return m_database.read<Figures>([&mirror = m_mirror, prompt](Connection &connection) -> Result<Figures> {
        if (auto caughtUp = mirror.catchUp(connection); !caughtUp)
            return tl::unexpected(caughtUp.error());
        return mirror.versionFigures(prompt);
    });
}

} // namespace assay::telemetry
