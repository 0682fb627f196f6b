// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room.
#pragma once

#include "providers/codec.h"

namespace assay::providers {

/// Reads a listing of models in the shape of OpenAI, Anthropic or one of their relatives.
[[nodiscard]] Result<ModelPage> readModelListing(int status, const transport::HttpHeaders &headers,
                                                 const QByteArray &body);

} // namespace assay::providers
