// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room.
#pragma once

#include "transport/httpclient.h"

#include <chrono>
#include <optional>

namespace assay::providers {

/// How long the server asks to wait: retry-after-ms first, then retry-after in decimal seconds or as an HTTP
/// date, which is measured against the answer's own date, so that a wrong clock here does no harm. Empty for
/// nonsense and for what lies in the past.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryAfter(const transport::HttpHeaders &headers);

} // namespace assay::providers
