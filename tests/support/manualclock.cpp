// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/manualclock.h"

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
    const std::stop_callback wake(stop, [this] { QMetaObject::invokeMethod(this, &ManualClock::moved, Qt::QueuedConnection); });
    ++m_sleepers;
    while (m_steady < due && !stop.stop_requested())
        co_await qCoro(this, &ManualClock::moved);
    --m_sleepers;
}

void ManualClock::advance(std::chrono::nanoseconds by)
{
    m_steady += by;
    m_utc += std::chrono::duration_cast<std::chrono::microseconds>(by).count();
    Q_EMIT moved();
}

} // namespace assay::test
