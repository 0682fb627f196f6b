// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "evaluation/versionscores.h"
#include "storage/database.h"

#include <optional>

#include <QFuture>
#include <QStringList>

namespace assay::evaluation {

/// What a person found of two answers.
enum class VoteChoice { Left, Right, Equal, BothBad };
/// "left", "right", "equal", "both_bad".
[[nodiscard]] QString voteChoiceName(VoteChoice choice);

struct Vote {
    std::int64_t id = 0;
    RunId comparison;
    int left = 0; ///< column of the comparison when it was cast, as it is kept, not as it was shown
    int right = 0;
    /// What was voted on, wherever its columns went since. VoteStore::cast() fills these from the columns.
    std::optional<CallId> leftCall = {};
    std::optional<CallId> rightCall = {};
    QString leftModel = {}; ///< "provider/model"
    QString rightModel = {};
    VoteChoice choice = VoteChoice::Equal;
    QString who;
    QString note;
    QStringList tags;
    bool isBlind = false; ///< the names were hidden until the vote
    UtcMicros votedAt = 0;
    bool isTakenBack = false;
};

/// Whether both are votes on the same two answers, in whichever order these were shown.
[[nodiscard]] bool isSamePair(const Vote &a, const Vote &b);

/// How a model fared against others.
struct ModelTally {
    QString model; ///< "provider/model"
    int wins = 0;
    int losses = 0;
    int ties = 0; ///< equal, or both bad
    [[nodiscard]] int votes() const { return wins + losses + ties; }
    /// Wins and half the ties, of all votes.
    [[nodiscard]] double share() const { return votes() == 0 ? 0 : (wins + 0.5 * ties) / votes(); }
};

/// The votes that stand on runs of one prompt, oldest first. On a thread of the Database.
[[nodiscard]] Result<QList<Vote>> standingVotes(storage::Connection &connection, const QString &prompt);

/// Votes on the answers of side-by-side runs. A vote on the same pair replaces the one before, which comes
/// back when the newer is taken back. Thread-safe through Database.
class VoteStore final {
public:
    VoteStore(storage::Database &database, const Clock &clock);

    /// NotFound when the run has no such columns.
    [[nodiscard]] QFuture<Result<Vote>> cast(Vote vote);
    /// NotFound when there is no such vote, or it was taken back already.
    [[nodiscard]] QFuture<Result<>> takeBack(std::int64_t vote);
    /// The votes that stand, oldest first.
    [[nodiscard]] QFuture<Result<QList<Vote>>> votes(RunId comparison);
    /// Over the votes that stand, of one prompt or (empty) of all; best share first.
    [[nodiscard]] QFuture<Result<QList<ModelTally>>> tally(const QString &prompt);
    /// See evaluation::versionScores().
    [[nodiscard]] QFuture<Result<QHash<int, VersionScores>>> versionScores(const QString &prompt);

private:
    storage::Database &m_database;
    const Clock &m_clock;
};

} // namespace assay::evaluation
