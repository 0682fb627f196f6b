// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "release/releasestore.h"

#include <span>

namespace assay::release {

// The statements of ReleaseStore. Detail of the room; every function runs on a thread of the Database.

[[nodiscard]] Result<> insertRelease(storage::Connection &connection, const Release &release);
/// NotFound when it is gone.
[[nodiscard]] Result<Release> selectRelease(storage::Connection &connection, ReleaseId id);
/// Those that have not ended; of one prompt when it is given.
[[nodiscard]] Result<QList<Release>> selectRunning(storage::Connection &connection, PromptId prompt = {});
[[nodiscard]] Result<QList<Release>> selectReleases(storage::Connection &connection);
/// State, step and times.
[[nodiscard]] Result<> updateRelease(storage::Connection &connection, const Release &release);

[[nodiscard]] Result<> insertEvent(storage::Connection &connection, ReleaseId id, const ReleaseEvent &event);
[[nodiscard]] Result<QList<ReleaseEvent>> selectEvents(storage::Connection &connection, ReleaseId id);

[[nodiscard]] Result<ReleaseFigures> selectFigures(storage::Connection &connection, const Release &release,
                                                   UtcMicros now);

} // namespace assay::release
