// SPDX-License-Identifier: GPL-3.0-or-later
// Two prompts side by side.
#include "prompts/contenttext.h"
#include "ui/diff/diffview.h"
#include "ui/prompts/besidepane.h"
#include "ui/prompts/labelbar.h"
#include "ui/prompts/previewpanel.h"
#include "ui/prompts/promptlist.h"
#include "ui/prompts/promptspageask.h"

#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {

void PromptsPage::connectBeside()
{
    connect(m_beside, &BesidePane::closed, this, &PromptsPage::closeBeside);
    connect(m_beside, &BesidePane::diffRequested, this, &PromptsPage::diffBeside);
    connect(m_beside, &BesidePane::failed, this, [this](const Error &error) { m_bar->showError(error); });
    connect(m_beside, &BesidePane::opened, this,
            [this](const QString &name) { m_context.state.setValue(u"prompts/besidePrompt"_s, name); });
}

void PromptsPage::openBeside(const QString &name)
{
    const prompts::PromptSummary *selected = m_list->selected();
    const bool isEdited = selected != nullptr && selected->name == name;
    m_beside->open(name);
    m_beside->setVisible(!m_beside->promptName().isEmpty());
    m_stack->setCurrentWidget(m_editorSide);
    if (isEdited && !m_previous.isEmpty() && m_previous != name)
        m_list->select(m_previous); // a right click or a drag began with taking it there
}

void PromptsPage::togglePreview()
{
    const bool isWanted = !m_preview->isVisibleTo(m_editorSide);
    if (isWanted)
        makeRoomFor(m_preview);
    m_preview->setVisible(isWanted);
    m_context.state.setValue(u"prompts/preview"_s, isWanted);
}

void PromptsPage::makeRoomFor(const QWidget *asked)
{
    constexpr int narrowest = 300; // that a text can be edited in
    if (m_editorSide->width() >= 3 * narrowest)
        return;
    if (asked == m_beside && m_preview->isVisibleTo(m_editorSide))
        togglePreview();
    else if (asked == m_preview && m_beside->isVisibleTo(m_editorSide))
        closeBeside();
}

void PromptsPage::closeBeside()
{
    m_beside->flush();
    m_beside->hide();
    m_context.state.setValue(u"prompts/besidePrompt"_s, QString());
}

void PromptsPage::toggleBeside()
{
    if (m_beside->isVisibleTo(m_editorSide))
        return closeBeside();
    if (m_prompt.id.isNull())
        return;
    makeRoomFor(m_beside);
    openBeside(m_previous.isEmpty() ? m_prompt.name : m_previous);
}

void PromptsPage::diffBeside()
{
    m_labelBar->hide();
    const QString here = m_viewed > 0 ? tr("%1, version %2").arg(m_prompt.name).arg(m_viewed)
                                      : tr("%1, draft").arg(m_prompt.name);
    m_diff->setTexts({{1, here, prompts::contentText(shownContent())},
                      {2, m_beside->title(), prompts::contentText(m_beside->content())}});
    m_diff->compare(1, 2);
    m_stack->setCurrentWidget(m_diffSide);
}

} // namespace assay::ui
