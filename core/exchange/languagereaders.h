// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange/templatelanguages.h"

namespace assay::exchange {

/// Which line a place is on; asked in rising order, so that all of a text is counted once.
class LineCounter final {
public:
    explicit LineCounter(QStringView text)
        : m_text(text)
    {
    }
    [[nodiscard]] int lineOf(qsizetype position)
    {
        m_line += int(m_text.sliced(m_position, position - m_position).count(u'\n'));
        m_position = position;
        return m_line;
    }

private:
    QStringView m_text;
    qsizetype m_position = 0;
    int m_line = 1;
};

// One reader a language; see toMustache(). Detail of the room.
[[nodiscard]] Converted readHandlebars(const QString &text);
[[nodiscard]] Converted readJinja(const QString &text);
[[nodiscard]] Converted readFString(const QString &text);
[[nodiscard]] Converted readBraces(const QString &text);

} // namespace assay::exchange
