// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <coroutine>
#include <vector>

#include <QObject>

namespace assay::test {

/// A clock that stands still until a test turns it. Sleepers that are due wake in the turn of the
/// event loop after advance().
class ManualClock final : public QObject, public Clock {
    Q_OBJECT
public:
    explicit ManualClock(UtcMicros start = 1'793'404'800'000'000);
    [[nodiscard]] UtcMicros utcMicros() const override { return m_utc; }
    [[nodiscard]] SteadyTime steadyNow() const override { return m_steady; }
    [[nodiscard]] QCoro::Task<> sleepFor(std::chrono::nanoseconds duration, std::stop_token stop) override;

    void advance(std::chrono::nanoseconds by);
    /// How many are asleep, so that a test can wait for a sleeper with QTRY_COMPARE.
    [[nodiscard]] int sleepers() const { return m_sleepers; }

private:
    void wakeSoon();

    class Nap;

    UtcMicros m_utc;
    SteadyTime m_steady{std::chrono::hours(1)};
    int m_sleepers = 0;
    std::vector<std::coroutine_handle<>> m_napping; ///< until the next wake
    bool m_isWaking = false;
};

} // namespace assay::test
