// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

namespace assay::prompts {

/// Where an editor stands among the saved steps of a prompt.
struct EditPlace {
    int step = 0; ///< what is shown is what this step made; 0: what was there before the first
    int last = 0; ///< the newest step that can be done again from there; `step` when there is none

    friend bool operator==(const EditPlace &, const EditPlace &) = default;
};

/// The place after a step back or forward, and what was shown there.
struct EditStep {
    EditPlace place;
    PromptContent content;
};

} // namespace assay::prompts
