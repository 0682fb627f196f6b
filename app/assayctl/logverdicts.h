// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/calltrace.h"

#include <QStringList>

namespace assay::ctl {

/// What the safety policy found and what the answer broke, a line each: rule, where, what was done.
[[nodiscard]] QStringList verdictLines(const telemetry::CallTrace &trace);
/// Whether verdictLines() says what a figure of a step holds.
[[nodiscard]] bool isVerdict(const QString &fact);

} // namespace assay::ctl
