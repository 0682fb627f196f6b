// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the page Operations.
#pragma once

#include "base/clock.h"
#include "orchestration/circuitbreaker.h"
#include "orchestration/policy.h"
#include "telemetry/connectionlog.h"
#include "ui/operations/rowsmodel.h"

#include <chrono>

namespace assay::ui::operations {

/// A moment in the local zone, short; the cell's tooltip has all of it.
[[nodiscard]] TableCell momentCell(UtcMicros moment);
/// "4 s", "2 min 5 s".
[[nodiscard]] QString durationText(std::chrono::milliseconds duration);
[[nodiscard]] TableCell numberCell(qint64 number);
[[nodiscard]] TableCell bytesCell(qint64 bytes);
[[nodiscard]] TableCell breakerStateCell(orchestration::BreakerState state);
[[nodiscard]] QString breakerStateText(orchestration::BreakerState state);
/// "Every call", "p/m, key k".
[[nodiscard]] QString limitSubject(const orchestration::RateLimit &limit);
[[nodiscard]] QString purposeText(transport::Purpose purpose);
[[nodiscard]] TableCell connectionStateCell(const telemetry::ConnectionEntry &entry);
/// Whose name stands under what is decided here.
[[nodiscard]] QString userName();

} // namespace assay::ui::operations
