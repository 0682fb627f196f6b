// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/slidingwindow.h"

#include <algorithm>

namespace assay::orchestration {

void SlidingWindow::add(std::uint64_t id, SteadyTime at, std::int64_t requests, std::int64_t tokens)
{
    m_uses.push_back({id, at, requests, tokens});
    m_requests += requests;
    m_tokens += tokens;
}

void SlidingWindow::correct(std::uint64_t id, std::int64_t requests, std::int64_t tokens)
{
    const auto use = std::lower_bound(m_uses.begin(), m_uses.end(), id,
                                      [](const Use &one, std::uint64_t wanted) { return one.id < wanted; });
    if (use == m_uses.end() || use->id != id)
        return;
    m_requests += requests - use->requests;
    m_tokens += tokens - use->tokens;
    use->requests = requests;
    use->tokens = tokens;
}

void SlidingWindow::advance(SteadyTime now)
{
    while (!m_uses.empty() && m_uses.front().at <= now - m_length) {
        m_requests -= m_uses.front().requests;
        m_tokens -= m_uses.front().tokens;
        m_uses.pop_front();
    }
}

SteadyTime SlidingWindow::timeUntil(std::int64_t mostRequests, std::int64_t mostTokens) const
{
    std::int64_t requests = m_requests;
    std::int64_t tokens = m_tokens;
    if (requests <= mostRequests && tokens <= mostTokens)
        return SteadyTime::min();
    for (const Use &use : m_uses) {
        requests -= use.requests;
        tokens -= use.tokens;
        if (requests <= mostRequests && tokens <= mostTokens)
            return use.at + m_length;
    }
    return SteadyTime::max();
}

} // namespace assay::orchestration
