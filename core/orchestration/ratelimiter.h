// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "catalog/provider.h"
#include "orchestration/policy.h"
#include "transport/httpclient.h"

#include <array>
#include <functional>
#include <memory>
#include <stop_token>
#include <utility>

#include <QCoroTask>

namespace assay::orchestration {

enum class Priority; // see call.h
inline constexpr std::size_t priorityCount = 3;

/// What one attempt wants to send.
struct RateAsk {
    catalog::ModelRef model;
    QString key; ///< name of the caller's access key; calls of equal priority take turns by key
    std::int64_t estimatedTokens = 0; ///< input and output together
    Priority priority{}; ///< Interactive unless said otherwise
    std::optional<std::chrono::milliseconds> maxWait; ///< in the queue; QueueSettings::maxWait when not set
    /// Called on the engine thread while the call waits, at most four times a second, when its place in the
    /// queue of its model changed; 1 is next. An estimate: limits and turns may let others pass.
    std::function<void(int position)> onPosition;

    RateAsk() = default; // see transport::HttpRequest
};

/// How much of a limit is used now. Requests and tokens are those of the last 60 s.
struct RateLimitUse {
    RateLimit limit;
    bool isLearned = false; ///< from a provider's answers, not set by a person
    std::int64_t requestsUsed = 0;
    std::int64_t tokensUsed = 0;
    std::optional<std::chrono::milliseconds> pausedFor; ///< the provider asked to be left alone for so long
};

/// The limiter at one moment, for pages and the command line.
struct RateLimiterSnapshot {
    QList<RateLimitUse> limits; ///< as set, then learned by provider and model
    std::array<int, priorityCount> waiting{}; ///< by Priority
    int inFlight = 0;
    int maxInFlight = 0;
};

/// Lets calls through only as fast as every limit that matches them allows, and so many at once.
///
/// Limits hold in any window of 60 s (a sliding log, not buckets). Tokens count by the estimate from the
/// admission on; Permit::settle() corrects it: what was not used is free again, what was used beyond the
/// estimate counts from the moment it is known.
///
/// Who is next: the higher priority, where each `agingStep` of waiting lifts a call by one, so that nobody
/// starves; among equals keys take turns; then by arrival. A call that a limit holds back lets those pass
/// that do not need that limit, and in its other limits the first such call keeps its room.
///
/// Engine thread only. Waiting calls share one timer. The clock must outlive it; destroyed only when nothing
/// waits and no permit is out.
class RateLimiter final {
public:
    static constexpr std::chrono::seconds window{60};
    static constexpr std::chrono::seconds agingStep{30};
    /// What answers said of limits is forgotten after so long without news.
    static constexpr std::chrono::minutes learnedFor{10};

    explicit RateLimiter(Clock &clock);
    ~RateLimiter();
    RateLimiter(const RateLimiter &) = delete;
    RateLimiter &operator=(const RateLimiter &) = delete;

    /// Leave to send one request. Its end frees the place in flight; without settle() the estimate stands.
    class Permit final {
    public:
        Permit() = default; ///< for nothing; settling it does nothing
        Permit(Permit &&other) noexcept
            : m_limiter(std::exchange(other.m_limiter, nullptr))
            , m_ticket(other.m_ticket)
        {
        }
        Permit &operator=(Permit &&other) noexcept
        {
            std::swap(m_limiter, other.m_limiter);
            std::swap(m_ticket, other.m_ticket);
            return *this;
        }
        ~Permit();
        /// What the request really used. Once.
        void settle(std::int64_t actualTokens);
        /// Nothing was sent after all: neither request nor tokens count. Instead of settle().
        void giveBack();

    private:
        friend class RateLimiter;
        Permit(RateLimiter *limiter, std::uint64_t ticket)
            : m_limiter(limiter)
            , m_ticket(ticket)
        {
        }
        RateLimiter *m_limiter = nullptr;
        std::uint64_t m_ticket = 0;
    };

    /// From now on, also for those that wait. What was sent in the last 60 s counts in new limits, too.
    void setLimits(const QList<RateLimit> &limits, const QueueSettings &queue);

    /// Waits for leave to send. At once when nothing is in the way. RateLimited when `maxWait` passes, when
    /// the provider asked for a longer pause than that (with retryAfter), or at once when the estimate alone
    /// is above a limit; Cancelled on `stop`, which is requested on the engine thread.
    [[nodiscard]] QCoro::Task<Result<Permit>> admit(RateAsk ask, std::stop_token stop);

    /// Takes what an answer's head says of limits and waits (OpenAI, Anthropic, Mistral and those alike).
    /// What is learned only tightens what is set. `saidAt` is when the head arrived, from which its times
    /// count; now when not set. Of limits and of what is left only the newest word counts.
    void learn(const catalog::ModelRef &model, const transport::HttpHeaders &headers,
               std::optional<SteadyTime> saidAt = {});

    [[nodiscard]] RateLimiterSnapshot snapshot() const;

private:
    class State;
    std::unique_ptr<State> m_state;
};

} // namespace assay::orchestration
