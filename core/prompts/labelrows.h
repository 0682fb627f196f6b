// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"
#include "storage/database.h"

namespace assay::prompts {

// What a release does with labels and versions within its own transaction. On a thread of the Database.

/// Who moves a label, and why.
struct Mover {
    QString who;
    QString reason;
    std::int64_t undoes = 0; ///< the move that is taken back
    UtcMicros now = 0;
    bool isAssay = false; ///< a release by itself, as whoever started it wanted
};

/// Points a label at a version; 0 takes it away. Permission when the mover's role forbids it,
/// Conflict while a release is running on it.
[[nodiscard]] Result<> moveLabel(storage::Connection &connection, PromptId id, int version,
                                 const QString &label, const Mover &mover);

/// See PromptStore::version().
[[nodiscard]] Result<PromptVersion> resolveVersion(storage::Connection &connection, PromptId id,
                                                   const QString &reference);

} // namespace assay::prompts
