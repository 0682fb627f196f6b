// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>

namespace assay::telemetry {

/// Content as the store keeps it: one byte that names the form (0 plain, 1 zstd), then the bytes.
[[nodiscard]] QByteArray packContent(const QByteArray &content);
/// Storage error when the blob is damaged or of an unknown form.
[[nodiscard]] Result<QByteArray> unpackContent(const QByteArray &blob);

} // namespace assay::telemetry
