// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/manualclock.h"

#include <utility>

#include <QMetaObject>

namespace assay::test {

ManualClock::ManualClock(UtcMicros start)
    : m_utc(start)
{
}

/// Suspends until the clock wakes everyone. Not qCoro(signal): QCoro 0.7 resumes a frame that is gone when
/// the signal comes twice before its queued slot runs.
class ManualClock::Nap final {
public:
    explicit Nap(ManualClock &clock)
        : m_clock(clock)
    {
    }
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> sleeper) { m_clock.m_napping.push_back(sleeper); }
    void await_resume() const noexcept { }

private:
    ManualClock &m_clock;
};

QCoro::Task<> ManualClock::sleepFor(std::chrono::nanoseconds duration, std::stop_token stop)
{
    const SteadyTime due = m_steady + duration;
    const std::stop_callback wake(stop, [this] { wakeSoon(); });
    ++m_sleepers;
    while (m_steady < due && !stop.stop_requested()) {
        Nap nap(*this);
        co_await nap;
    }
    --m_sleepers;
}

void ManualClock::wakeSoon()
{
    if (std::exchange(m_isWaking, true))
        return;
    const auto wake = [this] {
        m_isWaking = false;
        for (const std::coroutine_handle<> sleeper : std::exchange(m_napping, {}))
            sleeper.resume();
    };
    QMetaObject::invokeMethod(this, wake, Qt::QueuedConnection);
}

void ManualClock::advance(std::chrono::nanoseconds by)
{
    m_steady += by;
    m_utc += std::chrono::duration_cast<std::chrono::microseconds>(by).count();
    wakeSoon();
}

} // namespace assay::test
