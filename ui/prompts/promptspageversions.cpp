// SPDX-License-Identifier: GPL-3.0-or-later
// What the page does with versions: look at one, bring it back, compare, label.
#include "prompts/contenttext.h"
#include "prompts/promptstore.h"
#include "ui/diff/diffview.h"
#include "ui/prompts/commitrow.h"
#include "ui/prompts/contentpanels.h"
#include "ui/prompts/draftsaver.h"
#include "ui/prompts/labelbar.h"
#include "ui/prompts/mergechoice.h"
#include "ui/prompts/messageeditor.h"
#include "ui/prompts/previewpanel.h"
#include "ui/prompts/promptdetails.h"
#include "ui/prompts/promptspageask.h"
#include "ui/prompts/versionspanel.h"
#include "ui/variables/variablespanel.h"

#include <algorithm>

#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {

using workspace::Workspace;

QString PromptsPage::author()
{
    return qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME", u"me"_s));
}

void PromptsPage::reloadVersions()
{
    using Versions = QList<prompts::PromptVersion>;
    ask<Versions>(
        [id = m_prompt.id](Workspace &workspace) -> QCoro::Task<Result<Versions>> {
            co_return co_await workspace.prompts().versions(id);
        },
        [this, id = m_prompt.id](const Result<Versions> &versions) {
            if (id != m_prompt.id)
                return;
            m_versions->setVersions(*versions);
            reloadFigures();
        });
}

void PromptsPage::viewVersion(int number)
{
    const auto &versions = m_versions->versions();
    const auto found = std::ranges::find(versions, number, &prompts::PromptVersion::number);
    if (found == versions.end())
        return;
    m_saver->flush();
    if (m_viewed == 0)
        m_draft = editedContent();
    m_isFilling = true;
    m_viewed = number;
    m_editor->readMessages(found->content.messages);
    m_mergeChoice->hide();
    m_panels->setReadOnly(true);
    m_panels->setContent(found->content);
    m_commit->setEnabled(false);
    m_details->setStatus(tr("Version %1, read-only").arg(number));
    m_stack->setCurrentWidget(m_editorSide);
    m_isFilling = false;
    m_preview->touch();
    m_bar->show(MessageBar::Kind::Info, tr("This is version %1 as it was committed.").arg(number),
                {tr("Back to the draft"), [this] { backToDraft(); }});
}

void PromptsPage::backToDraft()
{
    if (m_viewed > 0) {
        m_isFilling = true;
        m_viewed = 0;
        m_editor->endReading();
        m_panels->setReadOnly(false);
        m_panels->setContent(m_draft);
        m_commit->setEnabled(true);
        m_details->setStatus({});
        m_isFilling = false;
        m_preview->touch();
        m_bar->hide();
    }
    m_versions->clearSelection();
    m_stack->setCurrentWidget(m_editorSide);
    m_editor->focusFirst();
}

void PromptsPage::restoreVersion(int number)
{
    const auto &versions = m_versions->versions();
    const auto found = std::ranges::find(versions, number, &prompts::PromptVersion::number);
    if (found == versions.end())
        return;
    const prompts::PromptContent content = found->content;
    const prompts::PromptContent before = editedContent();
    m_bar->hide();
    showDraft(content);
    m_bar->showUndo(tr("Version %1 is the draft now.").arg(number), [this, before] { showDraft(before); });
}

void PromptsPage::followHint(const prompts::Hint &hint)
{
    if (m_viewed > 0)
        return;
    const prompts::PromptContent before = editedContent();
    const prompts::PromptContent shorter = withHint(before, hint);
    if (shorter == before)
        return m_bar->show(MessageBar::Kind::Info,
                           tr("The text changed meanwhile: the hint no longer fits."));
    showDraft(shorter);
    m_bar->showUndo(tr("The prompt is shorter."), [this, before] { showDraft(before); });
}

void PromptsPage::openDiff(int left, int right)
{
    if (m_prompt.id.isNull() || m_versions->versions().isEmpty())
        return m_bar->show(MessageBar::Kind::Info,
                           tr("There is no version to compare with yet: commit the draft first."));
    m_labelBar->hide();
    QList<DiffView::Text> texts{{0, tr("Draft"), prompts::contentText(editedContent())}};
    for (const prompts::PromptVersion &version : m_versions->versions())
        texts.append(
            {version.number, tr("Version %1").arg(version.number), prompts::contentText(version.content)});
    m_diff->setTexts(texts);
    m_diff->compare(left, right);
    m_stack->setCurrentWidget(m_diffSide);
}

} // namespace assay::ui
