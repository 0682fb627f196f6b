// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/callrecord.h"

namespace assay::ctl {

/// A call of the log as `log --json` lists it.
[[nodiscard]] QJsonObject listedJson(const telemetry::CallRecord &record);
/// The same with all that is known of it but its content: facts, cost split, notes, trace.
[[nodiscard]] QJsonObject wholeJson(const telemetry::CallRecord &record);

/// "name", "name@3" or "-".
[[nodiscard]] QString promptText(const telemetry::CallRecord &record);

/// What each kind of token cost, as the call's timeline ends with: {"input_usd": 0.01...}. Empty when nothing
/// was billed or the price was unknown.
[[nodiscard]] QJsonObject costSplit(const telemetry::CallRecord &record);
/// What a person should know of the figures, a sentence each.
[[nodiscard]] QStringList notesOf(const telemetry::CallRecord &record);

} // namespace assay::ctl
