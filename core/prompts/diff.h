// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace assay::prompts {

enum class DiffKind { Equal, Removed, Added };

/// A run of words within a line.
struct DiffSpan {
    DiffKind kind = DiffKind::Equal;
    QString text;
};

/// One row of a side-by-side view. A side without a line (number 0) is blank.
struct DiffRow {
    int leftLine = 0; ///< 1-based
    int rightLine = 0;
    QList<DiffSpan> left; ///< Equal and Removed
    QList<DiffSpan> right; ///< Equal and Added
    [[nodiscard]] bool isChanged() const;
};

enum class WhiteSpace { Counts, Ignored };

/// Lines matched first, then words within changed lines. Where white space is ignored, lines and words that
/// differ in nothing else are equal, and each side shows its own. O(ND) (Wu, Manber, Myers 1990, by dtl). Any
/// thread.
[[nodiscard]] QList<DiffRow> diffTexts(const QString &left, const QString &right,
                                       WhiteSpace whiteSpace = WhiteSpace::Counts);

} // namespace assay::prompts
