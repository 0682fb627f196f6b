// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: what Ollama's own chat API wants to hear.
#pragma once

#include "providers/completion.h"

namespace assay::providers {

[[nodiscard]] QJsonObject ollamaBody(const ModelRequest &request);
/// What ollamaBody() leaves out, see Codec::unsupported().
[[nodiscard]] QStringList ollamaLeavesOut(const ModelRequest &request);

} // namespace assay::providers
