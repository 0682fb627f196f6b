// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "providers/completion.h"

namespace assay::ctl {

/// A picture from a file: PNG, JPEG, GIF or WebP of at most 20 MB, told by what it holds. NotFound when it
/// cannot be read, InvalidInput when it is none of these. Blocks.
[[nodiscard]] Result<providers::Image> pictureArgument(const QString &path);

} // namespace assay::ctl
