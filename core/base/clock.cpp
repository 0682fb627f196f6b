// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include <QCoroSignal>
#include <QTimer>

namespace assay {

UtcMicros SystemClock::utcMicros() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

QCoro::Task<> SystemClock::sleepFor(std::chrono::nanoseconds duration, std::stop_token stop)
{
    if (stop.stop_requested() || duration <= std::chrono::nanoseconds::zero())
        co_return;
    QTimer timer;
    timer.setSingleShot(true);
    timer.setTimerType(Qt::PreciseTimer);
    // A stop shortens the wait to the next turn of the event loop: the callback may run inside
    // request_stop().
    const std::stop_callback wake(stop, [&timer] { timer.start(0); });
    timer.start(std::chrono::ceil<std::chrono::milliseconds>(duration));
    co_await qCoro(&timer, &QTimer::timeout);
}

} // namespace assay
