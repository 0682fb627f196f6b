// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "telemetry/calltrace.h"

#include <algorithm>

namespace assay::orchestration {

/// Writes down what happens to one call, with times since it was admitted.
class TraceRecorder final {
public:
    explicit TraceRecorder(const Clock &clock)
        : m_clock(&clock)
        , m_admittedAt(clock.steadyNow())
    {
    }

    [[nodiscard]] SteadyTime admittedAt() const { return m_admittedAt; }

    /// A moment, now.
    void note(telemetry::TraceStep step)
    {
        step.atUs = microsSince(m_clock->steadyNow());
        m_trace.push_back(std::move(step));
    }
    /// Something that began at `from` and ends now.
    void span(SteadyTime from, telemetry::TraceStep step)
    {
        step.atUs = microsSince(from);
        step.durationUs = microsSince(m_clock->steadyNow()) - step.atUs;
        m_trace.push_back(std::move(step));
    }
    void spanBetween(SteadyTime from, SteadyTime to, telemetry::TraceStep step)
    {
        step.atUs = microsSince(from);
        step.durationUs = microsSince(to) - step.atUs;
        m_trace.push_back(std::move(step));
    }
    /// A moment that is past.
    void noteAt(SteadyTime at, telemetry::TraceStep step)
    {
        step.atUs = microsSince(at);
        m_trace.push_back(std::move(step));
    }
    /// In the order of time.
    [[nodiscard]] telemetry::CallTrace take()
    {
        std::stable_sort(m_trace.begin(), m_trace.end(),
                         [](const auto &left, const auto &right) { return left.atUs < right.atUs; });
        return std::move(m_trace);
    }

private:
    [[nodiscard]] std::int64_t microsSince(SteadyTime moment) const
    {
        return std::chrono::duration_cast<std::chrono::microseconds>(moment - m_admittedAt).count();
    }

    const Clock *m_clock;
    SteadyTime m_admittedAt;
    telemetry::CallTrace m_trace;
};

} // namespace assay::orchestration
