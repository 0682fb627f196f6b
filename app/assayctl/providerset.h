// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"

namespace assay::ctl {

/// providers set: changes how an existing provider is reached.
[[nodiscard]] Command providerSetCommand();
/// How a provider is reached beyond its address, as --json prints it.
[[nodiscard]] QJsonObject connectionJson(const catalog::ConnectionSettings &settings);

} // namespace assay::ctl
