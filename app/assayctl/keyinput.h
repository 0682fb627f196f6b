// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/secret.h"

#include <QString>

namespace assay::ctl {

/// The first line of standard input; not echoed when it is a terminal.
[[nodiscard]] security::Secret readKey(const QString &prompt);
/// The value of an environment variable.
[[nodiscard]] security::Secret keyFromEnvironment(const QString &variable);

} // namespace assay::ctl
