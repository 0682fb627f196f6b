// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/policy.h"
#include "workspace/workspace.h"

namespace assay::ui::operations {

/// Forces a model's circuit through the policy, so that it holds after a restart and in other programs; no
/// state gives it back to the breaker. Engine thread.
[[nodiscard]] QCoro::Task<Result<>> forceCircuit(workspace::Workspace &workspace, catalog::ModelRef model,
                                                 std::optional<orchestration::ForcedState> state, QString who,
                                                 QString reason);

} // namespace assay::ui::operations
