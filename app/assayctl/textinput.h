// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

namespace assay::ctl {

/// Standard input to its end as UTF-8. Cancelled when `stopDescriptor` became readable first; InvalidInput
/// when it is no UTF-8 or longer than 64 MB. Blocks.
[[nodiscard]] Result<QString> readStandardInput(int stopDescriptor);
/// A file as UTF-8, "-" for standard input. InvalidInput names what cannot be read.
[[nodiscard]] Result<QString> readTextFile(const QString &path, int stopDescriptor);

} // namespace assay::ctl
