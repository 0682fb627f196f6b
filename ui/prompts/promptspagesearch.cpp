// SPDX-License-Identifier: GPL-3.0-or-later
// How the page searches the texts of all prompts, and goes to where one has it.
#include "prompts/promptsearch.h"
#include "ui/prompts/messageblock.h"
#include "ui/prompts/messageeditor.h"
#include "ui/prompts/promptlist.h"
#include "ui/prompts/promptspageask.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace assay::ui {

using workspace::Workspace;

void PromptsPage::searchTexts(const QString &search)
{
    constexpr int hitsMax = 200; // nobody scrolls further: they type on
    ask<prompts::TextHits>(
        [search](Workspace &workspace) -> QCoro::Task<Result<prompts::TextHits>> {
            co_return co_await prompts::searchPromptTexts(workspace.database(), search, hitsMax);
        },
        [this, search](const Result<prompts::TextHits> &hits) {
            m_list->setFound(search, *hits);
            if (hits->unindexed > 0 && !std::exchange(m_isIndexing, true))
                indexTexts();
        });
}

/// A batch at a time, so that what else is to be written comes in between.
void PromptsPage::indexTexts()
{
    m_context.engine.run([](Workspace &workspace) -> QCoro::Task<Result<int>> {
        co_return co_await prompts::indexPromptTexts(workspace.database());
    }) | whenDone(this, [this](const Result<int> &left) {
        m_isIndexing = left && *left > 0; // a workspace that cannot be written is searched without
        if (m_isIndexing)
            indexTexts();
    });
}

void PromptsPage::showFound(const Passage &passage, Qt::FocusReason why)
{
    if (passage.length <= 0 || passage.message >= m_editor->blocks().size())
        return;
    QWidget *had = window()->focusWidget();
    m_editor->showPassage(passage.message, passage.start, passage.length);
    m_editor->ensureWidgetVisible(m_editor->blocks().at(passage.message));
    if (why == Qt::NoFocusReason && had != nullptr)
        had->setFocus(); // who goes through a list with the arrows stays in it
}

void PromptsPage::showFoundOfSelected(Qt::FocusReason why)
{
    const prompts::TextHit *hit = m_list->found(m_prompt.id);
    if (hit != nullptr && m_viewed == 0)
        showFound({hit->message, hit->start, hit->length}, why);
}

} // namespace assay::ui
