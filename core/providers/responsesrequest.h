// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: what OpenAI Responses wants to hear.
#pragma once

#include "providers/completion.h"

namespace assay::providers {

/// The body of /responses. Nothing is stored at OpenAI, so reasoning travels back and forth sealed.
[[nodiscard]] QJsonObject responsesBody(const ModelRequest &request);
/// What responsesBody() leaves out, see Codec::unsupported().
[[nodiscard]] QStringList responsesLeavesOut(const ModelRequest &request);

} // namespace assay::providers
