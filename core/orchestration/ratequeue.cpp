// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/ratequeue.h"

#include <algorithm>

namespace assay::orchestration {

void RateQueue::join(RateWaiter &waiter)
{
    const RateAsk &ask = waiter.ask;
    const int priority = static_cast<int>(ask.priority);
    const auto [found, isNew] =
        m_lanes.try_emplace(LaneKey{ask.model.provider, ask.model.model, priority, ask.key});
    RateLane &lane = found->second;
    if (isNew) {
        lane.scope = {ask.model, ask.key};
        lane.priority = priority;
    }
    // A key that comes new goes behind those that wait already, not before them.
    if (!m_served.contains(ask.key))
        m_served.insert(ask.key, m_turn);
    waiter.number = ++m_lastNumber;
    waiter.lane = &lane;
    waiter.place = lane.waiters.insert(lane.waiters.end(), &waiter);
    m_deadlines.emplace(waiter.deadline, &waiter);
    ++m_waiting[static_cast<std::size_t>(priority)];
    m_listeners += ask.onPosition ? 1 : 0;
}

void RateQueue::leave(RateWaiter &waiter)
{
    RateLane &lane = *std::exchange(waiter.lane, nullptr);
    lane.waiters.erase(waiter.place);
    m_deadlines.erase({waiter.deadline, &waiter});
    --m_waiting[static_cast<std::size_t>(lane.priority)];
    m_listeners -= waiter.ask.onPosition ? 1 : 0;
    if (lane.waiters.empty())
        m_emptied.push_back(&lane);
}

void RateQueue::dropEmptyLanes()
{
    std::sort(m_emptied.begin(), m_emptied.end());
    m_emptied.erase(std::unique(m_emptied.begin(), m_emptied.end()), m_emptied.end());
    for (const RateLane *lane : m_emptied) {
        if (lane->waiters.empty())
            m_lanes.erase(LaneKey{lane->scope.model.provider, lane->scope.model.model, lane->priority,
                                  lane->scope.key});
    }
    m_emptied.clear();
    if (m_lanes.empty())
        m_served.clear();
}

RateQueue::Turn RateQueue::turnOf(RateLane &lane, SteadyTime now) const
{
    const RateWaiter &head = *lane.waiters.front();
    const auto lifted = (now - head.arrived) / RateLimiter::agingStep;
    const int level = static_cast<int>(std::max<std::int64_t>(lane.priority - lifted, 0));
    return {level, m_served.value(lane.scope.key), head.number, &lane};
}

std::vector<RateQueue::Turn> RateQueue::turns(SteadyTime now)
{
    std::vector<Turn> turns;
    turns.reserve(m_lanes.size());
    for (auto &[key, lane] : m_lanes) {
        if (!lane.waiters.empty())
            turns.push_back(turnOf(lane, now));
    }
    return turns;
}

RateWaiter *RateQueue::mostUrgent() const
{
    return m_deadlines.empty() ? nullptr : m_deadlines.begin()->second;
}

std::vector<std::pair<RateWaiter *, int>> RateQueue::changedPositions()
{
    std::vector<std::pair<RateWaiter *, int>> changed;
    const catalog::ModelRef *model = nullptr;
    int ahead = 0;
    for (auto first = m_lanes.begin(); first != m_lanes.end();) {
        // Lanes of one model and priority differ by key: they take turns.
        std::vector<std::tuple<int, std::uint64_t, RateWaiter *>> order;
        auto lane = first;
        for (; lane != m_lanes.end() && lane->second.scope.model == first->second.scope.model
             && lane->second.priority == first->second.priority;
             ++lane) {
            int turn = 0;
            for (RateWaiter *waiter : lane->second.waiters)
                order.emplace_back(turn++, waiter->number, waiter);
        }
        std::sort(order.begin(), order.end());
        if (model == nullptr || *model != first->second.scope.model)
            ahead = 0;
        model = &first->second.scope.model;
        for (const auto &[turn, number, waiter] : order) {
            ++ahead;
            if (waiter->ask.onPosition && waiter->position != ahead)
                changed.emplace_back(waiter, ahead);
        }
        first = lane;
    }
    return changed;
}

void RateQueue::tellPositions()
{
    for (const auto &[waiter, position] : changedPositions()) {
        if (waiter->lane == nullptr)
            continue; // an earlier listener stopped it
        waiter->position = position;
        waiter->ask.onPosition(position);
    }
}

} // namespace assay::orchestration
