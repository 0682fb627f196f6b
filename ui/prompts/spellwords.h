// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace assay::ui {

/// Where a word stands in a line, in UTF-16 units.
struct WordSpan {
    qsizetype start = 0;
    qsizetype length = 0;
    friend bool operator==(const WordSpan &, const WordSpan &) = default;
};

/// The words of a line of prose that a spell checker should look at. Left out is what is no prose: template
/// tags, `code`, <tags>, URLs, mail addresses, paths, options, $names, words with digits or underscores, in
/// capitals or camelCase, and what is glued to a tag or to code. Linear.
[[nodiscard]] QList<WordSpan> wordsToSpell(QStringView line);

} // namespace assay::ui
