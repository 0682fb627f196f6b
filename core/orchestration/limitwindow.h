// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the rate limiter.
#pragma once

#include "orchestration/policy.h"
#include "orchestration/ratelimitheaders.h"
#include "orchestration/slidingwindow.h"

namespace assay::orchestration {

/// A limit, what was used of it, and during one pass over the queue what those ahead keep for themselves.
class LimitWindow final {
public:
    LimitWindow(RateLimit limit, bool isLearned);

    [[nodiscard]] const RateLimit &limit() const { return m_limit; }
    [[nodiscard]] bool isLearned() const { return m_isLearned; }
    [[nodiscard]] bool matches(const catalog::ModelRef &model, const QString &key) const;
    /// The log of its uses; set right with advance().
    [[nodiscard]] SlidingWindow &log() { return m_log; }

    /// Takes an answer's word of then; counts until `learnedFor` has passed without another. An older one
    /// than the last is let be.
    void learn(const RateLimitHeaders &headers, SteadyTime saidAt);
    void take(std::uint64_t id, SteadyTime now, std::int64_t tokens);

    /// Whether so many tokens in one request can never pass.
    [[nodiscard]] bool isTooMuch(std::int64_t tokens, SteadyTime now) const;
    /// When there is room for it, whoever else waits: up to `now` means now, SteadyTime::max() not by itself.
    [[nodiscard]] SteadyTime opensAt(std::int64_t requests, std::int64_t tokens, SteadyTime now) const;

    // One pass over the queue, in the order of turns.
    void beginPass(SteadyTime now);
    /// As opensAt(), but leaves alone what those ahead keep.
    [[nodiscard]] bool hasRoomNow(std::int64_t tokens, SteadyTime now) const;
    /// A call that has to wait: keeps its room here when it is the first to do so, or closes the window to
    /// those behind it when there is no room.
    void keepRoom(std::int64_t tokens, SteadyTime now);

private:
    /// What the provider said is left, for as long as it holds.
    struct Left {
        std::int64_t amount = 0;
        SteadyTime until{};
    };
    [[nodiscard]] bool isInForce(SteadyTime now) const { return !m_isLearned || now < m_knownUntil; }

    RateLimit m_limit;
    bool m_isLearned;
    SlidingWindow m_log;
    SteadyTime m_saidAt = SteadyTime::min();
    SteadyTime m_knownUntil{};
    Left m_requestsLeft;
    Left m_tokensLeft;
    bool m_isClosed = false;
    std::int64_t m_keptRequests = 0;
    std::int64_t m_keptTokens = 0;
};

} // namespace assay::orchestration
