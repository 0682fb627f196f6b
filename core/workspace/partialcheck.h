// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "prompts/prompt.h"

#include <QCoroTask>
#include <QHash>

namespace assay::workspace {

class Workspace;

/// What is wrong with the partials of a content that is being written, as the workspace is now; see
/// prompts::partialProblems(). On the engine's thread. Fails only when the store cannot be read.
[[nodiscard]] QCoro::Task<Result<QHash<QString, QString>>>
partialProblems(Workspace &workspace, prompts::PromptContent content, QString self);

} // namespace assay::workspace
