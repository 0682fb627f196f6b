// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the rate limiter.
#pragma once

#include "base/clock.h"

#include <deque>

namespace assay::orchestration {

/// The requests and tokens of the last `length`, one by one, so that a limit holds in any window and not only
/// in those that start with a minute. A use at time t counts in (t - length, t].
class SlidingWindow final {
public:
    explicit SlidingWindow(SteadyTime::duration length)
        : m_length(length)
    {
    }
    /// `id` and `at` never fall.
    void add(std::uint64_t id, SteadyTime at, std::int64_t requests, std::int64_t tokens);
    /// Corrects a use; one that left the window is let be.
    void correct(std::uint64_t id, std::int64_t requests, std::int64_t tokens);
    void advance(SteadyTime now);

    [[nodiscard]] std::int64_t requests() const { return m_requests; }
    [[nodiscard]] std::int64_t tokens() const { return m_tokens; }
    /// When no more than so much is left in the window if nothing is added: SteadyTime::min() when it is so
    /// now, SteadyTime::max() for never (a negative figure). Linear in the uses that must leave.
    [[nodiscard]] SteadyTime timeUntil(std::int64_t mostRequests, std::int64_t mostTokens) const;

private:
    struct Use {
        std::uint64_t id;
        SteadyTime at;
        std::int64_t requests;
        std::int64_t tokens;
    };
    SteadyTime::duration m_length;
    std::deque<Use> m_uses;
    std::int64_t m_requests = 0;
    std::int64_t m_tokens = 0;
};

} // namespace assay::orchestration
