// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1String>
#include <span>

namespace assay::storage {

/// One numbered step. A released step never changes: its SQL spells every name out.
struct Migration {
    int version;
    std::span<const QLatin1String> statements;
};

/// All steps, oldest first. The last one's version is the schema this program writes.
[[nodiscard]] std::span<const Migration> migrations();

/// PRAGMA application_id of a workspace: "ASSY".
inline constexpr int workspaceApplicationId = 0x41535359;

} // namespace assay::storage
