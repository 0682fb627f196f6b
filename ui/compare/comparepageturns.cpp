// SPDX-License-Identifier: GPL-3.0-or-later
// The conversations of ComparePage: a reply, a turn said otherwise, a branch.
#include "ui/compare/columnheader.h"
#include "ui/compare/columnsarea.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/conversation.h"
#include "ui/compare/conversationview.h"
#include "ui/compare/modelchooser.h"
#include "ui/widgets/messagebar.h"

#include <QPlainTextEdit>

namespace assay::ui {

void ComparePage::connectConversation(ColumnView *column)
{
    connect(column->reply(), &ReplyBox::sent, this,
            [this, column](const QStringList &results, const QString &text) { reply(column, results, text); });
    connect(column->conversation(), &ConversationView::editAsked, this,
            [this, column](int turn, const QString &text) {
                const auto &content = column->header()->content();
                if (!content || column->isRunning())
                    return;
                column->header()->setContent(editedFrom(*content, static_cast<std::size_t>(turn), text));
                saveColumns();
                rerun(column);
            });
    connect(column->conversation(), &ConversationView::branchAsked, this, [this, column](int turn) {
        const auto &content = column->header()->content();
        const auto index = static_cast<std::size_t>(turn);
        if (!content || index >= content->content.messages.size())
            return;
        ColumnContent begun = *content;
        begun.content.messages.resize(index + 1);
        ColumnView *branch = addBranch(column, begun);
        if (branch == nullptr)
            return;
        if (begun.content.messages.back().role == providers::Role::Assistant)
            branch->reply()->open({}); // it waits for what one says to that
        else
            branch->conversation()->edit(turn);
    });
}

void ComparePage::continueColumn(const ColumnView *column)
{
    const bool hasAnswer = !column->text().isEmpty() || !column->completion().toolCalls.empty();
    if (!hasAnswer || !m_controller->hasRun() || column->isRunning())
        return m_bar->show(MessageBar::Kind::Info, tr("Run the column first: then you can answer it."));
    column->reply()->open(column->completion().toolCalls);
}

/// What the column was asked becomes turns of its own that can be changed.
void ComparePage::editTurns(ColumnView *column)
{
    const ColumnAsk *asked = m_controller->askOf(column->id());
    if (asked == nullptr || column->isRunning())
        return m_bar->show(MessageBar::Kind::Info, tr("Run the column first: then you can change its turns."));
    const auto sent = sentContent(m_controller->input(), *asked);
    if (!sent)
        return m_bar->showError(sent.error());
    if (!column->header()->content() || !column->header()->content()->isRendered)
        column->header()->setContent(*sent);
    saveColumns();
    column->conversation()->edit(column->conversation()->turns() - 1);
}

ColumnView *ComparePage::addBranch(const ColumnView *column, const ColumnContent &content)
{
    ColumnView *branch = m_columns->add(static_cast<int>(m_columns->columns().indexOf(column)) + 1);
    if (branch == nullptr) {
        m_bar->show(MessageBar::Kind::Info, tr("%1 columns are the most that fit.").arg(ColumnsArea::limit));
        return nullptr;
    }
    branch->header()->chooser()->setTarget(column->header()->chooser()->target());
    branch->header()->setOwnParameters(column->header()->ownParameters());
    branch->header()->setContent(content);
    saveColumns();
    m_columns->ensureWidgetVisible(branch);
    return branch;
}

/// The conversation goes on in a column of its own, and what was there stays.
void ComparePage::reply(ColumnView *column, const QStringList &toolResults, const QString &text)
{
    const auto &own = column->header()->content();
    if (column->metrics() == std::nullopt && own && own->isRendered) {
        ColumnContent begun = *own; // a branch from an answer that waits for these words
        begun.content.messages.push_back({providers::Role::User, text});
        column->header()->setContent(begun);
        saveColumns();
        return rerun(column);
    }
    const ColumnAsk *asked = m_controller->askOf(column->id());
    if (asked == nullptr)
        return;
    const auto sent = sentContent(m_controller->input(), *asked);
    if (!sent)
        return m_bar->showError(sent.error());
    if (ColumnView *branch =
            addBranch(column, continued(*sent, column->completion(), toolResults, text)))
        rerun(branch);
}

} // namespace assay::ui
