// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "providers/completion.h"

#include <QByteArray>

namespace assay::orchestration {

/// What the cache keeps sealed: an answer, whole but for the tokens' probabilities, and which call brought
/// it.
struct CacheEntry {
    providers::Completion completion;
    CallId call; ///< null in entries of older versions
};
[[nodiscard]] QByteArray encodeCached(const CacheEntry &entry);
/// Storage when it is none.
[[nodiscard]] Result<CacheEntry> decodeCached(const QByteArray &json);

/// Whether an answer may stand for later ones: it ended well, and not by a limit or a filter.
[[nodiscard]] bool isWorthKeeping(const providers::Completion &completion);

} // namespace assay::orchestration
