// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "release/releasestore.h"

#include <QCoroTask>

namespace assay::workspace {

class Workspace;

// The releases of a sample workspace: a canary that is under way, and one that was taken back. Detail of the room.

/// Begins both, dated back by `store`'s clock. What is there stays.
[[nodiscard]] QCoro::Task<Result<>> startSampleReleases(release::ReleaseStore &store, Workspace &workspace);

/// The run that a sample call of this version belongs to: the release that it is part of.
[[nodiscard]] std::optional<RunId> sampleRun(const QList<release::Release> &releases,
                                                          const QString &prompt, int version);

/// Once the calls of the history are made: keeps what they show of the canary, and takes the other release back.
[[nodiscard]] QCoro::Task<Result<>> settleSampleReleases(Workspace &workspace);

} // namespace assay::workspace
