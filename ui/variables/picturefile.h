// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "providers/completion.h"

namespace assay::ui {

/// Reads a picture of at most 20 MB from disk. InvalidInput for what is none. Blocks: off the UI thread.
[[nodiscard]] Result<providers::Image> readPicture(const QString &path);

} // namespace assay::ui
