// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "orchestration/policy.h"

#include <chrono>
#include <optional>

namespace assay::orchestration {

/// When and how often an attempt is repeated: what the official SDKs of OpenAI and Anthropic do (connection
/// errors, 408, 409, 429 and from 500 on, unless x-should-retry says otherwise: Error::retryable holds that),
/// with full jitter.
class RetryPolicy final {
public:
    RetryPolicy() = default;
    explicit RetryPolicy(const RetrySettings &settings)
        : m_settings(settings)
    {
    }

    /// The wait before the next attempt, or nothing when there shall be none. `failedAttempts` counts from 1;
    /// `random01` is uniform in [0, 1). Retry-After is obeyed as it is; else the wait is uniform in
    /// [0, min(maxDelay, baseDelay x 2^(n-1))) ("full jitter", M. Brooker, AWS Architecture Blog, 2015).
    [[nodiscard]] std::optional<std::chrono::milliseconds> delayAfter(const Error &error, int failedAttempts,
                                                                      double random01) const;
    [[nodiscard]] const RetrySettings &settings() const { return m_settings; }

private:
    RetrySettings m_settings;
};

} // namespace assay::orchestration
