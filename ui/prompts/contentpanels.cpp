// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/contentpanels.h"

#include "ui/prompts/answerpanel.h"
#include "ui/prompts/settingspanel.h"
#include "ui/prompts/toolspanel.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/section.h"

#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

ContentPanels::ContentPanels(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_settings(new SettingsPanel(context, this))
    , m_answer(new AnswerPanel(context.theme, this))
    , m_tools(new ToolsPanel(context.theme, this))
    , m_notes(new QPlainTextEdit(this))
    , m_rows(new QVBoxLayout(this))
{
    m_notes->setAccessibleName(tr("Notes"));
    m_notes->setPlaceholderText(tr("For people: why it is written so. Never sent."));
    m_notes->setTabChangesFocus(true);
    m_notes->setFixedHeight(fontMetrics().lineSpacing() * 6);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(metrics::normal());
    m_notesSection = addSection(u"notes"_s, tr("Notes"), m_notes, false);
    m_toolsSection = addSection(u"tools"_s, tr("Tools"), m_tools, false);
    m_answerSection = addSection(u"answer"_s, tr("Answer"), m_answer, false);
    m_settingsSection = addSection(u"settings"_s, tr("Model and parameters"), m_settings, false);

    const auto tell = [this] {
        if (m_isFilling)
            return;
        showSummaries();
        Q_EMIT changed();
    };
    connect(m_settings, &SettingsPanel::changed, this, tell);
    connect(m_answer, &AnswerPanel::changed, this, tell);
    connect(m_tools, &ToolsPanel::changed, this, tell);
    connect(m_notes, &QPlainTextEdit::textChanged, this, tell);
}

Section *ContentPanels::addSection(const QString &id, const QString &title, QWidget *content, bool isOpen)
{
    auto *section = new Section(m_context.theme, title, content, this);
    const QString key = u"prompts/section/"_s + id;
    section->setOpen(m_context.state.value(key, isOpen).toBool());
    connect(section, &Section::toggled, this,
            [this, key](bool nowOpen) { m_context.state.setValue(key, nowOpen); });
    m_rows->insertWidget(0, section);
    return section;
}

void ContentPanels::setContent(const prompts::PromptContent &content)
{
    m_isFilling = true;
    m_settings->setSettings(content.model, content.parameters);
    m_answer->setContent(content);
    m_tools->setTools(content.tools);
    if (m_notes->toPlainText() != content.notes)
        m_notes->setPlainText(content.notes);
    m_isFilling = false;
    showSummaries();
}

void ContentPanels::putInto(prompts::PromptContent &content) const
{
    content.model = m_settings->model();
    content.parameters = m_settings->parameters();
    m_answer->putInto(content); // the form of the answer is among the parameters
    content.tools = m_tools->tools();
    content.notes = m_notes->toPlainText();
}

QString ContentPanels::problem() const
{
    for (const QString &problem : {m_settings->problem(), m_answer->problem(), m_tools->problem()}) {
        if (!problem.isEmpty())
            return problem;
    }
    return {};
}

void ContentPanels::setReadOnly(bool isReadOnly)
{
    m_settings->setReadOnly(isReadOnly);
    m_answer->setReadOnly(isReadOnly);
    m_tools->setReadOnly(isReadOnly);
    m_notes->setReadOnly(isReadOnly);
}

void ContentPanels::showSummaries()
{
    const auto orProblem = [](const QString &problem, const QString &summary) {
        return problem.isEmpty() ? summary : problem; // seen although the section is closed
    };
    m_settingsSection->setSummary(orProblem(m_settings->problem(), m_settings->summary()));
    m_answerSection->setSummary(orProblem(m_answer->problem(), m_answer->summary()));
    m_toolsSection->setSummary(orProblem(m_tools->problem(), m_tools->summary()));
    m_notesSection->setSummary(m_notes->toPlainText().section(u'\n', 0, 0));
}

} // namespace assay::ui
