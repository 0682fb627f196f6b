// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/messageeditor.h"

#include "ui/prompts/editstep.h"
#include "ui/prompts/messageblock.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QTextDocument>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace assay::ui {

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
    m_isReading = false;
    m_edited.clear();
    m_blocks.clear();
    qDeleteAll(
        widget()->findChildren<MessageBlock *>(QString(), Qt::FindDirectChildrenOnly)); // all kept ones
    QList<MessageBlock *> blocks;
    for (const providers::Message &message : messages)
        blocks.append(makeBlock(message));
    showBlocks(blocks);
}

void MessageEditor::showBlocks(const QList<MessageBlock *> &blocks)
{
    m_lastFound = -1;
    for (MessageBlock *block : std::as_const(m_blocks)) {
        m_rows->removeWidget(block);
        block->hide();
    }
    m_blocks = blocks;
    for (int i = 0; i < m_blocks.size(); ++i) {
        m_rows->insertWidget(i, m_blocks.at(i));
        m_blocks.at(i)->show();
        QWidget::setTabOrder(m_blocks.at(i), m_adders);
    }
    updateMovable();
}

void MessageEditor::replaceMessages(const std::vector<providers::Message> &messages,
                                    std::function<void()> redo, std::function<void()> undo)
{
    endReading();
    QList<MessageBlock *> blocks;
    for (const providers::Message &message : messages)
        blocks.append(makeBlock(message));
    step(
        [this, blocks, redo = std::move(redo)] {
            showBlocks(blocks);
            redo();
        },
        [this, before = m_blocks, undo = std::move(undo)] {
            showBlocks(before);
            undo();
        });
}

void MessageEditor::addStep(std::function<void()> redo, std::function<void()> undo)
{
    auto *step = new EditStep(std::move(redo), std::move(undo), true);
    step->setDone();
    m_steps.push(step);
}

void MessageEditor::readMessages(const std::vector<providers::Message> &messages)
{
    const QSignalBlocker quiet(this);
    if (!std::exchange(m_isReading, true))
        m_edited = m_blocks;
    const QList<MessageBlock *> before = m_blocks;
    QList<MessageBlock *> blocks;
    for (const providers::Message &message : messages)
        blocks.append(makeBlock(message));
    showBlocks(blocks);
    if (before != m_edited)
        qDeleteAll(before);
    setReadOnly(true);
}

void MessageEditor::endReading()
{
    if (!std::exchange(m_isReading, false))
        return;
    const QList<MessageBlock *> read = m_blocks;
    showBlocks(std::exchange(m_edited, {}));
    qDeleteAll(read);
    setReadOnly(false);
}

std::vector<providers::Message> MessageEditor::messages() const
{
    std::vector<providers::Message> messages;
    for (const MessageBlock *block : m_blocks)
        messages.push_back(block->message());
    return messages;
}

MessageBlock *MessageEditor::makeBlock(const providers::Message &message)
{
    auto *block = new MessageBlock(m_theme, message, widget());
    block->hide(); // until it has its place
    block->zoom(m_zoom);
    block->setReadOnly(m_isReadOnly);
    connect(block, &MessageBlock::changed, this, &MessageEditor::changed);
    connect(block, &MessageBlock::failed, this, &MessageEditor::failed);
    block->setCompletions(m_completions);
    block->setSpelling(m_checker);
    block->setPartialProblems(m_partialProblems);
    connect(block->editor(), &PromptEdit::referencesWanted, this, &MessageEditor::referencesWanted);
    block->editor()->installEventFilter(this);
    connect(block->editor()->document(), &QTextDocument::undoCommandAdded, this,
            [this, block] { m_steps.push(new TextStep(block, m_didNothing)); });
    connect(block, &MessageBlock::roleChanged, this,
            [this, block](providers::Role before, providers::Role after) {
                step([this, block, after] { setRole(block, after); },
                     [this, block, before] { setRole(block, before); });
            });
    connect(block, &MessageBlock::imagesChanged, this,
            [this, block](const std::vector<providers::Image> &before) {
                step([block, after = block->message().images] { block->setImages(after); },
                     [block, before] { block->setImages(before); });
            });
    connect(block, &MessageBlock::callsChanged, this,
            [this, block](const std::vector<providers::ToolCall> &before) {
                auto *edit =
                    new EditStep([block, after = block->message().toolCalls] { block->setToolCalls(after); },
                                 [block, before] { block->setToolCalls(before); });
                edit->setDone(); // doing it again would take away arguments that are not right yet
                m_steps.push(edit);
            });
    connect(block, &MessageBlock::removeRequested, this, [this, block] { removeBlock(block); });
    connect(block, &MessageBlock::moveRequested, this, [this, block](int by) { moveBlock(block, by); });
    return block;
}

void MessageEditor::addMessage(providers::Role role)
{
    if (!m_isReadOnly)
        restore(static_cast<int>(m_blocks.size()), {role, {}});
}

void MessageEditor::removeBlock(MessageBlock *block)
{
    const auto position = static_cast<int>(m_blocks.indexOf(block));
    const providers::Message message = block->message();
    step([this, block] { take(block); }, [this, position, block] { put(position, block); });
    Q_EMIT removed(position, message);
}

void MessageEditor::restore(int position, const providers::Message &message)
{
    const int place = std::min(position, static_cast<int>(m_blocks.size()));
    MessageBlock *block = makeBlock(message);
    step([this, place, block] { put(place, block); }, [this, block] { take(block); });
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
    m_steps.push(new EditStep(std::move(redo), std::move(undo))); // does it, too
}

void MessageEditor::put(int position, MessageBlock *block)
{
    m_blocks.insert(position, block);
    m_rows->insertWidget(position, block);
    block->show();
    QWidget::setTabOrder(block, m_adders);
    updateMovable();
    block->editor()->setFocus();
    ensureWidgetVisible(block);
    Q_EMIT changed();
}

void MessageEditor::take(MessageBlock *block)
{
    m_blocks.removeOne(block);
    m_rows->removeWidget(block);
    block->hide();
    m_lastFound = -1;
    updateMovable();
    Q_EMIT changed();
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

void MessageEditor::setRole(MessageBlock *block, providers::Role role)
{
    block->setRole(role);
    Q_EMIT changed();
}

void MessageEditor::undo()
{
    if (m_isReadOnly)
        return;
    do { // past steps of texts that were set anew
        if (!m_steps.canUndo())
            return Q_EMIT undoExhausted();
        m_didNothing = false;
        m_steps.undo();
    } while (m_didNothing);
}

void MessageEditor::redo()
{
    if (m_isReadOnly)
        return;
    do {
        if (!m_steps.canRedo())
            return Q_EMIT redoExhausted();
        m_didNothing = false;
        m_steps.redo();
    } while (m_didNothing);
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
    Q_EMIT zoomChanged();
}

void MessageEditor::focusFirst()
{
    if (!m_blocks.isEmpty())
        m_blocks.first()->editor()->setFocus();
}

void MessageEditor::setCompletions(const Completions &completions)
{
    m_completions = completions;
    for (MessageBlock *block : std::as_const(m_blocks))
        block->setCompletions(completions);
}

void MessageEditor::setPartialProblems(const QHash<QString, QString> &problems)
{
    m_partialProblems = problems;
    for (MessageBlock *block : std::as_const(m_blocks))
        block->setPartialProblems(problems);
}

void MessageEditor::setSpelling(SpellChecker *checker)
{
    m_checker = checker;
    for (MessageBlock *block : std::as_const(m_blocks))
        block->setSpelling(checker);
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
