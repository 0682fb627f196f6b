// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/money.h"
#include "orchestration/policy.h"
#include "orchestration/singleflight.h"
#include "providers/completion.h"
#include "security/contentcipher.h"
#include "storage/database.h"

#include <chrono>

#include <QCache>
#include <QCoroTask>
#include <QVariantList>

namespace assay::orchestration {

/// A kept answer, and what it was.
struct CachedAnswer {
    providers::Completion completion;
    QString model; ///< "provider/model" that gave it
    std::optional<Money> cost; ///< what it cost then: saved by each hit
    UtcMicros createdAt = 0;
    CallId call; ///< that brought it; null where an older version kept it
};

/// What the cache holds and saved.
struct CacheFigures {
    std::int64_t entries = 0;
    std::int64_t bytes = 0;
    std::int64_t hits = 0; ///< of the entries there are
    Money saved; ///< by them; answers of unknown cost count nothing
    /// About what those hits would have waited: each for the mean time of its model's recent answers; empty
    /// while none of them is known.
    std::optional<std::chrono::microseconds> savedTime;

    static constexpr int recentMax = 10'000;
    std::int64_t recentCalls = 0; ///< the log's newest calls, at most recentMax
    std::int64_t recentHits = 0; ///< of them: answered from the cache
};

/// One kept answer, without what it says.
struct KeptAnswer {
    QByteArray key;
    QString model; ///< "provider/model" that gave it
    QString prompt; ///< empty for free text
    std::int64_t bytes = 0; ///< sealed
    std::int64_t hits = 0;
    std::optional<Money> cost; ///< what it cost then
    UtcMicros createdAt = 0;
    UtcMicros expiresAt = 0;
    UtcMicros lastUsedAt = 0;
    bool isComparable = false; ///< like questions find it, too
};

/// An entry taken out, with all that is needed to put it back.
using TakenOutEntry = QVariantList;

/// Answers by an exact key, sealed in the workspace, with those last used in memory. Engine thread.
class ResponseCache final {
public:
    ResponseCache(const Clock &clock, storage::Database &database, security::ContentCipher &cipher);

    void setSettings(const CacheSettings &settings) { m_settings = settings; }

    /// Equal calls under way: see SingleFlight.
    [[nodiscard]] SingleFlight &flights() { return m_flights; }
    /// The answer, when there is one that is not too old; counts a hit. What cannot be read is not there.
    [[nodiscard]] QCoro::Task<std::optional<CachedAnswer>> find(QByteArray key);

    /// Where an entry belongs beside its key: for clearing, and for the semantic cache.
    struct Place {
        QString model; ///< "provider/model"
        QString prompt;
        QByteArray scope; ///< empty: exact key only
        QString embeddingModel;
        CallId call; ///< that brought the answer
        QByteArray embedding; ///< 32-bit floats; sealed when kept

        Place() = default; // see transport::HttpRequest
    };
    /// Keeps an answer that isWorthKeeping() and bounds the cache. Written in the background.
    QCoro::Task<> insert(QByteArray key, Place place, providers::Completion completion,
                         std::optional<Money> cost);

    [[nodiscard]] QFuture<Result<CacheFigures>> figures();
    /// Forgets all, or what one model ("provider/model") or prompt brought. How many entries there were.
    [[nodiscard]] QFuture<Result<int>> clear(const QString &model = {}, const QString &prompt = {});
    /// Those that hold, the last used first.
    [[nodiscard]] QFuture<Result<QList<KeptAnswer>>> entries(int limit);
    /// Takes one out; NotFound when there is none by this key.
    [[nodiscard]] QFuture<Result<TakenOutEntry>> takeOut(const QByteArray &key);
    /// Undoes takeOut(), unless a newer answer has its place.
    [[nodiscard]] QFuture<Result<>> putBack(const TakenOutEntry &entry);

private:
    void noteHit(const QByteArray &key);
    void bound();

    const Clock &m_clock;
    storage::Database &m_database;
    security::ContentCipher &m_cipher;
    CacheSettings m_settings;
    SingleFlight m_flights;
    struct Held {
        CachedAnswer answer;
        UtcMicros expiresAt = 0;
    };
    QCache<QByteArray, Held> m_recent; ///< costs are kB
    int m_insertsSinceBound = 0;
};

} // namespace assay::orchestration
