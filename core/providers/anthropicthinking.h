// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: which Claude thinks how.
#pragma once

#include "providers/completion.h"

namespace assay::providers {

/// What a request asks of a Claude's thinking, and what follows from it for the other parameters.
struct AnthropicThinking {
    /// Unsaid: not asked for, or not possible. Budget: so many tokens. Adaptive: as much as the model finds
    /// fit, guided by `effort` (from Claude 4.6 on).
    enum class Mode { Unsaid, Off, Budget, Adaptive };
    Mode mode = Mode::Unsaid;
    int budgetTokens = 0;
    QString effort; ///< "low", "medium", "high"
    int maxTokens = 0; ///< of the answer with its thoughts; the protocol wants a limit
    bool isRefused = false; ///< it was asked for, but this model or this request cannot
    bool takesSampling = true; ///< whether temperature and top_p may be sent at all
    bool takesBothSamplings = true; ///< whether both of them may
};

[[nodiscard]] AnthropicThinking anthropicThinking(const ModelRequest &request);

} // namespace assay::providers
