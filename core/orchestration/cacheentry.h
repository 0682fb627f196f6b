// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "providers/completion.h"

#include <QByteArray>

namespace assay::orchestration {

/// A completion as the cache keeps it, whole but for the tokens' probabilities.
[[nodiscard]] QByteArray encodeCached(const providers::Completion &completion);
/// Storage when it is none.
[[nodiscard]] Result<providers::Completion> decodeCached(const QByteArray &json);

/// Whether an answer may stand for later ones: it ended well, and not by a limit or a filter.
[[nodiscard]] bool isWorthKeeping(const providers::Completion &completion);

} // namespace assay::orchestration
