// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <chrono>
#include <optional>

namespace assay::orchestration {

/// When and how often an attempt is repeated: what the official SDKs do, with full jitter.
struct RetryPolicy {
    int maxRetries = 2;
    std::chrono::milliseconds baseDelay{500};
    std::chrono::milliseconds maxDelay{8'000};
    std::chrono::milliseconds maxRetryAfter{60'000}; ///< a longer Retry-After ends the call instead

    /// The wait before the next attempt, or nothing when there shall be none. `failedAttempts` counts from 1;
    /// `random01` is uniform in [0, 1). Retry-After is obeyed as it is; else the wait is uniform in
    /// [0, min(maxDelay, baseDelay x 2^(n-1))) ("full jitter", M. Brooker, AWS Architecture Blog, 2015).
    [[nodiscard]] std::optional<std::chrono::milliseconds> delayAfter(const Error &error, int failedAttempts,
                                                                      double random01) const;
};

} // namespace assay::orchestration
