// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace assay::ui {

class ElidedLabel;
class Theme;

/// The head of the editor: the prompt's name, folder and tags, what it takes of its model, how its draft
/// stands, and the way to run it.
class PromptDetails final : public QWidget {
    Q_OBJECT
public:
    explicit PromptDetails(Theme &theme, QWidget *parent = nullptr);

    void setPrompt(const prompts::PromptSummary &prompt);
    /// "Draft saved", "Editing from version 3"...
    void setStatus(const QString &status);
    /// "about 310 tokens · $0.0009"; `more` is for who points at it.
    void setEstimate(const QString &estimate, const QString &more);
    void startRename();

Q_SIGNALS:
    void renamed(const QString &name);
    void folderChanged(const QString &folder);
    void tagsChanged(const QStringList &tags);
    void runRequested();

private:
    [[nodiscard]] QStringList tags() const;

    QLineEdit *m_name;
    QLineEdit *m_folder;
    QLineEdit *m_tags;
    ElidedLabel *m_estimate;
    QLabel *m_status;
    QPushButton *m_run;
    prompts::PromptSummary m_prompt;
};

} // namespace assay::ui
