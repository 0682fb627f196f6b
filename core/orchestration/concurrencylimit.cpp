// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/concurrencylimit.h"

namespace assay::orchestration {

void ConcurrencyLimit::Entry::wait(std::coroutine_handle<> waiter)
{
    m_waiter = waiter;
    m_position = m_limit.m_queue.insert(m_limit.m_queue.end(), this);
    m_onStop.emplace(m_stop, Stopped{this});
}

std::optional<ConcurrencyLimit::Place> ConcurrencyLimit::Entry::take()
{
    m_onStop.reset();
    if (m_placeHandedOver)
        return Place(m_limit);
    if (m_stop.stop_requested())
        return std::nullopt;
    ++m_limit.m_inside;
    return Place(m_limit);
}

void ConcurrencyLimit::Entry::giveUp()
{
    if (m_placeHandedOver)
        return;
    m_limit.m_queue.erase(m_position);
    m_waiter.resume();
}

void ConcurrencyLimit::leave()
{
    if (m_queue.empty()) {
        --m_inside;
        return;
    }
    // The place goes straight to the next one: nobody who arrives now can slip in between.
    Entry *next = m_queue.front();
    m_queue.pop_front();
    next->m_placeHandedOver = true;
    next->m_waiter.resume();
}

} // namespace assay::orchestration
