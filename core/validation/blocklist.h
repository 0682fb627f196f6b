// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/recogniser.h"

#include <QHash>
#include <QRegularExpression>

namespace assay::validation {

/// The words, phrases and expressions of a list, made ready. Any thread. Detail of the room.
class BlockList final {
public:
    explicit BlockList(const QList<TextPattern> &patterns);

    /// Appends what stands in the text. An expression that runs into its limit counts as found over the whole
    /// text: a list that cannot be held must not let pass.
    void find(const QString &text, Matches &matches) const;
    /// Whether an entry matches the whole text.
    [[nodiscard]] bool coversWhole(const QString &text) const;
    /// Where a match may begin that text still to come would complete, or the text's size.
    [[nodiscard]] qsizetype openFrom(const QString &text) const;
    [[nodiscard]] bool isEmpty() const { return m_words.isEmpty() && m_regexes.isEmpty(); }

private:
    [[nodiscard]] QStringList phrasesAt(QStringView text, qsizetype at) const;

    QHash<QChar, QStringList> m_words; ///< case-folded, white space as single spaces; by first character
    QList<QRegularExpression> m_regexes;
    qsizetype m_longest = 0; ///< of the phrases, white space run included
};

} // namespace assay::validation
