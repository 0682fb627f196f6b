// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/money.h"
#include "base/result.h"

#include <functional>
#include <optional>

namespace assay::orchestration {

/// One hard budget for the calendar month (UTC) of the workspace. Reserves before a call, settles after. One
/// thread.
class BudgetGate final {
public:
    using SpentSince = std::function<Money(UtcMicros from)>;

    /// No `limit`: everything passes. `spentSince` is asked once a month, then calls are added up here.
    BudgetGate(const Clock &clock, std::optional<Money> limit, SpentSince spentSince);

    /// BudgetExceeded when what is spent, reserved and estimated together passes the limit.
    [[nodiscard]] Result<> reserve(Money estimate);
    void settle(Money estimate, std::optional<Money> cost);

private:
    void startMonth();

    const Clock &m_clock;
    std::optional<Money> m_limit;
    SpentSince m_spentSince;
    UtcMicros m_monthEnd = 0;
    Money m_spent;
    Money m_reserved;
};

} // namespace assay::orchestration
