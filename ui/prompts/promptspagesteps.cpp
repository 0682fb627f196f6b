// SPDX-License-Identifier: GPL-3.0-or-later
// The steps that undo goes through: those of this session, in the order in which they were made, whatever
// part of the page they were made in; behind them those that were saved.
#include "prompts/promptstore.h"
#include "ui/prompts/commitrow.h"
#include "ui/prompts/contentpanels.h"
#include "ui/prompts/draftsaver.h"
#include "ui/prompts/messageeditor.h"
#include "ui/prompts/promptspageask.h"
#include "ui/prompts/versionspanel.h"
#include "ui/variables/variablespanel.h"

#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {

using workspace::Workspace;

prompts::PromptContent PromptsPage::editedRest() const
{
    prompts::PromptContent content = m_draft;
    content.messages.clear();
    content.testValues = m_variables->values();
    content.variables = m_variables->definitions();
    m_panels->putInto(content);
    return content;
}

void PromptsPage::startSteps(const prompts::EditPlace &place)
{
    m_place = place;
    m_places = {{0, place}};
    ++m_stepsBegun;
    m_rest = editedRest();
    m_stepBase = {m_baseVersion, m_mergedVersion};
}

void PromptsPage::takePlace()
{
    ask<prompts::EditPlace>(
        [id = m_prompt.id](Workspace &workspace) -> QCoro::Task<Result<prompts::EditPlace>> {
            co_return co_await workspace.prompts().editPlace(id);
        },
        [this, id = m_prompt.id,
         moment = std::pair(m_stepsBegun, m_editor->stepsDone())](const Result<prompts::EditPlace> &place) {
            if (id != m_prompt.id || moment.first != m_stepsBegun)
                return;
            m_place = *place;
            m_places.insert(moment.second, *place);
        });
}

void PromptsPage::showRest(const prompts::PromptContent &content)
{
    m_isFilling = true;
    prompts::PromptContent whole = content;
    whole.messages = m_editor->messages();
    m_variables->setContent(whole);
    m_variables->setValues(content.testValues);
    m_panels->setContent(whole);
    m_isFilling = false;
    m_rest = editedRest();
    contentChanged();
}

void PromptsPage::restChanged()
{
    if (m_isFilling || m_viewed > 0)
        return;
    const prompts::PromptContent after = editedRest();
    const prompts::PromptContent before = std::exchange(m_rest, after);
    if (before != after)
        m_editor->addStep([this, after] { showRest(after); }, [this, before] { showRest(before); });
}

void PromptsPage::showDraft(const prompts::PromptContent &content)
{
    if (m_viewed > 0)
        backToDraft();
    const std::pair base{m_baseVersion, m_mergedVersion};
    const std::pair baseBefore = std::exchange(m_stepBase, base);
    // A commit in between leaves the draft based on what was committed.
    const auto rebase = [this](const std::pair<int, int> &from, const std::pair<int, int> &to) {
        if (from != to && std::pair(m_baseVersion, m_mergedVersion) == from)
            std::tie(m_baseVersion, m_mergedVersion) = m_stepBase = to;
    };
    prompts::PromptContent after = content;
    after.messages.clear();
    const prompts::PromptContent before = editedRest();
    m_editor->replaceMessages(
        content.messages,
        [this, after, rebase, base, baseBefore] {
            rebase(baseBefore, base);
            showRest(after);
        },
        [this, before, rebase, base, baseBefore] {
            rebase(base, baseBefore);
            showRest(before);
        });
    m_versions->clearSelection();
    m_stack->setCurrentWidget(m_editorSide);
}

void PromptsPage::stepThroughEdits(int by)
{
    if (m_prompt.id.isNull() || m_viewed > 0 || m_pending > 0)
        return;
    if (by > 0 && (m_editor->steps() > 0 || m_place.last <= m_place.step))
        return;
    m_saver->flush();
    const prompts::EditPlace begin = m_places.value(0, m_place);
    const prompts::EditPlace from =
        by > 0 ? m_place : prompts::EditPlace{begin.step, std::max(begin.step, m_place.last)};
    if (by < 0 && from.step <= 0)
        return m_bar->show(MessageBar::Kind::Info, tr("There is nothing older to take back."));
    ask<prompts::EditStep>(
        [id = m_prompt.id, from, by](Workspace &workspace) -> QCoro::Task<Result<prompts::EditStep>> {
            co_return co_await workspace.prompts().stepThroughEdits(id, from, by);
        },
        [this, id = m_prompt.id, begun = m_stepsBegun,
         done = m_editor->stepsDone()](const Result<prompts::EditStep> &step) {
            if (id != m_prompt.id || begun != m_stepsBegun || done != m_editor->stepsDone() || m_viewed > 0)
                return; // something was typed meanwhile
            m_editor->setMessages(step->content.messages);
            m_draft = step->content;
            showRest(step->content);
            startSteps(step->place);
            m_editor->focusFirst();
        });
}

} // namespace assay::ui
