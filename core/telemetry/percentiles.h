// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/factsmirror.h"

#include <span>

namespace assay::telemetry {

/// Exact p50, p95 and p99 by nearest rank. Linear time.
[[nodiscard]] LatencyPercentiles percentilesOf(std::span<const std::uint32_t> values);

} // namespace assay::telemetry
