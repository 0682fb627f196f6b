// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

namespace assay::bench {

/// A new workspace at `path` with that many prompts and logged calls, spread over the last 90 days.
[[nodiscard]] Result<> makeBigWorkspace(const QString &path, int prompts, int calls);

} // namespace assay::bench
