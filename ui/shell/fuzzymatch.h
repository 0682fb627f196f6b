// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QList>
#include <QStringView>

namespace assay::ui {

struct FuzzyMatch {
    int score = 0; ///< more is better
    QList<int> positions; ///< of the matched characters in the text
};

/// Whether the characters of `pattern` (spaces aside) occur in `text` in that order, ignoring case, and how
/// well: whole runs and starts of words count more, gaps less. Empty when they do not.
[[nodiscard]] std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace assay::ui
