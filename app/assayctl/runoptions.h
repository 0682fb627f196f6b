// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"
#include "orchestration/orchestrator.h"
#include "promptsource.h"

namespace assay::ctl {

/// The options of `run`.
[[nodiscard]] QList<QCommandLineOption> runOptions();

/// What `run` shall do.
struct RunPlan {
    std::vector<orchestration::CompletionRequest> requests; ///< one a model
    PromptSource source; ///< with the pictures and parameters of the command line
    QMap<QString, QString> values;
    std::optional<Money> maxCost; ///< of all requests together

    RunPlan() = default;
};
/// InvalidInput says what is wrong with the command line, NotFound what does not exist.
[[nodiscard]] QCoro::Task<Result<RunPlan>> runPlan(Invocation in);

} // namespace assay::ctl
