// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/plaintext.h"

#include <utility>

#include <QTextCursor>
#include <QTextDocument>

namespace assay::ui {

PlainText::PlainText(QTextDocument *document)
    : QObject(document)
    , m_document(document)
{
    connect(document, &QTextDocument::contentsChange, this, &PlainText::take);
}

QString PlainText::text() const
{
    if (!m_text || m_revision != m_document->revision()) {
        m_text = m_document->toPlainText();
        m_revision = m_document->revision();
    }
    return *m_text;
}

void PlainText::take(int position, int removed, int added)
{
    constexpr int mostFollowed = 20'000; // more is as well read anew, when it is asked for
    if (!m_text || m_revision == m_document->revision()) // formats alone make no revision
        return;
    const qsizetype length = m_document->characterCount() - 1; // less the end of the last block
    const bool isWithin = position + removed <= m_text->size() && position + added <= length
        && added <= mostFollowed && m_text->size() - removed + added == length;
    if (!isWithin) {
        m_text.reset();
        return;
    }
    QTextCursor change(m_document);
    change.setPosition(position);
    change.setPosition(position + added, QTextCursor::KeepAnchor);
    QString came = change.selectedText();
    for (QChar &c : came) { // as toPlainText() does
        if (c == QChar::ParagraphSeparator || c == QChar::LineSeparator || c == QChar(0xfdd0)
            || c == QChar(0xfdd1))
            c = QLatin1Char('\n');
        else if (c == QChar::Nbsp)
            c = QLatin1Char(' ');
    }
    m_text->replace(position, removed, came);
    m_revision = m_document->revision();
}

} // namespace assay::ui
