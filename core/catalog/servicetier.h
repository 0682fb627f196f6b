// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QString>

namespace assay::catalog {

/// The terms on which a provider does a call. Batch: within a day; flex: when there is room; priority: ahead
/// of others.
enum class ServiceTier { Standard, Batch, Flex, Priority };

/// "standard", "batch", "flex", "priority": as kept in the store and in JSON.
[[nodiscard]] QString serviceTierName(ServiceTier tier);
[[nodiscard]] std::optional<ServiceTier> serviceTierFromName(QStringView name);

} // namespace assay::catalog
