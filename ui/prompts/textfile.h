// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

namespace assay::ui {

/// The text of a file that is to go into a message: UTF-8, or UTF-16 with its mark. Refused when it cannot be
/// read, has more than 1 MB or is no text. Reads from the disk: not on the window's thread.
[[nodiscard]] Result<QString> readTextFile(const QString &path);

} // namespace assay::ui
