// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "catalog/provider.h"
#include "prompts/prompt.h"
#include "evaluation/votestore.h"
#include "storage/database.h"

#include <QFuture>
#include <QList>
#include <QMap>

namespace assay::evaluation {

/// One column of a side-by-side run: who was asked with what. Its answer is the call of that id in the
/// request log.
struct ComparisonColumn {
    catalog::ModelRef target;
    providers::Parameters parameters;
    std::optional<CallId> call; ///< of the last run of this column; empty while it never ended
    /// What it was asked in place of the run's content, such as another version or a conversation that went
    /// on.
    std::optional<prompts::PromptContent> content = {};
    QString contentName = {}; ///< what that is, for its head: "version 3"
    int contentVersion = 0; ///< of the run's prompt; 0: none of its versions
    /// Its messages are what is sent: nothing in them is a template, whatever braces they hold.
    bool isRendered = false;
    /// Values of its own, over the run's.
    QMap<QString, QString> variables = {};
};

/// Values that a grid puts in place of the run's.
struct GridRow {
    QString name;
    QMap<QString, QString> variables;
    friend bool operator==(const GridRow &, const GridRow &) = default;
};

/// A run over several rows of values, where every column is asked `repeats` times per row.
struct ComparisonGrid {
    QList<GridRow> rows;
    int repeats = 1;
    /// The calls that ended, by row and column, in the order in which they ended. Asked again: the last ones.
    QList<QList<QList<CallId>>> calls;
};

/// A side-by-side run as it was started, so that it can be reopened exactly.
struct Comparison {
    RunId id;
    UtcMicros createdAt = 0;
    QString prompt; ///< name; empty for free text
    int promptVersion = 0; ///< 0: the draft or free text
    prompts::PromptContent content; ///< templates before rendering, tools and contract; partials expanded
    QMap<QString, QString> variables; ///< the values it ran with
    QList<ComparisonColumn> columns;
    std::optional<int> winner; ///< index of the column that was picked
    std::optional<ComparisonGrid> grid; ///< then the columns have no calls of their own
};

/// A row of the history.
struct ComparisonSummary {
    RunId id;
    UtcMicros createdAt = 0;
    QString title; ///< the prompt with its version, or the first words of the free text
    QStringList models; ///< "provider/model" per column
    std::optional<int> winner;
    bool isPinned = false; ///< stays at the top
};

/// A run that was taken out of the workspace, with all that people said of it, so that it can be put back.
struct RemovedComparison {
    /// A vote with what stands between it and the others.
    struct KeptVote {
        Vote vote;
        std::optional<std::int64_t> replaces;
        std::optional<UtcMicros> takenBackAt;
    };
    Comparison comparison;
    bool isPinned = false;
    QList<KeptVote> votes; ///< oldest first
};

/// Side-by-side runs of a workspace. Thread-safe through Database.
class ComparisonStore final {
public:
    explicit ComparisonStore(storage::Database &database);
    /// Inserts, or replaces the run of the same id.
    [[nodiscard]] QFuture<Result<>> save(Comparison comparison);
    [[nodiscard]] QFuture<Result<>> setWinner(RunId id, std::optional<int> column);
    [[nodiscard]] QFuture<Result<>> setPinned(RunId id, bool isPinned);
    [[nodiscard]] QFuture<Result<QList<ComparisonSummary>>> list(int limit); ///< pinned first, then newest
    [[nodiscard]] QFuture<Result<Comparison>> load(RunId id);
    /// With its votes; restore() puts them back, pin included. NotFound when it is not there.
    [[nodiscard]] QFuture<Result<RemovedComparison>> remove(RunId id);
    [[nodiscard]] QFuture<Result<>> restore(RemovedComparison removed);

private:
    storage::Database &m_database;
};

} // namespace assay::evaluation
