// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: the table from every provider's words to the common error codes.
#pragma once

#include "base/error.h"
#include "providers/fault.h"

namespace assay::providers {

/// The body's machine codes decide, then its type, then the HTTP status; the message only where nothing else
/// exists.
[[nodiscard]] ErrorCode codeOf(const Fault &fault, const transport::HttpHeaders &headers);

} // namespace assay::providers
