// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "ui/compare/columnstream.h"
#include "ui/compare/comparedata.h"

#include <memory>
#include <optional>

namespace assay::workspace {
class Engine;
}

namespace assay::ui {

/// Names a column for as long as the window lives, wherever it is moved.
using ColumnId = int;

/// What is asked of every column.
struct RunInput {
    QString prompt; ///< name; empty for free text
    int promptVersion = 0; ///< 0: draft or free text
    prompts::PromptContent content; ///< templates, tools and contract; partials expanded
    QMap<QString, QString> variables;
};

/// What is asked of one column.
struct ColumnAsk {
    ColumnId id = 0;
    catalog::ModelRef target;
    providers::Parameters parameters;
    std::optional<ColumnContent> content = {}; ///< in place of the run's
    QMap<QString, QString> variables = {}; ///< values of its own, over the run's
};

/// A column as a run keeps it, without its call, and the way back.
[[nodiscard]] evaluation::ComparisonColumn keptColumn(const ColumnAsk &ask);
/// A run to keep, without its columns.
[[nodiscard]] evaluation::Comparison keptRun(RunId id, UtcMicros createdAt, const RunInput &input);
/// Writes a run, in place of what was kept of it before.
[[nodiscard]] QFuture<Result<>> keepRun(workspace::Engine &engine, evaluation::Comparison run);
[[nodiscard]] ColumnAsk columnAsk(const evaluation::ComparisonColumn &kept, ColumnId id);

/// Asks one column's model, on the engine thread. What it says while it runs goes to `stream`. Fails before the
/// call for a broken template or contract; a call that failed is an outcome.
[[nodiscard]] QCoro::Task<Result<ColumnOutcome>>
askColumn(workspace::Workspace &workspace, RunInput input, ColumnAsk column, RunId run,
          std::shared_ptr<ColumnStream> stream,
          orchestration::Priority priority = orchestration::Priority::Interactive);

} // namespace assay::ui
