// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QToolButton;

namespace assay::ui {

class Theme;

/// The tools that a prompt offers its model: their names, descriptions and the schema of their arguments.
class ToolsPanel final : public QWidget {
    Q_OBJECT
public:
    explicit ToolsPanel(Theme &theme, QWidget *parent = nullptr);

    void setTools(const std::vector<providers::Tool> &tools);
    /// As they were last right.
    [[nodiscard]] const std::vector<providers::Tool> &tools() const { return m_tools; }
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString summary() const;
    void setReadOnly(bool isReadOnly);

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildRows();
    void add();
    void removeCurrent();
    /// A tool, or a list of them, as OpenAI or Anthropic write them.
    void paste();
    void showTools(int current);
    void showCurrent();
    void take();
    [[nodiscard]] int current() const;
    [[nodiscard]] QString freeName(const QString &wanted) const;
    void showProblem(const QString &problem);

    Theme &m_theme;
    QListWidget *m_list;
    QToolButton *m_add;
    QToolButton *m_remove;
    QToolButton *m_paste;
    QWidget *m_editor;
    QLineEdit *m_name;
    QLineEdit *m_description;
    QPlainTextEdit *m_schema;
    QCheckBox *m_strict;
    QLabel *m_problem;
    std::vector<providers::Tool> m_tools;
    bool m_isFilling = false;
};

} // namespace assay::ui
