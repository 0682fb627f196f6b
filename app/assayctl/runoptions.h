// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"
#include "orchestration/orchestrator.h"

namespace assay::ctl {

/// The options of `run`.
[[nodiscard]] QList<QCommandLineOption> runOptions();

/// The requests that `run` shall make, one a model. InvalidInput says what is wrong with the command line,
/// NotFound what does not exist.
[[nodiscard]] QCoro::Task<Result<std::vector<orchestration::CompletionRequest>>> runRequests(Invocation in);

} // namespace assay::ctl
