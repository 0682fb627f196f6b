// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/ratebook.h"

#include <algorithm>

#include <QLocale>

namespace assay::orchestration {
namespace {

using std::chrono::milliseconds;

/// A provider that asks for longer is asked again after this: it may have been a mistake, or have ended
/// early.
constexpr std::chrono::minutes longestPause{10};

QString tooMuch(const RateScope &scope, const RateLimit &limit, std::int64_t tokens)
{
    if (limit.requestsPerMinute && *limit.requestsPerMinute < 1)
        return RateLimiterTr::tr(
                   "A limit of 0 requests a minute stops every call to %1. Raise it in the settings of "
                   "limits.")
            .arg(scope.model.toString());
    const QLocale locale;
    return RateLimiterTr::tr(
               "The request needs about %1 tokens, but %2 may take %3 a minute, so it could never be sent. "
               "Shorten the prompt or the requested answer, or raise the limit.")
        .arg(locale.toString(static_cast<qlonglong>(tokens)), scope.model.toString(),
             locale.toString(static_cast<qlonglong>(limit.tokensPerMinute.value_or(0))));
}

} // namespace

void RateBook::setLimits(const QList<RateLimit> &limits, SteadyTime now)
{
    m_set.clear();
    for (const RateLimit &limit : limits) {
        m_set.push_back(std::make_unique<LimitWindow>(limit, false));
        replayInto(*m_set.back(), now);
    }
    ++m_version;
}

void RateBook::learn(const catalog::ModelRef &model, const RateLimitHeaders &headers, SteadyTime saidAt,
                     SteadyTime now)
{
    const QString name = model.toString();
    if (headers.retryAfter) {
        SteadyTime &until = m_pausedUntil[name];
        until = std::max(until, saidAt + std::min<milliseconds>(*headers.retryAfter, longestPause));
    }
    if (!headers.requests.perMinute && !headers.requests.left && !headers.tokens.perMinute
        && !headers.tokens.left)
        return;
    std::unique_ptr<LimitWindow> &window = m_learned[name];
    if (!window) {
        window = std::make_unique<LimitWindow>(RateLimit{model.provider, model.model, {}, {}, {}}, true);
        replayInto(*window, now);
        ++m_version;
    }
    window->learn(headers, saidAt);
}

RateBook::Windows RateBook::windowsFor(const RateScope &scope) const
{
    Windows windows;
    for (const auto &window : m_set) {
        if (window->matches(scope.model, scope.key))
            windows.push_back(window.get());
    }
    if (m_learned.empty())
        return windows;
    if (const auto learned = m_learned.find(scope.model.toString()); learned != m_learned.end())
        windows.push_back(learned->second.get());
    return windows;
}

SteadyTime RateBook::pausedUntil(const catalog::ModelRef &model) const
{
    if (m_pausedUntil.empty())
        return SteadyTime::min();
    const auto found = m_pausedUntil.find(model.toString());
    return found == m_pausedUntil.end() ? SteadyTime::min() : found->second;
}

Result<> RateBook::possible(const RateScope &scope, const Windows &windows, std::int64_t tokens,
                            SteadyTime now) const
{
    for (const LimitWindow *window : windows) {
        if (window->isTooMuch(tokens, now))
            return fail(ErrorCode::RateLimited, tooMuch(scope, window->limit(), tokens));
    }
    return {};
}

void RateBook::beginPass(SteadyTime now)
{
    for (const auto &window : m_set)
        window->beginPass(now);
    for (const auto &[name, window] : m_learned)
        window->beginPass(now);
}

std::uint64_t RateBook::take(const RateScope &scope, const Windows &windows, std::int64_t tokens,
                             SteadyTime now)
{
    dropOldUses(now);
    const std::uint64_t id = ++m_lastId;
    for (LimitWindow *window : windows)
        window->take(id, now, tokens);
    m_uses.push_back({id, now, 1, tokens, scope});
    return id;
}

void RateBook::settle(std::uint64_t id, const RateScope &scope, std::int64_t estimated, std::int64_t actual,
                      SteadyTime now)
{
    if (actual < estimated)
        correct(id, scope, 1, actual);
    else if (actual > estimated)
        note(scope, 0, actual - estimated, now);
}

void RateBook::giveBack(std::uint64_t id, const RateScope &scope)
{
    correct(id, scope, 0, 0);
}

void RateBook::note(const RateScope &scope, std::int64_t requests, std::int64_t tokens, SteadyTime now)
{
    dropOldUses(now);
    const std::uint64_t id = ++m_lastId;
    for (LimitWindow *window : windowsFor(scope))
        window->log().add(id, now, requests, tokens);
    m_uses.push_back({id, now, requests, tokens, scope});
}

void RateBook::correct(std::uint64_t id, const RateScope &scope, std::int64_t requests, std::int64_t tokens)
{
    for (LimitWindow *window : windowsFor(scope))
        window->log().correct(id, requests, tokens);
    const auto use = std::lower_bound(m_uses.begin(), m_uses.end(), id,
                                      [](const Use &one, std::uint64_t wanted) { return one.id < wanted; });
    if (use != m_uses.end() && use->id == id) {
        use->requests = requests;
        use->tokens = tokens;
    }
}

void RateBook::replayInto(LimitWindow &window, SteadyTime now)
{
    for (const Use &use : m_uses) {
        if (window.matches(use.scope.model, use.scope.key))
            window.log().add(use.id, use.at, use.requests, use.tokens);
    }
    window.log().advance(now);
}

void RateBook::dropOldUses(SteadyTime now)
{
    while (!m_uses.empty() && m_uses.front().at <= now - RateLimiter::window)
        m_uses.pop_front();
}

QList<RateLimitUse> RateBook::uses(SteadyTime now)
{
    QList<RateLimitUse> all;
    const auto append = [&all, now](LimitWindow &window) {
        window.log().advance(now);
        all.append({window.limit(), window.isLearned(), window.log().requests(), window.log().tokens(), {}});
    };
    for (const auto &window : m_set)
        append(*window);
    const qsizetype firstLearned = all.size();
    for (const auto &[name, window] : m_learned)
        append(*window);
    for (const auto &[name, until] : m_pausedUntil) {
        if (until <= now)
            continue;
        const auto isPaused = [&](const RateLimitUse &use) {
            return use.isLearned && use.limit.provider + u'/' + use.limit.model == name;
        };
        auto use = std::find_if(all.begin() + firstLearned, all.end(), isPaused);
        if (use == all.end()) {
            const auto model = catalog::parseModelRef(name).value_or(catalog::ModelRef());
            all.append({{model.provider, model.model, {}, {}, {}}, true, 0, 0, {}});
            use = all.end() - 1;
        }
        use->pausedFor = std::chrono::ceil<milliseconds>(until - now);
    }
    std::sort(all.begin() + firstLearned, all.end(), [](const RateLimitUse &a, const RateLimitUse &b) {
        return std::tie(a.limit.provider, a.limit.model) < std::tie(b.limit.provider, b.limit.model);
    });
    return all;
}

} // namespace assay::orchestration
