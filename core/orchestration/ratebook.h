// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the rate limiter.
#pragma once

#include "base/result.h"
#include "orchestration/limitwindow.h"
#include "orchestration/ratelimiter.h"

#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include <QCoreApplication>

namespace assay::orchestration {

/// The translation context of the limiter's sentences; see transport/transporttr.h.
struct RateLimiterTr {
    Q_DECLARE_TR_FUNCTIONS(RateLimiterTr)
};

/// What a limit looks at.
struct RateScope {
    catalog::ModelRef model;
    QString key;
};

/// Every limit, as set and as learned, and what was used of each in the last 60 s. Knows nothing of queues.
class RateBook final {
public:
    using Windows = std::vector<LimitWindow *>;

    /// Uses of the last 60 s count in the new limits.
    void setLimits(const QList<RateLimit> &limits, SteadyTime now);
    void learn(const catalog::ModelRef &model, const RateLimitHeaders &headers, SteadyTime saidAt,
               SteadyTime now);

    /// The limits that a scope meets; valid until version() changes.
    [[nodiscard]] Windows windowsFor(const RateScope &scope) const;
    [[nodiscard]] std::uint64_t version() const { return m_version; }
    /// How long the provider asked to be left alone: a time in the past for not at all.
    [[nodiscard]] SteadyTime pausedUntil(const catalog::ModelRef &model) const;
    /// RateLimited, with how it comes, when one of `windows` can never let so many tokens pass.
    [[nodiscard]] Result<> possible(const RateScope &scope, const Windows &windows, std::int64_t tokens,
                                    SteadyTime now) const;
    void beginPass(SteadyTime now);

    /// Notes a request that may go; the number stands for it below.
    [[nodiscard]] std::uint64_t take(const RateScope &scope, const Windows &windows, std::int64_t tokens,
                                     SteadyTime now);
    /// Corrects the tokens of a request. What goes beyond the estimate counts from now on.
    void settle(std::uint64_t id, const RateScope &scope, std::int64_t estimated, std::int64_t actual,
                SteadyTime now);
    /// The request was never made.
    void giveBack(std::uint64_t id, const RateScope &scope);

    [[nodiscard]] QList<RateLimitUse> uses(SteadyTime now);

private:
    struct Use {
        std::uint64_t id;
        SteadyTime at;
        std::int64_t requests;
        std::int64_t tokens;
        RateScope scope;
    };
    void note(const RateScope &scope, std::int64_t requests, std::int64_t tokens, SteadyTime now);
    void correct(std::uint64_t id, const RateScope &scope, std::int64_t requests, std::int64_t tokens);
    void replayInto(LimitWindow &window, SteadyTime now);
    void dropOldUses(SteadyTime now);

    std::uint64_t m_version = 1;
    std::uint64_t m_lastId = 0;
    std::vector<std::unique_ptr<LimitWindow>> m_set;
    std::unordered_map<QString, std::unique_ptr<LimitWindow>> m_learned; ///< by "provider/model"
    std::unordered_map<QString, SteadyTime> m_pausedUntil; ///< by "provider/model"
    std::deque<Use> m_uses; ///< of the last 60 s, for limits that are set or learned meanwhile
};

} // namespace assay::orchestration
