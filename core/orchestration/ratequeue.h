// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the rate limiter.
#pragma once

#include "orchestration/ratebook.h"

#include <coroutine>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <QHash>

namespace assay::orchestration {

struct RateLane;

/// One call that wants a permit. Lives in its coroutine; the queue points at it while it waits.
struct RateWaiter {
    RateWaiter(RateAsk what, SteadyTime now, SteadyTime last)
        : ask(std::move(what))
        , arrived(now)
        , deadline(last)
    {
    }
    RateWaiter(const RateWaiter &) = delete;
    RateWaiter &operator=(const RateWaiter &) = delete;

    RateAsk ask;
    SteadyTime arrived;
    SteadyTime deadline;
    std::coroutine_handle<> coroutine;
    std::uint64_t number = 0; ///< in order of arrival, once it waits
    std::optional<Result<RateLimiter::Permit>> outcome; ///< once it waits no more
    int position = 0; ///< as last told
    RateLane *lane = nullptr; ///< while it waits
    std::list<RateWaiter *>::iterator place; ///< in the lane
};

/// Calls that meet the same limits with the same priority, in order of arrival.
struct RateLane {
    RateScope scope;
    int priority = 0;
    std::list<RateWaiter *> waiters;
    RateBook::Windows windows;
    std::uint64_t windowsVersion = 0; ///< of the book when `windows` was made
};

/// Who waits, and whose turn it is. Joining, leaving and taking turns are logarithmic.
class RateQueue final {
public:
    /// A lane's claim to be next. Smaller goes first.
    struct Turn {
        int level; ///< priority, lifted by waiting
        std::uint64_t served; ///< when the key was served last
        std::uint64_t number; ///< of the first in the lane
        RateLane *lane;

        [[nodiscard]] bool operator>(const Turn &other) const
        {
            return std::tie(level, served, number) > std::tie(other.level, other.served, other.number);
        }
    };

    void join(RateWaiter &waiter);
    void leave(RateWaiter &waiter);

    [[nodiscard]] bool isEmpty() const { return m_deadlines.empty(); }
    [[nodiscard]] const std::array<int, priorityCount> &waiting() const { return m_waiting; }
    /// Every lane with waiters, in no order.
    [[nodiscard]] std::vector<Turn> turns(SteadyTime now);
    [[nodiscard]] Turn turnOf(RateLane &lane, SteadyTime now) const;
    /// The key had its turn: others go first now.
    void noteServed(const QString &key) { m_served[key] = ++m_turn; }

    /// The waiter whose deadline is next; null when nobody waits.
    [[nodiscard]] RateWaiter *mostUrgent() const;
    /// Forgets lanes without waiters. No pointer to a lane may be held.
    void dropEmptyLanes();

    [[nodiscard]] bool hasListeners() const { return m_listeners > 0; }
    /// Tells those who want to know and whose position changed.
    void tellPositions();

private:
    // Lanes of one model and priority lie together, as positions need them.
    using LaneKey = std::tuple<QString, QString, int, QString>; // provider, model, priority, key
    [[nodiscard]] std::vector<std::pair<RateWaiter *, int>> changedPositions();

    std::map<LaneKey, RateLane> m_lanes;
    std::set<std::pair<SteadyTime, RateWaiter *>> m_deadlines; ///< of all who wait
    std::array<int, priorityCount> m_waiting{};
    std::vector<RateLane *> m_emptied;
    QHash<QString, std::uint64_t> m_served; ///< of keys that were served while others waited
    std::uint64_t m_turn = 0;
    std::uint64_t m_lastNumber = 0;
    int m_listeners = 0;
};

} // namespace assay::orchestration
