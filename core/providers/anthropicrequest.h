// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: what Anthropic Messages wants to hear.
#pragma once

#include "providers/completion.h"

namespace assay::providers {

/// The body of /messages.
[[nodiscard]] QJsonObject anthropicBody(const ModelRequest &request);
/// The body of /messages/count_tokens: what makes up the prompt and nothing else, as it refuses the rest.
[[nodiscard]] QJsonObject anthropicPrompt(const ModelRequest &request);
/// What anthropicBody() leaves out, see Codec::unsupported().
[[nodiscard]] QStringList anthropicLeavesOut(const ModelRequest &request);

} // namespace assay::providers
