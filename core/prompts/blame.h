// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

namespace assay::prompts {

/// A line of a version's contentText(), and where it came from.
struct BlameLine {
    QString text;
    int version = 0; ///< that first had the line as it is; 0: no version, only the draft
};

/// Who wrote each line of `content`, which was made from version `parent` (and `mergedParent`, 0 for none).
/// `versions` in any order; those that are missing end the search. Any thread.
[[nodiscard]] QList<BlameLine> blame(const PromptContent &content, int number, int parent, int mergedParent,
                                     const QList<PromptVersion> &versions);

} // namespace assay::prompts
