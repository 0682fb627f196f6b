// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <deque>

#include <QHash>
#include <QString>

namespace assay::orchestration {

/// Keeps retries a small share of a provider's traffic, so that they cannot keep a struggling provider down
/// (the idea of Finagle's RetryBudget, here with an exact sliding window instead of a leaky bucket).
///
/// In any window of 60 s that ends with a retry, a provider's retries are at most the larger of `percent` of
/// its calls and `floor`; the floor lets a lone call be retried. With 0 percent there are none at all. One
/// thread.
class RetryBudget final {
public:
    static constexpr std::chrono::seconds window{60};
    static constexpr int floor = 3;

    RetryBudget(const Clock &clock, int percent)
        : m_clock(clock)
        , m_percent(percent)
    {
    }
    void setPercent(int percent) { m_percent = percent; }

    /// A call begins (its first attempt, not its retries).
    void noteCall(const QString &provider);
    /// Takes one retry out of the budget; false when it is used up: give up instead.
    [[nodiscard]] bool tryRetry(const QString &provider);

private:
    struct Traffic {
        std::deque<SteadyTime> calls;
        std::deque<SteadyTime> retries;
    };
    [[nodiscard]] Traffic &recent(const QString &provider);

    const Clock &m_clock;
    int m_percent;
    QHash<QString, Traffic> m_traffic;
};

} // namespace assay::orchestration
