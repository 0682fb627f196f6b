// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"

namespace assay::ctl {

/// prompts search WORD...: lists the prompts whose text has all of the words, with the place of the first.
[[nodiscard]] QCoro::Task<int> searchPrompts(Invocation in);

} // namespace assay::ctl
