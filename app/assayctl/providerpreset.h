// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"

namespace assay::ctl {

/// The provider that `providers add` describes: what its vendor fills in, and what was typed instead. Checked
/// as the store will check it.
[[nodiscard]] Result<catalog::Provider> providerFromOptions(const Invocation &in);
/// `providers vendors`.
[[nodiscard]] QCoro::Task<int> listVendors(Invocation in);

} // namespace assay::ctl
