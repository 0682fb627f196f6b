// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/retrypolicy.h"

#include <algorithm>

namespace assay::orchestration {

std::optional<std::chrono::milliseconds> RetryPolicy::delayAfter(const Error &error, int failedAttempts,
                                                                 double random01) const
{
    // A malformed answer may have been a proxy's hiccup; the same twice is a property of the server.
    const int allowed = error.code == ErrorCode::MalformedResponse ? std::min(m_settings.maxRetries, 1)
                                                                   : m_settings.maxRetries;
    if (!error.retryable || failedAttempts > allowed)
        return std::nullopt;
    if (error.retryAfter) {
        if (*error.retryAfter > m_settings.maxRetryAfter)
            return std::nullopt;
        return std::max(*error.retryAfter, std::chrono::milliseconds::zero());
    }
    const auto doubled = m_settings.baseDelay * (1LL << std::clamp(failedAttempts - 1, 0, 20));
    const auto ceiling = std::min<std::chrono::milliseconds>(m_settings.maxDelay, doubled);
    return std::chrono::milliseconds(
        static_cast<std::int64_t>(random01 * static_cast<double>(ceiling.count())));
}

} // namespace assay::orchestration
