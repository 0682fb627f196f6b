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
#include <QPlainTextEdit>
#include <QPushButton>
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

bool MessageEditor::find(const QString &text, bool backward)
{
    if (text.isEmpty() || m_blocks.isEmpty())
        return false;
    const QTextDocument::FindFlags flags =
        backward ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    const auto count = static_cast<int>(m_blocks.size());
    const int begin = std::max(currentBlock(), 0);
    for (int step = 0; step <= count; ++step) { // once round, the first block twice
        MessageBlock *block = m_blocks.at((begin + (backward ? -step : step) % count + count) % count);
        QTextCursor from = block->editor()->textCursor();
        if (step > 0)
            from.movePosition(backward ? QTextCursor::End : QTextCursor::Start);
        const QTextCursor found = block->editor()->document()->find(text, from, flags);
        if (found.isNull())
            continue;
        block->setFolded(false);
        block->editor()->setTextCursor(found);
        ensureWidgetVisible(block);
        return true;
    }
    return false;
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
