// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/variables/variableform.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace assay::ui {

VariableForm::VariableForm(Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_type(new QComboBox(this))
    , m_description(new QLineEdit(this))
    , m_default(new QLineEdit(this))
    , m_choicesLabel(new QLabel(tr("Ch&oices"), this))
    , m_choices(new QPlainTextEdit(this))
    , m_isRequired(new QCheckBox(tr("A value is re&quired"), this))
    , m_problem(new QLabel(this))
{
    setFrameShape(QFrame::StyledPanel);
    using Type = prompts::VariableType;
    for (const auto &[type, label] :
         {std::pair{Type::Text, tr("Text")}, std::pair{Type::Number, tr("Number")},
          std::pair{Type::Choice, tr("Choice")}, std::pair{Type::Json, tr("JSON")},
          std::pair{Type::List, tr("List")}, std::pair{Type::Image, tr("Image")}})
        m_type->addItem(label, int(type));
    m_type->setAccessibleName(tr("Type"));
    m_description->setAccessibleName(tr("Description"));
    m_description->setPlaceholderText(tr("what to give here"));
    m_default->setAccessibleName(tr("Default"));
    m_default->setPlaceholderText(tr("stands in for an empty value"));
    m_choices->setAccessibleName(tr("Choices"));
    m_choices->setPlaceholderText(tr("one a line"));
    m_choices->setTabChangesFocus(true);
    m_choices->setFixedHeight(fontMetrics().lineSpacing() * 4 + metrics::wide());
    m_choicesLabel->setBuddy(m_choices);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->hide();

    auto *form = new QFormLayout(this);
    form->setContentsMargins(metrics::normal(), metrics::normal(), metrics::normal(), metrics::normal());
    form->setVerticalSpacing(metrics::tight());
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->addRow(tr("&Type"), m_type);
    form->addRow(tr("Descri&ption"), m_description);
    form->addRow(m_choicesLabel, m_choices);
    form->addRow(tr("&Default"), m_default);
    form->addRow(m_isRequired);
    form->addRow(m_problem);

    connect(m_type, &QComboBox::activated, this, &VariableForm::take);
    connect(m_description, &QLineEdit::textEdited, this, &VariableForm::take);
    connect(m_default, &QLineEdit::textEdited, this, &VariableForm::take);
    connect(m_choices, &QPlainTextEdit::textChanged, this, &VariableForm::take);
    connect(m_isRequired, &QCheckBox::clicked, this, &VariableForm::take);
}

void VariableForm::setVariable(const prompts::Variable &variable)
{
    if (variable == m_variable)
        return; // what is being typed keeps its cursor
    m_isFilling = true;
    m_variable = variable;
    m_type->setCurrentIndex(m_type->findData(int(variable.type)));
    m_description->setText(variable.description);
    m_default->setText(variable.defaultValue);
    m_choices->setPlainText(variable.choices.join(u'\n'));
    m_isRequired->setChecked(variable.isRequired);
    m_isFilling = false;
    take();
}

void VariableForm::take()
{
    if (m_isFilling)
        return;
    prompts::Variable typed;
    typed.name = m_variable.name;
    typed.type = prompts::VariableType(m_type->currentData().toInt());
    typed.description = m_description->text().trimmed();
    typed.defaultValue = m_default->text();
    typed.isRequired = m_isRequired->isChecked();
    const bool hasChoices = typed.type == prompts::VariableType::Choice;
    if (hasChoices) {
        for (const QString &choice : m_choices->toPlainText().split(u'\n', Qt::SkipEmptyParts)) {
            if (!choice.trimmed().isEmpty())
                typed.choices.append(choice.trimmed());
        }
    }
    m_choices->setVisible(hasChoices);
    m_choicesLabel->setVisible(hasChoices);

    const QString problem = prompts::problemWith(typed);
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.tokens().error);
    m_problem->setPalette(palette);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (!problem.isEmpty() || typed == m_variable)
        return;
    m_variable = typed;
    Q_EMIT changed();
}

} // namespace assay::ui
