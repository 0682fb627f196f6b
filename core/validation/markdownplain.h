// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace assay::validation {

/// Markdown (CommonMark's common constructs) as plain text: marks go, words, code and line breaks stay; a
/// link becomes "text (address)"; lists keep "- " and their numbers. Linear. Detail of the room.
[[nodiscard]] QString markdownToPlain(const QString &markdown);

} // namespace assay::validation
