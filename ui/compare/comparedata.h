// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "catalog/provider.h"
#include "evaluation/comparisonstore.h"
#include "evaluation/datasetstore.h"
#include "prompts/prompt.h"
#include "providers/completion.h"
#include "telemetry/callrecord.h"

#include <optional>

#include <QCoroTask>
#include <QList>

namespace assay::workspace {
class Workspace;
}

namespace assay::ui {

/// A model that a column may ask.
struct ModelChoice {
    catalog::ModelRef ref;
    bool isSimulated = false;
    bool isListed = false; ///< its provider named it; else only the price list knows it

    /// "provider/model", with the word "simulated" where the name does not say it.
    [[nodiscard]] QString label() const;
};

/// What the compare page chooses from.
struct CompareData {
    bool hasProvider = false;
    QList<ModelChoice> models;
    QList<prompts::PromptSummary> prompts;
};

/// A prompt with all that can be run of it.
struct PromptDetail {
    prompts::PromptSummary summary;
    QList<prompts::PromptVersion> versions; ///< newest first
    std::optional<prompts::PromptDraft> draft;
    QList<evaluation::Dataset> datasets;
};

/// What a column is asked in place of what the page asks.
struct ColumnContent {
    QString name; ///< "Version 3", "turn 2"
    int version = 0; ///< 0: none of the prompt's
    prompts::PromptContent content;
    bool isRendered = false; ///< a conversation: what is sent, nothing in it is a template
};

/// How one column's call ended, now or in a run of the history.
struct ColumnOutcome {
    catalog::ModelRef target;
    providers::Parameters parameters;
    std::optional<telemetry::CallRecord> record; ///< none when the call never began
    providers::Completion completion;
    QString formatProblem; ///< why the answer is not what was asked for; empty when it is
    QStringList notes; ///< what was done differently than asked
};

struct ReopenedRun {
    evaluation::Comparison comparison;
    QList<std::optional<ColumnOutcome>> outcomes; ///< per column; none while it never ended
    QList<QList<QList<ColumnOutcome>>> cells; ///< of a grid, by row and column
};

// On the engine thread.
[[nodiscard]] QCoro::Task<Result<CompareData>> loadCompareData(workspace::Workspace &workspace);
[[nodiscard]] QCoro::Task<Result<PromptDetail>> loadPromptDetail(workspace::Workspace &workspace,
                                                                 QString name);
[[nodiscard]] QCoro::Task<Result<ReopenedRun>> loadRun(workspace::Workspace &workspace, RunId id);

} // namespace assay::ui
