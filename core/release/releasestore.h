// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"
#include "release/decision.h"
#include "storage/database.h"

#include <functional>
#include <vector>

#include <QFuture>
#include <QHash>

namespace assay::release {

enum class ReleaseState {
    Running,
    Paused, ///< the percentage stays, nothing is decided
    Finished, ///< the label points at the candidate
    RolledBack
};
/// "running", "paused", "finished", "rolled_back".
[[nodiscard]] QString releaseStateName(ReleaseState state);

/// A version on its way to a label.
struct Release {
    ReleaseId id;
    PromptId prompt;
    QString promptName;
    QString label;
    int stable = 0; ///< version
    int candidate = 0;
    ReleasePlan plan;
    ReleaseState state = ReleaseState::Running;
    int step = 0; ///< index into plan.steps
    UtcMicros stepSince = 0;
    UtcMicros startedAt = 0;
    std::optional<UtcMicros> endedAt;

    [[nodiscard]] bool hasEnded() const { return endedAt.has_value(); }
    /// Of the calls that get the candidate; once it ended, all or none.
    [[nodiscard]] int percent() const;

    Release() = default; // see transport::HttpRequest
};

enum class ReleaseEventKind { Started, Looked, Promoted, Paused, Resumed, Finished, RolledBack };
[[nodiscard]] QString releaseEventName(ReleaseEventKind kind);

/// What happened to a release, why, and on what evidence.
struct ReleaseEvent {
    std::int64_t id = 0;
    UtcMicros at = 0;
    ReleaseEventKind kind = ReleaseEventKind::Started;
    int percent = 0; ///< from then on
    QString who; ///< empty: Assay itself
    QString reason;
    QJsonObject evidence; ///< an Assessment with "calls" (the candidate's); empty for a person's step
};

/// Both sides' figures, and how far it is.
struct ReleaseFigures {
    SideFigures stable;
    SideFigures candidate;
    Progress progress;
};

/// The version that a call gets.
struct Served {
    prompts::PromptVersion version;
    std::optional<ReleaseId> release; ///< to be the call's run, so that its figures count
};

/// Who does something to a release, and why.
struct By {
    QString who; ///< empty: Assay itself
    QString reason;
    QJsonObject evidence = {};

    [[nodiscard]] bool isAssay() const { return who.isEmpty(); }

    By() = default;
    By(QString person, QString why, QJsonObject shown = {})
        : who(std::move(person))
        , reason(std::move(why))
        , evidence(std::move(shown))
    {
    }
};

/// Releases of a workspace. Thread-safe through Database.
class ReleaseStore final {
public:
    /// The scores (0 to 1) that evaluations gave each version of a prompt. Called on threads of the Database.
    using ScoreSource =
        std::function<Result<QHash<int, std::vector<double>>>(storage::Connection &, const QString &prompt)>;

    ReleaseStore(storage::Database &database, const Clock &clock);
    /// Evaluations lie above releases: who owns both says where scores come from. Without it none are measured.
    void setScores(ScoreSource scores);

    /// Begins to give `candidate` to the calls of a label. NotFound without such a label or version, Conflict
    /// while another release is running on the label or when it points at the candidate already. This and every
    /// other step: Permission, naming who can, when the role of the person forbids it; see security::Access.
    [[nodiscard]] QFuture<Result<Release>> start(PromptId prompt, const QString &label, int candidate,
                                                 ReleasePlan plan, By by);
    [[nodiscard]] QFuture<Result<QList<Release>>> list(); ///< running ones first, then newest first
    /// The running release of a prompt; with more than one, `label` says which. NotFound names what there is.
    [[nodiscard]] QFuture<Result<Release>> running(const QString &prompt, const QString &label);
    [[nodiscard]] QFuture<Result<QList<ReleaseEvent>>> events(ReleaseId id); ///< newest first
    [[nodiscard]] QFuture<Result<ReleaseFigures>> figures(const Release &release);

    /// To the next step, or after the last: the label moves and the release is finished. Conflict when it is
    /// not as `release` says any more.
    [[nodiscard]] QFuture<Result<Release>> promote(const Release &release, By by);
    /// Everybody gets the stable version again.
    [[nodiscard]] QFuture<Result<Release>> rollBack(const Release &release, By by);
    [[nodiscard]] QFuture<Result<Release>> setPaused(const Release &release, bool isPaused, By by);
    /// Keeps that the figures were looked at and nothing was done.
    [[nodiscard]] QFuture<Result<>> recordLook(const Release &release, By by);

    /// See PromptStore::version(); where a release is running on the label that `reference` names, the side
    /// that the subject belongs to. Without a subject each call is drawn anew.
    [[nodiscard]] QFuture<Result<Served>> serve(PromptId prompt, const QString &reference,
                                                const QString &subject);

private:
    storage::Database &m_database;
    const Clock &m_clock;
    ScoreSource m_scores;
};

} // namespace assay::release
