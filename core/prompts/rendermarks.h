// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

namespace assay::prompts {

// Detail of the room: how a rendered text tells what was inserted.

constexpr QChar insertedBegin(2);
constexpr QChar insertedEnd(3);
constexpr QChar missingMark(4); ///< right after insertedBegin

/// render() with every inserted value between insertedBegin and insertedEnd.
[[nodiscard]] Result<std::vector<providers::Message>> renderMarked(const PromptContent &content,
                                                                   const QMap<QString, QString> &values);

} // namespace assay::prompts
