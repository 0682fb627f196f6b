// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"

namespace assay::ctl {

/// prompts import PATH: a file or a folder, of Assay or another tool; all of it or nothing.
[[nodiscard]] Result<Work> importPrompts(const Invocation &in);
/// prompts export NAME: a version in any writable format; with --to FOLDER all prompts for git.
[[nodiscard]] QCoro::Task<int> exportPrompts(Invocation in);

} // namespace assay::ctl
