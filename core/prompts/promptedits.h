// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/editplace.h"
#include "storage/database.h"

#include <optional>

namespace assay::prompts {

// The edits of a prompt, each a step that can be taken back after any number of restarts. Detail of the room;
// every function runs on a thread of the Database.

/// The content that an editor shows as it is stored: the draft's, else the latest version's; empty for none.
[[nodiscard]] Result<QByteArray> shownBytes(storage::Connection &connection, PromptId id);

/// Keeps the step from `before` to what shownBytes() is now; nothing when they are equal. `returnsTo`: the
/// place whose content this is again, because steps were taken back; it counts only where that is so. Returns
/// the place that the prompt is at then.
[[nodiscard]] Result<EditPlace> recordEdit(storage::Connection &connection, PromptId id,
                                           const QByteArray &before, UtcMicros now,
                                           const std::optional<EditPlace> &returnsTo = {});

/// The place of what is shown.
[[nodiscard]] Result<EditPlace> editPlace(storage::Connection &connection, PromptId id);

/// One step back (`by` -1) or forward (1) from a place. NotFound when there is none.
[[nodiscard]] Result<EditStep> stepFrom(storage::Connection &connection, PromptId id, const EditPlace &from,
                                        int by);

/// The number of the last step; 0 when there is none.
[[nodiscard]] Result<int> lastEdit(storage::Connection &connection, PromptId id);

/// What was shown after a step; 0: before the first. NotFound when the steps do not lead there.
[[nodiscard]] Result<PromptContent> contentAfterEdit(storage::Connection &connection, PromptId id, int step);

} // namespace assay::prompts
