// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "orchestration/policy.h"

#include <QTimeZone>

namespace assay::orchestration {

/// From its first microsecond to the first of the next.
struct Period {
    UtcMicros start = 0;
    UtcMicros end = 0;
};

/// The day, week (from Monday) or month around `now`, from midnight to midnight in `zone`; days on which the
/// clocks change are shorter or longer than 24 hours.
[[nodiscard]] Period periodAround(UtcMicros now, BudgetPeriod length, const QTimeZone &zone);

/// The zone of an IANA id; the system's when it is empty or unknown.
[[nodiscard]] QTimeZone zoneNamed(const QByteArray &id);

} // namespace assay::orchestration
