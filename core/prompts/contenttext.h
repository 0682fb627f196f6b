// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

namespace assay::prompts {

/// All that a version holds as one text for people: what diffs and blame work on. Messages as they are, then
/// settings, tools, output, variables and notes, each under a heading "# ...".
[[nodiscard]] QString contentText(const PromptContent &content);

} // namespace assay::prompts
