// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/conversationview.h"

#include "ui/compare/picturestrip.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QJsonDocument>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

QString speaker(const providers::Message &turn)
{
    switch (turn.role) {
    case providers::Role::System:
        return ConversationView::tr("System");
    case providers::Role::User:
        return ConversationView::tr("You");
    case providers::Role::Assistant:
        return ConversationView::tr("Model");
    case providers::Role::Tool:
        return ConversationView::tr("Result of %1").arg(turn.toolName);
    }
    return {};
}

QString textOf(const providers::Message &turn)
{
    QStringList parts;
    if (!turn.text.isEmpty())
        parts << turn.text;
    for (const providers::ToolCall &call : turn.toolCalls)
        parts << ConversationView::tr("Calls %1(%2)")
                     .arg(call.name,
                          QString::fromUtf8(QJsonDocument(call.arguments).toJson(QJsonDocument::Compact)));
    return parts.join(u'\n');
}

/// An editor of a few lines whose Tab goes on to the next control.
QPlainTextEdit *smallEditor(int lines, QWidget *parent)
{
    auto *editor = new QPlainTextEdit(parent);
    editor->setTabChangesFocus(true);
    editor->setFixedHeight(editor->fontMetrics().lineSpacing() * lines + 2 * metrics::normal());
    return editor;
}

/// Ctrl+Return sends and Esc leaves, before the page takes these keys for its own.
enum class EditorKey { None, Send, Leave };
EditorKey editorKey(QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return EditorKey::None;
    const auto *key = static_cast<QKeyEvent *>(event);
    if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && key->modifiers() == Qt::ControlModifier)
        return EditorKey::Send;
    return key->key() == Qt::Key_Escape ? EditorKey::Leave : EditorKey::None;
}

} // namespace

ConversationView::ConversationView(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_scroll(new QScrollArea(this))
{
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setAccessibleName(tr("Turns of the conversation"));
    m_scroll->viewport()->setAutoFillBackground(false);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_scroll);
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    hide();
}

void ConversationView::setTurns(const std::vector<providers::Message> &turns)
{
    m_turns = turns;
    m_edited = -1;
    m_editor = nullptr;
    m_rows.clear();
    auto *list = new QWidget(m_scroll);
    list->setAutoFillBackground(false);
    auto *rows = new QVBoxLayout(list);
    rows->setContentsMargins(metrics::wide(), metrics::normal(), metrics::normal(), metrics::normal());
    rows->setSpacing(metrics::normal());
    for (int i = 0; i < this->turns(); ++i) {
        m_rows.append(buildTurn(i));
        rows->addWidget(m_rows.last());
    }
    rows->addStretch();
    m_scroll->setWidget(list);
    setVisible(!turns.empty());
    // As high as it needs to be, while most of the column is left to the answer.
    const int lines = std::clamp(static_cast<int>(turns.size()) * 3, 4, 12);
    m_scroll->setFixedHeight(fontMetrics().lineSpacing() * lines);
    QMetaObject::invokeMethod(
        m_scroll, [this] { m_scroll->verticalScrollBar()->setValue(m_scroll->verticalScrollBar()->maximum()); },
        Qt::QueuedConnection); // the last turn counts most, and has its place only after the layout
}

QWidget *ConversationView::picturesOf(const providers::Message &turn, int number, QWidget *parent)
{
    QList<PictureStrip::Picture> pictures;
    for (const providers::Image &image : turn.images)
        pictures.append({tr("Picture %1 of turn %2").arg(pictures.size() + 1).arg(number + 1), image});
    auto *strip = new PictureStrip(m_theme, parent);
    strip->setPictures(pictures);
    return strip;
}

QWidget *ConversationView::buildTurn(int turn)
{
    const providers::Message &said = m_turns[static_cast<std::size_t>(turn)];
    auto *row = new QWidget;
    auto *who = new QLabel(speaker(said), row);
    makeMuted(who);
    auto *text = new QLabel(textOf(said), row);
    text->setObjectName(u"text"_s);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *edit = iconButton(m_theme, u"edit"_s, tr("Say turn %1 otherwise and ask from there").arg(turn + 1), row);
    auto *branch = iconButton(m_theme, u"columns"_s, tr("Branch from turn %1 into a new column").arg(turn + 1), row);
    connect(edit, &QToolButton::clicked, this, [this, turn] { this->edit(turn); });
    connect(branch, &QToolButton::clicked, this, [this, turn] { Q_EMIT branchAsked(turn); });
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::tight());
    head->addWidget(who, 1);
    head->addWidget(edit);
    head->addWidget(branch);
    auto *rows = new QVBoxLayout(row);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(text);
    text->setHidden(text->text().isEmpty());
    if (!said.images.empty())
        rows->addWidget(picturesOf(said, turn, row));
    return row;
}

void ConversationView::edit(int turn)
{
    if (turn < 0 || turn >= turns())
        return;
    if (m_editor != nullptr)
        setTurns(std::vector(m_turns)); // closes the other
    QWidget *row = m_rows.at(turn);
    row->findChild<QLabel *>(u"text"_s)->hide();
    m_edited = turn;
    m_editor = smallEditor(4, row);
    m_editor->setPlainText(m_turns[static_cast<std::size_t>(turn)].text);
    m_editor->setAccessibleName(tr("Turn %1").arg(turn + 1));
    m_editor->installEventFilter(this);
    auto *ask = new QPushButton(tr("Ask from here"), row);
    ask->setToolTip(tr("Ctrl+Return"));
    auto *leave = new QPushButton(tr("Cancel"), row);
    connect(ask, &QPushButton::clicked, this, [this] { finish(true); });
    connect(leave, &QPushButton::clicked, this, [this] { finish(false); });
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(leave);
    buttons->addWidget(ask);
    auto *rows = static_cast<QVBoxLayout *>(row->layout());
    rows->addWidget(m_editor);
    rows->addLayout(buttons);
    m_editor->setFocus();
    m_editor->moveCursor(QTextCursor::End);
    QMetaObject::invokeMethod(
        m_scroll, [this, row] { m_scroll->ensureWidgetVisible(row); }, Qt::QueuedConnection);
}

void ConversationView::finish(bool isAsked)
{
    if (m_editor == nullptr)
        return;
    const int turn = m_edited;
    const QString text = m_editor->toPlainText();
    // The buttons of the row are still in their click.
    QMetaObject::invokeMethod(
        this,
        [this, turn, text, isAsked] {
            setTurns(std::vector(m_turns));
            if (isAsked)
                Q_EMIT editAsked(turn, text);
        },
        Qt::QueuedConnection);
}

bool ConversationView::eventFilter(QObject *watched, QEvent *event)
{
    const EditorKey key = watched == m_editor ? editorKey(event) : EditorKey::None;
    if (key == EditorKey::None)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress)
        finish(key == EditorKey::Send);
    event->accept();
    return true;
}

ReplyBox::ReplyBox(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_results(new QVBoxLayout)
    , m_message(smallEditor(3, this))
    , m_send(new QPushButton(tr("Send"), this))
{
    m_message->setPlaceholderText(tr("Your next message"));
    m_message->setAccessibleName(tr("Your next message"));
    m_message->installEventFilter(this);
    m_send->setToolTip(tr("Asks in a new column beside this one (Ctrl+Return)"));
    auto *close = iconButton(theme, u"close"_s, tr("Do not reply"), this);
    connect(m_send, &QPushButton::clicked, this, &ReplyBox::send);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    auto *buttons = new QVBoxLayout;
    buttons->addWidget(close, 0, Qt::AlignRight);
    buttons->addStretch();
    buttons->addWidget(m_send);
    auto *line = new QHBoxLayout;
    line->setSpacing(metrics::normal());
    line->addWidget(m_message, 1);
    line->addLayout(buttons);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::wide(), metrics::normal(), metrics::normal(), metrics::normal());
    rows->setSpacing(metrics::normal());
    rows->addLayout(m_results);
    rows->addLayout(line);
    hide();
}

void ReplyBox::open(const std::vector<providers::ToolCall> &calls)
{
    for (QPlainTextEdit *edit : std::as_const(m_resultEdits))
        delete edit;
    m_resultEdits.clear();
    for (const providers::ToolCall &call : calls) {
        auto *edit = smallEditor(2, this);
        edit->setPlaceholderText(tr("Result of %1").arg(call.name));
        edit->setAccessibleName(tr("Result of %1").arg(call.name));
        edit->installEventFilter(this);
        m_results->addWidget(edit);
        m_resultEdits.append(edit);
    }
    show();
    (m_resultEdits.isEmpty() ? m_message : m_resultEdits.first())->setFocus();
}

void ReplyBox::send()
{
    const QString message = m_message->toPlainText().trimmed();
    if (message.isEmpty() && m_resultEdits.isEmpty())
        return m_message->setFocus();
    QStringList results;
    for (const QPlainTextEdit *edit : std::as_const(m_resultEdits))
        results.append(edit->toPlainText());
    m_message->clear();
    hide();
    Q_EMIT sent(results, message);
}

bool ReplyBox::eventFilter(QObject *watched, QEvent *event)
{
    const EditorKey key = editorKey(event);
    if (key == EditorKey::None)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress) {
        if (key == EditorKey::Send)
            send();
        else
            hide();
    }
    event->accept();
    return true;
}

} // namespace assay::ui
