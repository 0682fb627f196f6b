// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QRegularExpression>
#include <QStringList>

namespace assay::validation {

// Regular expressions that people write, kept from running away. Detail of the room.

/// The pattern with a limit on PCRE2's match steps. A match beyond the limit is not valid(): never taken for
/// "no match" by those who must know.
[[nodiscard]] QRegularExpression boundedRegex(const QString &pattern,
                                              QRegularExpression::PatternOptions options = {});
/// The same, matching the whole text only.
[[nodiscard]] QRegularExpression boundedWholeRegex(const QString &pattern);
/// Matches any of the words or phrases as whole words in any case, or nothing when there are none.
[[nodiscard]] QRegularExpression wordsRegex(const QStringList &words);
/// Why the pattern does not compile, with the position (1-based, in characters of `pattern`), or empty.
[[nodiscard]] QString problemWithPattern(const QString &pattern);

} // namespace assay::validation
