// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspace.h"

#include <QCoroTask>

namespace assay::workspace {

/// What would refuse a call before it is sent.
struct Obstacle {
    enum class Kind { NoProvider, NoKey, Stopped, Budget };
    Kind kind = Kind::NoProvider;
    QString sentence;
};

/// What stands between a prompt (empty: free text) and a model right now: no key, a circuit that an admin
/// holds open, a hard budget that is used up. Sends nothing and unlocks nothing. Engine thread.
[[nodiscard]] QCoro::Task<Result<QList<Obstacle>>> obstaclesTo(Workspace &workspace, catalog::ModelRef model,
                                                               QString prompt);

} // namespace assay::workspace
