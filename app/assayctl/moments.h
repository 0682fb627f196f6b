// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <chrono>
#include <optional>

#include <QString>

namespace assay::ctl {

/// "15m", "24h", "30d", "2w": that long ago. InvalidInput names --since.
[[nodiscard]] Result<UtcMicros> momentAgo(const QString &span, UtcMicros now);
/// ISO 8601 in UTC with milliseconds.
[[nodiscard]] QString isoTime(UtcMicros time);

/// "500ms", "30s", "5m", "2h"; nothing for anything else, or for more than a week.
[[nodiscard]] std::optional<std::chrono::milliseconds> durationOf(const QString &text);

} // namespace assay::ctl
