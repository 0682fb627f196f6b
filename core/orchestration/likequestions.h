// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "storage/database.h"

#include <optional>

#include <QFuture>
#include <QList>
#include <QString>

namespace assay::orchestration {

/// A call that the semantic cache answered, as the log keeps it.
struct LikeQuestion {
    CallId call;
    UtcMicros at = 0;
    QString prompt; ///< empty for free text
    QString model; ///< "provider/model" that gave the answer, then
    double similarity = 0; ///< cosine, 0..1
    double threshold = 0; ///< the least similarity that counted then; 0 where an older version kept it
    std::optional<CallId> matched; ///< the call whose question it was; there stand question and answer
};

/// Those among the newest calls of the log, newest first, at most `limit`. Reads no more than the newest
/// 10,000 calls.
[[nodiscard]] QFuture<Result<QList<LikeQuestion>>> likeQuestions(storage::Database &database, int limit);

} // namespace assay::orchestration
