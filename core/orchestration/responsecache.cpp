// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/responsecache.h"

#include "orchestration/cacheentry.h"
#include "orchestration/orchestrationtr.h"
#include "telemetry/callrecord.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using storage::Connection;
using Tr = OrchestrationTr;

constexpr int recentKb = 32 * 1024;
constexpr int insertsPerBound = 32; // the bound reads the sizes of all entries
constexpr UtcMicros microsPerSecond = 1'000'000;

struct Row {
    QByteArray sealed;
    QString model;
    std::optional<Money> cost;
    UtcMicros createdAt = 0;
    UtcMicros expiresAt = 0;
};

/// A null text is NULL to SQL, which equals nothing; here it is the empty one.
QVariant textValue(const QString &text)
{
    return text.isNull() ? QVariant(QString(u""_s)) : QVariant(text);
}

Result<std::optional<Row>> rowOf(Connection &connection, const QByteArray &key, UtcMicros now)
{
    return connection
        .exec(u"SELECT sealed, model, cost_nano_usd, created_at, expires_at FROM response_cache"
              " WHERE key = ? AND expires_at > ?"_s,
              {key, static_cast<qlonglong>(now)})
        .map([](QSqlQuery *query) -> std::optional<Row> {
            if (!query->next())
                return std::nullopt;
            Row row;
            row.sealed = query->value(0).toByteArray();
            row.model = query->value(1).toString();
            if (!query->value(2).isNull())
                row.cost = Money::fromNanoUsd(query->value(2).toLongLong());
            row.createdAt = query->value(3).toLongLong();
            row.expiresAt = query->value(4).toLongLong();
            return row;
        });
}

// As the table has them, all of them: what is taken out can be put back.
const QString allColumns = u"key, model, prompt, sealed, size, cost_nano_usd, created_at, expires_at, last_used_at, hits,"
                           " scope, embedding_model, sealed_embedding"_s;
constexpr int columnCount = 13;
constexpr int promptColumn = 2;

KeptAnswer keptOf(const QSqlQuery &query)
{
    KeptAnswer entry;
    entry.key = query.value(0).toByteArray();
    entry.model = query.value(1).toString();
    entry.prompt = query.value(2).toString();
    entry.bytes = query.value(3).toLongLong();
    entry.hits = query.value(4).toLongLong();
    if (!query.value(5).isNull())
        entry.cost = Money::fromNanoUsd(query.value(5).toLongLong());
    entry.createdAt = query.value(6).toLongLong();
    entry.expiresAt = query.value(7).toLongLong();
    entry.lastUsedAt = query.value(8).toLongLong();
    entry.isComparable = query.value(9).toBool();
    return entry;
}

Result<> addHeld(Connection &connection, CacheFigures &figures)
{
    return connection
        .exec(u"SELECT COUNT(*), COALESCE(SUM(size), 0), COALESCE(SUM(hits), 0),"
              " COALESCE(SUM(hits * cost_nano_usd), 0) FROM response_cache"_s)
        .map([&figures](QSqlQuery *query) {
            if (!query->next())
                return;
            figures.entries = query->value(0).toLongLong();
            figures.bytes = query->value(1).toLongLong();
            figures.hits = query->value(2).toLongLong();
            figures.saved = Money::fromNanoUsd(query->value(3).toLongLong());
        });
}

/// Of the newest calls only: the log may hold millions.
Result<> addRecent(Connection &connection, CacheFigures &figures)
{
    return connection
        .exec(u"WITH newest AS (SELECT model_id, cache_hit, status, latency_us FROM calls WHERE source <> ?"
              " ORDER BY seq DESC LIMIT ?), times AS (SELECT n.name AS model, COUNT(*) AS calls, SUM(c.cache_hit) AS hits,"
              " AVG(CASE WHEN c.cache_hit = 0 AND c.status = 0 THEN c.latency_us END) AS mean"
              " FROM newest c JOIN fact_names n ON n.id = c.model_id GROUP BY n.name)"
              " SELECT SUM(calls), SUM(hits), (SELECT SUM(r.hits * t.mean) FROM response_cache r"
              " JOIN times t ON t.model = r.model) FROM times"_s,
              {static_cast<int>(telemetry::CallSource::Embedding), CacheFigures::recentMax})
        .map([&figures](QSqlQuery *query) {
            if (!query->next())
                return;
            figures.recentCalls = query->value(0).toLongLong();
            figures.recentHits = query->value(1).toLongLong();
            if (!query->value(2).isNull())
                figures.savedTime =
                    std::chrono::microseconds(static_cast<std::int64_t>(query->value(2).toDouble()));
        });
}

/// Deletes what is too old, then what was used longest ago until the rest fits.
Result<> boundTo(Connection &connection, std::int64_t maxBytes, UtcMicros now)
{
    return connection
        .exec(u"DELETE FROM response_cache WHERE expires_at <= ?"_s, {static_cast<qlonglong>(now)})
        .and_then([&](QSqlQuery *) {
            return connection.exec(u"DELETE FROM response_cache WHERE key IN (SELECT key FROM"
                                   " (SELECT key, SUM(size) OVER (ORDER BY last_used_at DESC, key) AS upto"
                                   " FROM response_cache) WHERE upto > ?)"_s,
                                   {static_cast<qlonglong>(maxBytes)});
        })
        .map([](QSqlQuery *) {});
}

} // namespace

ResponseCache::ResponseCache(const Clock &clock, storage::Database &database, security::ContentCipher &cipher)
    : m_clock(clock)
    , m_database(database)
    , m_cipher(cipher)
    , m_recent(recentKb)
{
}

QCoro::Task<std::optional<CachedAnswer>> ResponseCache::find(QByteArray key)
{
    const UtcMicros now = m_clock.utcMicros();
    if (const Held *held = m_recent.object(key); held != nullptr && held->expiresAt > now) {
        noteHit(key);
        co_return held->answer;
    }
    co_await m_cipher.ready();
    const auto readRow = [key, now](Connection &connection) { return rowOf(connection, key, now); };
    const QFuture<Result<std::optional<Row>>> reading = m_database.read<std::optional<Row>>(readRow);
    const Result<std::optional<Row>> row = co_await reading;
    if (!row || !*row)
        co_return std::nullopt;
    const Result<CacheEntry> entry = m_cipher.open((*row)->sealed, key).and_then([](const QByteArray &json) {
        return decodeCached(json);
    });
    if (!entry)
        co_return std::nullopt;
    Held held{{entry->completion, (*row)->model, (*row)->cost, (*row)->createdAt, entry->call},
              (*row)->expiresAt};
    CachedAnswer answer = held.answer;
    m_recent.insert(key, new Held(std::move(held)), 1 + static_cast<int>((*row)->sealed.size() / 1024));
    noteHit(key);
    co_return answer;
}

void ResponseCache::noteHit(const QByteArray &key)
{
    std::ignore = m_database.write<>([key, now = m_clock.utcMicros()](Connection &connection) {
        return connection
            .exec(u"UPDATE response_cache SET hits = hits + 1, last_used_at = ? WHERE key = ?"_s,
                  {static_cast<qlonglong>(now), key})
            .map([](QSqlQuery *) {});
    });
}

QCoro::Task<> ResponseCache::insert(QByteArray key, Place place, providers::Completion completion,
                                    std::optional<Money> cost)
{
    if (!isWorthKeeping(completion))
        co_return;
    co_await m_cipher.ready();
    const UtcMicros now = m_clock.utcMicros();
    const UtcMicros expiresAt = now + m_settings.timeToLive.count() * microsPerSecond;
    const QByteArray sealed = m_cipher.seal(encodeCached({completion, place.call}), key);
    const QByteArray sealedEmbedding =
        place.embedding.isEmpty() ? QByteArray() : m_cipher.seal(place.embedding, place.scope);
    const auto nullable = [](const auto &value) { return value.isEmpty() ? QVariant() : QVariant(value); };
    const QVariantList values{key,
                              textValue(place.model),
                              textValue(place.prompt),
                              sealed,
                              sealed.size() + sealedEmbedding.size(),
                              cost ? QVariant(static_cast<qlonglong>(cost->nanoUsd())) : QVariant(),
                              static_cast<qlonglong>(now),
                              static_cast<qlonglong>(expiresAt),
                              static_cast<qlonglong>(now),
                              nullable(place.scope),
                              nullable(place.embeddingModel),
                              nullable(sealedEmbedding)};
    m_recent.insert(key, new Held{{std::move(completion), place.model, cost, now, place.call}, expiresAt},
                    1 + static_cast<int>(sealed.size() / 1024));
    std::ignore = m_database.write<>([values](Connection &connection) {
        return connection
            .exec(u"INSERT OR REPLACE INTO response_cache (key, model, prompt, sealed, size, cost_nano_usd, "
                  u"created_at,"
                  " expires_at, last_used_at, scope, embedding_model, sealed_embedding)"
                  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                  values)
            .map([](QSqlQuery *) {});
    });
    if (m_insertsSinceBound++ % insertsPerBound == 0)
        bound();
}

void ResponseCache::bound()
{
    std::ignore =
        m_database.write<>([maxBytes = m_settings.maxBytes, now = m_clock.utcMicros()](
                               Connection &connection) { return boundTo(connection, maxBytes, now); });
}

QFuture<Result<CacheFigures>> ResponseCache::figures()
{
    return m_database.read<CacheFigures>([](Connection &connection) -> Result<CacheFigures> {
        CacheFigures figures;
        const Result<> held = addHeld(connection, figures);
        const Result<> recent = held ? addRecent(connection, figures) : held;
        if (!recent)
            return tl::unexpected(recent.error());
        return figures;
    });
}

QFuture<Result<QList<KeptAnswer>>> ResponseCache::entries(int limit)
{
    return m_database.read<QList<KeptAnswer>>([limit, now = m_clock.utcMicros()](Connection &connection) {
        return connection
            .exec(u"SELECT key, model, prompt, size, hits, cost_nano_usd, created_at, expires_at, last_used_at,"
                  " sealed_embedding IS NOT NULL FROM response_cache WHERE expires_at > ?"
                  " ORDER BY last_used_at DESC, key LIMIT ?"_s,
                  {static_cast<qlonglong>(now), limit})
            .map([](QSqlQuery *query) {
                QList<KeptAnswer> entries;
                while (query->next())
                    entries.append(keptOf(*query));
                return entries;
            });
    });
}

QFuture<Result<TakenOutEntry>> ResponseCache::takeOut(const QByteArray &key)
{
    m_recent.remove(key);
    return m_database.write<TakenOutEntry>([key](Connection &connection) -> Result<TakenOutEntry> {
        const auto found =
            connection.exec(u"SELECT "_s + allColumns + u" FROM response_cache WHERE key = ?"_s, {key});
        if (!found)
            return tl::unexpected(found.error());
        if (!(*found)->next())
            return fail(ErrorCode::NotFound, Tr::tr("The cache does not hold this answer any more."));
        TakenOutEntry entry;
        for (int column = 0; column < columnCount; ++column)
            entry.append((*found)->value(column));
        (*found)->finish();
        entry[promptColumn] = textValue(entry[promptColumn].toString());
        return connection.exec(u"DELETE FROM response_cache WHERE key = ?"_s, {key})
            .map([&entry](QSqlQuery *) { return entry; });
    });
}

QFuture<Result<>> ResponseCache::putBack(const TakenOutEntry &entry)
{
    return m_database.write<>([entry](Connection &connection) {
        return connection
            .exec(u"INSERT OR IGNORE INTO response_cache ("_s + allColumns
                      + u") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                  entry)
            .map([](QSqlQuery *) {});
    });
}

QFuture<Result<int>> ResponseCache::clear(const QString &model, const QString &prompt)
{
    m_recent.clear(); // few, and filled again at once
    return m_database.write<int>([model, prompt](Connection &connection) {
        return connection
            .exec(u"DELETE FROM response_cache WHERE (? = '' OR model = ?) AND (? = '' OR prompt = ?)"_s,
                  {textValue(model), textValue(model), textValue(prompt), textValue(prompt)})
            .map([](QSqlQuery *query) { return query->numRowsAffected(); });
    });
}

} // namespace assay::orchestration
