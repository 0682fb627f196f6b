// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>

#include <QCoroTask>

namespace assay {

using SteadyTime = std::chrono::steady_clock::time_point;

/// Microseconds since 1970 in UTC, as the store keeps every time.
using UtcMicros = std::int64_t;

/// Time as a service, so that tests can turn it by hand. Wall time for records, steady time for limits and
/// waits.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual UtcMicros utcMicros() const = 0;
    [[nodiscard]] virtual SteadyTime steadyNow() const = 0;
    /// Waits on the calling thread's event loop; comes back early once `stop` is requested.
    /// Request the stop on the same thread. The clock must outlive the wait.
    [[nodiscard]] virtual QCoro::Task<> sleepFor(std::chrono::nanoseconds duration, std::stop_token stop) = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
public:
    [[nodiscard]] UtcMicros utcMicros() const override;
    [[nodiscard]] SteadyTime steadyNow() const override { return std::chrono::steady_clock::now(); }
    [[nodiscard]] QCoro::Task<> sleepFor(std::chrono::nanoseconds duration, std::stop_token stop) override;
};

} // namespace assay
