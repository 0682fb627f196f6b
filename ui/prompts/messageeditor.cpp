// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/messageeditor.h"

#include "prompts/template.h"
#include "ui/prompts/messageblock.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QTextBlock>
#include <QTextDocument>
#include <QUndoCommand>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

class Step final : public QUndoCommand {
public:
    Step(std::function<void()> redo, std::function<void()> undo)
        : m_redo(std::move(redo))
        , m_undo(std::move(undo))
    {
    }
    void redo() override { m_redo(); }
    void undo() override { m_undo(); }

private:
    std::function<void()> m_redo;
    std::function<void()> m_undo;
};

} // namespace

MessageEditor::MessageEditor(Theme &theme, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
{
    auto *content = new QWidget(this);
    m_rows = new QVBoxLayout(content);
    m_rows->setContentsMargins(metrics::page(), metrics::wide(), metrics::page(), metrics::page());
    m_rows->setSpacing(metrics::wide());
    m_adders = new QWidget(content);
    auto *adders = new QHBoxLayout(m_adders);
    adders->setContentsMargins(0, 0, 0, 0);
    adders->setSpacing(metrics::normal());
    const std::array<std::pair<QString, providers::Role>, 3> kinds{
        {{tr("System message"), providers::Role::System},
         {tr("User message"), providers::Role::User},
         {tr("Assistant message"), providers::Role::Assistant}}};
    for (const auto &[text, role] : kinds) {
        auto *add = new QPushButton(theme.icon(u"add"_s), text, m_adders);
        add->setAccessibleName(tr("Add %1").arg(text));
        connect(add, &QPushButton::clicked, this, [this, role = role] { addMessage(role); });
        adders->addWidget(add);
    }
    adders->addStretch();
    m_rows->addWidget(m_adders);
    m_rows->addStretch();
    setWidget(content);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
}

void MessageEditor::setMessages(const std::vector<providers::Message> &messages)
{
    const QSignalBlocker quiet(this);
    m_steps.clear();
    m_lastFound = -1;
    qDeleteAll(m_blocks);
    m_blocks.clear();
    for (const providers::Message &message : messages)
        insertBlock(static_cast<int>(m_blocks.size()), message);
    updateMovable();
}

std::vector<providers::Message> MessageEditor::messages() const
{
    std::vector<providers::Message> messages;
    for (const MessageBlock *block : m_blocks)
        messages.push_back(block->message());
    return messages;
}

MessageBlock *MessageEditor::insertBlock(int position, const providers::Message &message)
{
    auto *block = new MessageBlock(m_theme, message, widget());
    block->zoom(m_zoom);
    block->setReadOnly(m_isReadOnly);
    m_blocks.insert(position, block);
    m_rows->insertWidget(position, block);
    QWidget::setTabOrder(block, m_adders);
    connect(block, &MessageBlock::changed, this, &MessageEditor::changed);
    connect(block, &MessageBlock::failed, this, &MessageEditor::failed);
    block->setCompletions(m_completions);
    block->editor()->installEventFilter(this);
    connect(block, &MessageBlock::roleChanged, this,
            [this, block](providers::Role before, providers::Role after) {
                const auto place = static_cast<int>(m_blocks.indexOf(block));
                step([this, place, after] { setRole(place, after); },
                     [this, place, before] { setRole(place, before); });
            });
    connect(block, &MessageBlock::removeRequested, this, [this, block] { removeBlock(block); });
    connect(block, &MessageBlock::moveRequested, this, [this, block](int by) { moveBlock(block, by); });
    return block;
}

void MessageEditor::addMessage(providers::Role role)
{
    restore(static_cast<int>(m_blocks.size()), {role, {}});
}

void MessageEditor::removeBlock(MessageBlock *block)
{
    const auto position = static_cast<int>(m_blocks.indexOf(block));
    const auto kept = std::make_shared<providers::Message>();
    step([this, position, kept] { *kept = take(position); },
         [this, position, kept] { put(position, *kept); });
    Q_EMIT removed(position, *kept);
}

void MessageEditor::restore(int position, const providers::Message &message)
{
    const int place = std::min(position, static_cast<int>(m_blocks.size()));
    const auto kept = std::make_shared<providers::Message>(message); // as it is when it goes again
    step([this, place, kept] { put(place, *kept); }, [this, place, kept] { *kept = take(place); });
}

void MessageEditor::moveBlock(MessageBlock *block, int by)
{
    const auto from = static_cast<int>(m_blocks.indexOf(block));
    const int to = from + by;
    if (to >= 0 && to < m_blocks.size())
        step([this, from, to] { shift(from, to); }, [this, from, to] { shift(to, from); });
}

void MessageEditor::step(std::function<void()> redo, std::function<void()> undo)
{
    m_steps.push(new Step(std::move(redo), std::move(undo))); // does it, too
}

void MessageEditor::put(int position, const providers::Message &message)
{
    MessageBlock *block = insertBlock(position, message);
    updateMovable();
    block->editor()->setFocus();
    ensureWidgetVisible(block);
    Q_EMIT changed();
}

providers::Message MessageEditor::take(int position)
{
    MessageBlock *block = m_blocks.takeAt(position);
    const providers::Message message = block->message();
    block->deleteLater();
    updateMovable();
    Q_EMIT changed();
    return message;
}

void MessageEditor::shift(int from, int to)
{
    MessageBlock *block = m_blocks.at(from);
    m_blocks.move(from, to);
    m_rows->removeWidget(block);
    m_rows->insertWidget(to, block);
    updateMovable();
    ensureWidgetVisible(block);
    Q_EMIT changed();
}

void MessageEditor::setRole(int position, providers::Role role)
{
    m_blocks.at(position)->setRole(role);
    Q_EMIT changed();
}

void MessageEditor::undo()
{
    const int current = currentBlock();
    if (current >= 0 && m_blocks.at(current)->editor()->document()->isUndoAvailable())
        m_blocks.at(current)->editor()->undo();
    else if (!m_isReadOnly && m_steps.canUndo())
        m_steps.undo();
    else if (!m_isReadOnly)
        Q_EMIT undoExhausted();
}

void MessageEditor::redo()
{
    const int current = currentBlock();
    if (current >= 0 && m_blocks.at(current)->editor()->document()->isRedoAvailable())
        m_blocks.at(current)->editor()->redo();
    else if (!m_isReadOnly && m_steps.canRedo())
        m_steps.redo();
    else if (!m_isReadOnly)
        Q_EMIT redoExhausted();
}

bool MessageEditor::eventFilter(QObject *watched, QEvent *event)
{
    // A text takes these keys even when it has nothing to undo.
    if (event->type() == QEvent::KeyPress && qobject_cast<QPlainTextEdit *>(watched) != nullptr) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            // Queued: the step may delete the text this key is for.
            QMetaObject::invokeMethod(
                this, key->matches(QKeySequence::Undo) ? &MessageEditor::undo : &MessageEditor::redo,
                Qt::QueuedConnection);
            return true;
        }
    }
    return QScrollArea::eventFilter(watched, event);
}

void MessageEditor::moveCurrent(int by)
{
    if (const int current = currentBlock(); current >= 0 && !m_isReadOnly)
        moveBlock(m_blocks.at(current), by);
}

int MessageEditor::currentBlock() const
{
    for (qsizetype i = 0; i < m_blocks.size(); ++i) {
        if (m_blocks.at(i)->isAncestorOf(focusWidget()) && m_blocks.at(i)->editor()->hasFocus())
            return static_cast<int>(i);
    }
    return -1;
}

void MessageEditor::updateMovable()
{
    for (qsizetype i = 0; i < m_blocks.size(); ++i)
        m_blocks.at(i)->setMovable(i > 0, i + 1 < m_blocks.size());
}

void MessageEditor::setReadOnly(bool isReadOnly)
{
    m_isReadOnly = isReadOnly;
    m_adders->setVisible(!isReadOnly);
    for (MessageBlock *block : std::as_const(m_blocks))
        block->setReadOnly(isReadOnly);
}

void MessageEditor::zoom(int points)
{
    const int wanted = points == 0 ? -m_zoom : points; // 0 resets
    m_zoom += wanted;
    for (MessageBlock *block : std::as_const(m_blocks))
        block->zoom(wanted);
}

void MessageEditor::focusFirst()
{
    if (!m_blocks.isEmpty())
        m_blocks.first()->editor()->setFocus();
}

bool MessageEditor::find(const QRegularExpression &pattern, bool backward)
{
    if (pattern.pattern().isEmpty() || !pattern.isValid() || m_blocks.isEmpty())
        return false;
    const QTextDocument::FindFlags flags =
        backward ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    const auto count = static_cast<int>(m_blocks.size());
    const int begin = std::max(m_lastFound >= 0 ? m_lastFound : currentBlock(), 0);
    for (int step = 0; step <= count; ++step) { // once round, the first block twice
        const int place = ((begin + (backward ? -step : step)) % count + count) % count;
        MessageBlock *block = m_blocks.at(place);
        QTextCursor from = block->editor()->textCursor();
        if (step > 0)
            from.movePosition(backward ? QTextCursor::End : QTextCursor::Start);
        const QTextCursor found = block->editor()->document()->find(pattern, from, flags);
        if (found.isNull() || !found.hasSelection())
            continue;
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

/// The matches of each line, from the last to the first, so that a change leaves the places of the others.
template <typename Each>
void eachMatchBackward(const QTextDocument *document, const QRegularExpression &pattern, Each each)
{
    for (QTextBlock line = document->lastBlock(); line.isValid(); line = line.previous()) {
        QList<QRegularExpressionMatch> matches;
        for (auto found = pattern.globalMatch(line.text()); found.hasNext();) {
            if (const auto match = found.next(); match.capturedLength() > 0)
                matches.prepend(match);
        }
        for (const QRegularExpressionMatch &match : std::as_const(matches))
            each(line, match);
    }
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
                          [&count](const QTextBlock &, const QRegularExpressionMatch &) { ++count; });
    }
    return count;
}

bool MessageEditor::replaceSelected(const QRegularExpression &pattern, const QString &with, bool hasGroups)
{
    if (m_isReadOnly || m_lastFound < 0 || m_lastFound >= m_blocks.size() || !pattern.isValid())
        return false;
    QTextCursor cursor = m_blocks.at(m_lastFound)->editor()->textCursor();
    const QString line = cursor.block().text();
    const int start = cursor.selectionStart() - cursor.block().position();
    const auto match = pattern.match(line, start);
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
        eachMatchBackward(block->editor()->document(), pattern,
                          [&](const QTextBlock &line, const QRegularExpressionMatch &match) {
                              cursor.setPosition(line.position() + static_cast<int>(match.capturedStart()));
                              cursor.setPosition(line.position() + static_cast<int>(match.capturedEnd()),
                                                 QTextCursor::KeepAnchor);
                              cursor.insertText(replacementOf(match, with, hasGroups));
                              ++replaced;
                          });
        cursor.endEditBlock();
    }
    return replaced;
}

void MessageEditor::setCompletions(const Completions &completions)
{
    m_completions = completions;
    for (MessageBlock *block : std::as_const(m_blocks))
        block->setCompletions(completions);
}

void MessageEditor::completeName()
{
    if (const int current = currentBlock(); current >= 0)
        m_blocks.at(current)->editor()->complete();
}

QString MessageEditor::variableAtCursor() const
{
    const int current = currentBlock();
    return current >= 0 ? m_blocks.at(current)->editor()->variableAtCursor() : QString();
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

QString MessageEditor::problem() const
{
    for (qsizetype i = 0; i < m_blocks.size(); ++i) {
        if (const QString problem = m_blocks.at(i)->problem(); !problem.isEmpty())
            return tr("Message %1: %2").arg(i + 1).arg(problem);
    }
    return {};
}

void MessageEditor::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        zoom(event->angleDelta().y() > 0 ? 1 : -1);
        event->accept();
        return;
    }
    QScrollArea::wheelEvent(event);
}

} // namespace assay::ui
