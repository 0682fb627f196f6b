// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/database.h"

#include <QFuture>
#include <QString>

namespace assay::workspace {

/// How far the sample of a workspace has come, in its table `workspace`. Detail of the room.
struct SampleState {
    bool isFilled = false; ///< provider, prompts and datasets are there
    int callsMade = 0; ///< of the history's calls, in their order
    bool isComplete = false; ///< the history was made once; it is never made again
};

inline constexpr QLatin1String sampleProviderName("simulated");

[[nodiscard]] QFuture<Result<SampleState>> readSampleState(storage::Database &database);
[[nodiscard]] QFuture<Result<>> writeSampleState(storage::Database &database, SampleState state);

} // namespace assay::workspace
