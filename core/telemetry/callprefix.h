// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "storage/database.h"

#include <QFuture>

namespace assay::telemetry {

/// The call in the log whose id begins so; dashes and case do not matter. InvalidInput when that is no part
/// of an id, or when several calls begin so (the sentence names some); NotFound when none does. By the index,
/// whatever the size of the log.
[[nodiscard]] QFuture<Result<CallId>> findCallId(storage::Database &database, const QString &prefix);

/// As much of an id as tells calls of one log apart in practice: its millisecond and 12 random bits.
[[nodiscard]] QString shortCallId(const CallId &id);

} // namespace assay::telemetry
