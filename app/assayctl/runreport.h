// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/orchestrator.h"
#include "terminal.h"

namespace assay::ctl {

/// A finished call as `run --json` prints it.
[[nodiscard]] QJsonObject toJson(const orchestration::CompletionResult &result);

/// Latency, tokens, cost and end of each call, side by side.
void printTable(const Terminal &terminal, const std::vector<orchestration::CompletionResult> &results);

} // namespace assay::ctl
