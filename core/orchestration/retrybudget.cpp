// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/retrybudget.h"

namespace assay::orchestration {
namespace {

void dropUntil(std::deque<SteadyTime> &times, SteadyTime end)
{
    while (!times.empty() && times.front() <= end)
        times.pop_front();
}

} // namespace

RetryBudget::Traffic &RetryBudget::recent(const QString &provider)
{
    Traffic &traffic = m_traffic[provider];
    const SteadyTime end = m_clock.steadyNow() - window;
    dropUntil(traffic.calls, end);
    dropUntil(traffic.retries, end);
    return traffic;
}

void RetryBudget::noteCall(const QString &provider)
{
    recent(provider).calls.push_back(m_clock.steadyNow());
}

bool RetryBudget::tryRetry(const QString &provider)
{
    if (m_percent <= 0)
        return false;
    Traffic &traffic = recent(provider);
    const std::size_t next = traffic.retries.size() + 1;
    if (next > floor && next * 100 > traffic.calls.size() * static_cast<std::size_t>(m_percent))
        return false;
    traffic.retries.push_back(m_clock.steadyNow());
    return true;
}

} // namespace assay::orchestration
