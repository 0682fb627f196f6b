// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/answers.h"

namespace assay::simulator {

// The tasks of the sample workspace, done by simple rules: well by Thorough, with the usual flaws by the
// others.

[[nodiscard]] QString triageTicket(const ChatRequest &request, Quality quality);
[[nodiscard]] QString writeSql(const ChatRequest &request, Quality quality);
[[nodiscard]] QString summarizeChanges(const ChatRequest &request, Quality quality);

} // namespace assay::simulator
