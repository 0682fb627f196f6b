// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"

namespace assay::ctl {

/// `log show ID`: all that the log knows of a call; with --content also what was sent and came back.
[[nodiscard]] QCoro::Task<int> showCall(Invocation in);

} // namespace assay::ctl
