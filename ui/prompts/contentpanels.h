// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"
#include "ui/widgets/page.h"

class QPlainTextEdit;
class QVBoxLayout;

namespace assay::ui {

class AnswerPanel;
class Section;
class SettingsPanel;
class ToolsPanel;

/// All that a prompt holds beside its text and variables, in sections: model and parameters, what the answer
/// must be, tools, notes.
class ContentPanels final : public QWidget {
    Q_OBJECT
public:
    explicit ContentPanels(const PageContext &context, QWidget *parent = nullptr);

    void setContent(const prompts::PromptContent &content);
    /// Everything that the panels hold, as it was last right.
    void putInto(prompts::PromptContent &content) const;
    /// The first thing that is wrong; empty when nothing is.
    [[nodiscard]] QString problem() const;
    void setReadOnly(bool isReadOnly);
    [[nodiscard]] SettingsPanel *settings() const { return m_settings; }
    /// Another section above the others, such as what the prompt will cost. Takes `content` over; `id` is
    /// what its state is remembered by.
    Section *addSection(const QString &id, const QString &title, QWidget *content, bool isOpen);

Q_SIGNALS:
    void changed();

private:
    void showSummaries();

    PageContext m_context;
    SettingsPanel *m_settings;
    AnswerPanel *m_answer;
    ToolsPanel *m_tools;
    QPlainTextEdit *m_notes;
    QVBoxLayout *m_rows;
    Section *m_settingsSection;
    Section *m_answerSection;
    Section *m_toolsSection;
    Section *m_notesSection;
    bool m_isFilling = false;
};

} // namespace assay::ui
