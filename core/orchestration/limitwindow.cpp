// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/limitwindow.h"

#include "orchestration/ratelimiter.h"

#include <algorithm>
#include <limits>

namespace assay::orchestration {
namespace {

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

bool isNamed(const QString &pattern, const QString &name)
{
    return pattern.isEmpty() || pattern == name;
}

template <typename T> std::int64_t most(const std::optional<T> &limit, std::int64_t wanted)
{
    return limit ? static_cast<std::int64_t>(*limit) - wanted : unlimited;
}

} // namespace

LimitWindow::LimitWindow(RateLimit limit, bool isLearned)
    : m_limit(std::move(limit))
    , m_isLearned(isLearned)
    , m_log(RateLimiter::window)
{
}

bool LimitWindow::matches(const catalog::ModelRef &model, const QString &key) const
{
    return isNamed(m_limit.provider, model.provider) && isNamed(m_limit.model, model.model)
        && isNamed(m_limit.key, key);
}

void LimitWindow::learn(const RateLimitHeaders &headers, SteadyTime saidAt)
{
    if (saidAt < m_saidAt)
        return;
    m_saidAt = saidAt;
    m_knownUntil = saidAt + RateLimiter::learnedFor;
    if (headers.requests.perMinute)
        m_limit.requestsPerMinute = static_cast<int>(
            std::min<std::int64_t>(*headers.requests.perMinute, std::numeric_limits<int>::max()));
    if (headers.tokens.perMinute)
        m_limit.tokensPerMinute = headers.tokens.perMinute;
    const auto leftFrom = [saidAt](const ReportedLimit &reported, Left &left) {
        // A limit that needs longer than a window to fill again (one for the day) shows in the answers'
        // pauses.
        const std::chrono::milliseconds window = RateLimiter::window;
        if (reported.left)
            left = {*reported.left, saidAt + std::min(reported.resetsIn.value_or(window), window)};
    };
    leftFrom(headers.requests, m_requestsLeft);
    leftFrom(headers.tokens, m_tokensLeft);
}

void LimitWindow::take(std::uint64_t id, SteadyTime now, std::int64_t tokens)
{
    m_log.advance(now);
    m_log.add(id, now, 1, tokens);
    --m_requestsLeft.amount;
    m_tokensLeft.amount -= tokens;
}

bool LimitWindow::isTooMuch(std::int64_t tokens, SteadyTime now) const
{
    return isInForce(now)
        && ((m_limit.requestsPerMinute && *m_limit.requestsPerMinute < 1)
            || (m_limit.tokensPerMinute && *m_limit.tokensPerMinute < tokens));
}

SteadyTime LimitWindow::opensAt(std::int64_t requests, std::int64_t tokens, SteadyTime now) const
{
    if (!isInForce(now))
        return SteadyTime::min();
    SteadyTime at =
        m_log.timeUntil(most(m_limit.requestsPerMinute, requests), most(m_limit.tokensPerMinute, tokens));
    if (m_requestsLeft.amount < requests)
        at = std::max(at, m_requestsLeft.until);
    if (m_tokensLeft.amount < tokens)
        at = std::max(at, m_tokensLeft.until);
    return at;
}

void LimitWindow::beginPass(SteadyTime now)
{
    m_log.advance(now);
    m_isClosed = false;
    m_keptRequests = m_keptTokens = 0;
}

bool LimitWindow::hasRoomNow(std::int64_t tokens, SteadyTime now) const
{
    return !m_isClosed && opensAt(1 + m_keptRequests, tokens + m_keptTokens, now) <= now;
}

void LimitWindow::keepRoom(std::int64_t tokens, SteadyTime now)
{
    if (!hasRoomNow(tokens, now)) {
        m_isClosed = true;
    } else if (m_keptRequests == 0) {
        m_keptRequests = 1;
        m_keptTokens = tokens;
    }
}

} // namespace assay::orchestration
