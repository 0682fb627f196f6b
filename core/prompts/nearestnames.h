// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace assay::prompts {

/// Up to three of `names` that `typed` may have been meant as, nearest first. Detail of the room.
[[nodiscard]] QStringList nearestNames(const QString &typed, const QStringList &names);

} // namespace assay::prompts
