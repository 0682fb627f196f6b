// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "storage/database.h"
#include "validation/safety.h"

#include <functional>

namespace assay::validation {

/// How content is sealed at rest, such as by security::ContentCipher. Called on the thread that calls the
/// queue and, for opening, on a reader thread of the database: both must be callable from any thread.
struct Sealing {
    std::function<QByteArray(QByteArrayView content)> seal;
    std::function<Result<QByteArray>(QByteArrayView sealed)> open;
};

enum class ReviewState { Open, Approved, Rejected };
enum class ReviewDecision { Approve, Reject };

/// "open", "approved", "rejected".
[[nodiscard]] QString reviewStateName(ReviewState state);
[[nodiscard]] std::optional<ReviewState> reviewStateFromName(QStringView name);

/// One text that a safety rule wants a person to look at.
struct ReviewItem {
    std::int64_t id = 0;
    UtcMicros at = 0;
    CallId call;
    Direction direction = Direction::Input;
    QList<Finding> findings;
    QString excerpt;
    /// Why the excerpt cannot be shown (sealed with a key that is gone); else empty.
    QString excerptProblem;
    ReviewState state = ReviewState::Open;
    QString decidedBy;
    std::optional<UtcMicros> decidedAt;
    QString note;
};

/// The queue for human review. Thread-safe through Database, which must outlive it.
class ReviewQueue final {
public:
    static constexpr qsizetype excerptMax = 4000; ///< characters kept of an excerpt; more is cut

    ReviewQueue(storage::Database &database, const Clock &clock, Sealing sealing);

    /// Ready with the item's id when it is on disk.
    [[nodiscard]] QFuture<Result<std::int64_t>> add(CallId call, Direction direction,
                                                    const QList<Finding> &findings, const QString &excerpt);
    /// Open ones oldest first, decided ones newest first; at most `limit`.
    [[nodiscard]] QFuture<Result<QList<ReviewItem>>> list(ReviewState state, int limit = 200);
    /// NotFound when there is none of that id.
    [[nodiscard]] QFuture<Result<ReviewItem>> find(std::int64_t id);
    /// How many are open.
    [[nodiscard]] QFuture<Result<std::int64_t>> openCount();
    /// NotFound when there is none of that id; Conflict names who decided before; InvalidInput without `who`.
    [[nodiscard]] QFuture<Result<>> decide(std::int64_t id, ReviewDecision decision, const QString &who,
                                           const QString &note);

private:
    storage::Database &m_database;
    const Clock &m_clock;
    Sealing m_sealing;
};

} // namespace assay::validation
