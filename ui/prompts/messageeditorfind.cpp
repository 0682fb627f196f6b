// SPDX-License-Identifier: GPL-3.0-or-later
// How places are found in the messages of a prompt, and replaced.
#include "ui/prompts/messageeditor.h"

#include "prompts/template.h"
#include "ui/prompts/messageblock.h"

#include <algorithm>

#include <QTextDocument>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

/// The next match that is not empty.
QRegularExpressionMatch firstMatch(const QString &text, const QRegularExpression &pattern, qsizetype from)
{
    for (auto found = pattern.globalMatch(text, from); found.hasNext();) {
        if (const auto match = found.next(); match.capturedLength() > 0)
            return match;
    }
    return {};
}

QRegularExpressionMatch lastMatchBefore(const QString &text, const QRegularExpression &pattern,
                                        qsizetype before)
{
    QRegularExpressionMatch last;
    for (auto found = pattern.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        if (match.capturedEnd() > before)
            break;
        if (match.capturedLength() > 0)
            last = match;
    }
    return last;
}

} // namespace

bool MessageEditor::find(const QRegularExpression &pattern, bool backward)
{
    if (pattern.pattern().isEmpty() || !pattern.isValid() || m_blocks.isEmpty())
        return false;
    const auto count = static_cast<int>(m_blocks.size());
    const int begin = std::max(m_lastFound >= 0 ? m_lastFound : currentBlock(), 0);
    for (int step = 0; step <= count; ++step) { // once round, the first block twice
        const int place = ((begin + (backward ? -step : step)) % count + count) % count;
        MessageBlock *block = m_blocks.at(place);
        const QTextCursor cursor = block->editor()->textCursor();
        const QString text = block->editor()->toPlainText();
        const qsizetype from = step == 0 ? (backward ? cursor.selectionStart() : cursor.selectionEnd())
            : backward                   ? text.size() + 1
                                         : 0;
        const auto match = backward ? lastMatchBefore(text, pattern, from) : firstMatch(text, pattern, from);
        if (!match.hasMatch())
            continue;
        QTextCursor found = cursor;
        found.setPosition(static_cast<int>(match.capturedStart()));
        found.setPosition(static_cast<int>(match.capturedEnd()), QTextCursor::KeepAnchor);
        block->setFolded(false);
        block->editor()->setTextCursor(found);
        ensureWidgetVisible(block);
        m_lastFound = place;
        return true;
    }
    m_lastFound = -1;
    return false;
}

namespace {

/// From the last to the first, so that a change leaves the places of the others.
template <typename Each>
void eachMatchBackward(const QTextDocument *document, const QRegularExpression &pattern, Each each)
{
    QList<QRegularExpressionMatch> matches;
    for (auto found = pattern.globalMatch(document->toPlainText()); found.hasNext();) {
        if (const auto match = found.next(); match.capturedLength() > 0)
            matches.append(match);
    }
    for (auto match = matches.crbegin(); match != matches.crend(); ++match)
        each(*match);
}

QString replacementOf(const QRegularExpressionMatch &match, const QString &with, bool hasGroups)
{
    if (!hasGroups)
        return with;
    static const QRegularExpression group(u"\\\\(\\d)"_s);
    QString text;
    qsizetype done = 0;
    for (auto found = group.globalMatch(with); found.hasNext();) {
        const auto place = found.next();
        text += QStringView(with).sliced(done, place.capturedStart() - done);
        text += match.captured(place.capturedView(1).toInt());
        done = place.capturedEnd();
    }
    return QString(text + QStringView(with).sliced(done));
}

} // namespace

int MessageEditor::count(const QRegularExpression &pattern) const
{
    int count = 0;
    if (pattern.pattern().isEmpty() || !pattern.isValid())
        return count;
    for (const MessageBlock *block : m_blocks) {
        eachMatchBackward(block->editor()->document(), pattern,
                          [&count](const QRegularExpressionMatch &) { ++count; });
    }
    return count;
}

bool MessageEditor::replaceSelected(const QRegularExpression &pattern, const QString &with, bool hasGroups)
{
    if (m_isReadOnly || m_lastFound < 0 || m_lastFound >= m_blocks.size() || !pattern.isValid())
        return false;
    QTextCursor cursor = m_blocks.at(m_lastFound)->editor()->textCursor();
    const int start = cursor.selectionStart();
    const auto match = pattern.match(m_blocks.at(m_lastFound)->editor()->toPlainText(), start);
    if (!cursor.hasSelection() || match.capturedStart() != start
        || match.capturedLength() != cursor.selectionEnd() - cursor.selectionStart())
        return false;
    cursor.insertText(replacementOf(match, with, hasGroups));
    return true;
}

int MessageEditor::replaceAll(const QRegularExpression &pattern, const QString &with, bool hasGroups)
{
    int replaced = 0;
    if (m_isReadOnly || pattern.pattern().isEmpty() || !pattern.isValid())
        return replaced;
    for (const MessageBlock *block : std::as_const(m_blocks)) {
        QTextCursor cursor(block->editor()->document());
        cursor.beginEditBlock();
        eachMatchBackward(block->editor()->document(), pattern, [&](const QRegularExpressionMatch &match) {
            cursor.setPosition(static_cast<int>(match.capturedStart()));
            cursor.setPosition(static_cast<int>(match.capturedEnd()), QTextCursor::KeepAnchor);
            cursor.insertText(replacementOf(match, with, hasGroups));
            ++replaced;
        });
        cursor.endEditBlock();
    }
    return replaced;
}

void MessageEditor::showVariable(const QString &name)
{
    for (int i = 0; i < m_blocks.size(); ++i) {
        for (const prompts::VariableSpan &span :
             prompts::variableSpans(m_blocks.at(i)->editor()->toPlainText())) {
            if (span.name == name)
                return showPassage(i, span.start, span.length);
        }
    }
}

void MessageEditor::showPassage(int message, qsizetype start, qsizetype length)
{
    if (message < 0 || message >= m_blocks.size())
        return;
    MessageBlock *block = m_blocks.at(message);
    if (start + length > block->editor()->document()->characterCount())
        return;
    QTextCursor cursor = block->editor()->textCursor();
    cursor.setPosition(static_cast<int>(start));
    cursor.setPosition(static_cast<int>(start + length), QTextCursor::KeepAnchor);
    block->setFolded(false);
    block->editor()->setTextCursor(cursor);
    block->editor()->setFocus();
}

} // namespace assay::ui
