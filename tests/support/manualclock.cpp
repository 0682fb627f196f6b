// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/manualclock.h"

#include <utility>

#include <QCoroSignal>
#include <QMetaObject>

namespace assay::test {

ManualClock::ManualClock(UtcMicros start)
    : m_utc(start)
{
}

QCoro::Task<> ManualClock::sleepFor(std::chrono::nanoseconds duration, std::stop_token stop)
{
    const SteadyTime due = m_steady + duration;
    const std::stop_callback wake(stop, [this] { wakeSoon(); });
    ++m_sleepers;
    while (m_steady < due && !stop.stop_requested())
        co_await qCoro(this, &ManualClock::moved);
    --m_sleepers;
}

void ManualClock::wakeSoon()
{
    // QCoro's waits are queued: a second signal before the first arrived would resume those that are gone.
    if (std::exchange(m_isWaking, true))
        return;
    const auto wake = [this] {
        m_isWaking = false;
        Q_EMIT moved();
    };
    QMetaObject::invokeMethod(this, wake, Qt::QueuedConnection);
}

void ManualClock::advance(std::chrono::nanoseconds by)
{
    m_steady += by;
    m_utc += std::chrono::duration_cast<std::chrono::microseconds>(by).count();
    Q_EMIT moved();
}

} // namespace assay::test
