// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/secret.h"

#include <optional>

#include <QString>

namespace assay::ctl {

/// The first line of standard input; not echoed when it is a terminal. Nothing if `stopDescriptor` became
/// readable first. Blocks.
[[nodiscard]] std::optional<security::Secret> readKey(const QString &prompt, int stopDescriptor);
/// The value of an environment variable.
[[nodiscard]] security::Secret keyFromEnvironment(const QString &variable);

} // namespace assay::ctl
