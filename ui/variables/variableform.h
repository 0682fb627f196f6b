// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/variable.h"

#include <QFrame>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace assay::ui {

class Theme;

/// Edits what a prompt says of a variable, in place below its value.
class VariableForm final : public QFrame {
    Q_OBJECT
public:
    explicit VariableForm(Theme &theme, QWidget *parent = nullptr);
    void setVariable(const prompts::Variable &variable);
    [[nodiscard]] const prompts::Variable &variable() const { return m_variable; }

Q_SIGNALS:
    /// It is another and without problem; what is wrong is said in the form and not taken.
    void changed();

private:
    void take();

    Theme &m_theme;
    prompts::Variable m_variable;
    QComboBox *m_type;
    QLineEdit *m_description;
    QLineEdit *m_default;
    QLabel *m_choicesLabel;
    QPlainTextEdit *m_choices;
    QCheckBox *m_isRequired;
    QLabel *m_problem;
    bool m_isFilling = false;
};

} // namespace assay::ui
