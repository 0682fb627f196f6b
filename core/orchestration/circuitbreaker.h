// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "catalog/provider.h"

#include <QHash>

namespace assay::orchestration {

/// Stops asking a model that keeps failing: open after `failuresToOpen` in a row, one probe after `openFor`.
/// Only failures of the other side count (network, overload, server error, timeout), not bad requests.
class CircuitBreaker final {
public:
    explicit CircuitBreaker(const Clock &clock)
        : m_clock(clock)
    {
    }

    static constexpr int failuresToOpen = 5;
    static constexpr std::chrono::seconds openFor{30};

    /// Overloaded, retryable after the rest of the pause, while the circuit is open or its probe is out.
    [[nodiscard]] Result<> allow(const catalog::ModelRef &target);
    /// Every allowed attempt reports exactly one of these.
    void succeeded(const catalog::ModelRef &target);
    void failed(const catalog::ModelRef &target, const Error &error);

private:
    struct Circuit {
        int failures = 0;
        SteadyTime openUntil{};
        bool probing = false;
    };
    const Clock &m_clock;
    QHash<QString, Circuit> m_circuits; ///< only of models that failed last
};

} // namespace assay::orchestration
