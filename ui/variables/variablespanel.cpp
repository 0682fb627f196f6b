// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/variables/variablespanel.h"

#include "prompts/template.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/variables/variablefield.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSet>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

QSet<QString> sectionNames(const std::vector<providers::Message> &messages)
{
    QSet<QString> names;
    for (const providers::Message &message : messages) {
        for (const prompts::VariableSpan &span : prompts::variableSpans(message.text)) {
            const QChar sign = message.text.at(std::min(span.start + 2, message.text.size() - 1));
            if (sign == u'#' || sign == u'^')
                names.insert(span.name);
        }
    }
    return names;
}

} // namespace

VariablesPanel::VariablesPanel(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_cases(new QComboBox(this))
    , m_none(new QLabel(tr("No variables. Write {{name}} in a message to make one."), this))
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(metrics::normal());
    m_rows->addWidget(sectionHeading(tr("Variables"), this));
    m_rows->addWidget(m_cases);
    m_rows->addWidget(m_none);
    m_rows->addStretch();
    m_cases->setAccessibleName(tr("Fill from a dataset"));
    m_cases->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_cases->hide();
    m_none->setWordWrap(true);
    makeMuted(m_none);
    connect(m_cases, &QComboBox::activated, this, &VariablesPanel::useCase);
}

void VariablesPanel::setContent(const prompts::PromptContent &content)
{
    m_definitions = content.variables;
    const QSet<QString> sections = sectionNames(content.messages);
    QList<VariableField *> fields;
    for (const QString &name : prompts::variableNames(content)) {
        const auto known = std::ranges::find(m_fields, name, &VariableField::name);
        VariableField *field =
            known != m_fields.end() ? m_fields.takeAt(known - m_fields.begin()) : makeField(name);
        const prompts::Variable *said = prompts::variableOf(m_definitions, name);
        field->setDefinition(said != nullptr ? *said : prompts::Variable{.name = name},
                             sections.contains(name));
        fields.append(field);
    }
    qDeleteAll(m_fields);
    m_fields = fields;
    constexpr int fixedRows = 3;
    for (int i = 0; i < m_fields.size(); ++i) {
        if (m_rows->indexOf(m_fields[i]) != fixedRows + i)
            m_rows->insertWidget(fixedRows + i, m_fields[i]);
    }
    m_none->setVisible(m_fields.isEmpty());
    m_cases->setVisible(!m_fields.isEmpty() && !m_caseValues.isEmpty());
}

VariableField *VariablesPanel::makeField(const QString &name)
{
    auto *field = new VariableField(name, m_theme, this);
    field->setDefinable(m_isDefinable);
    field->setValue(m_values.value(name));
    connect(field, &VariableField::changed, this, [this, field] {
        m_values[field->name()] = field->value();
        m_cases->setCurrentIndex(0); // no longer what the dataset says
        Q_EMIT changed();
    });
    connect(field, &VariableField::definitionChanged, this,
            [this, field] { takeDefinition(field->definition()); });
    connect(field, &VariableField::failed, this, &VariablesPanel::failed);
    return field;
}

void VariablesPanel::takeDefinition(const prompts::Variable &definition)
{
    const auto said = std::ranges::find(m_definitions, definition.name, &prompts::Variable::name);
    if (said != m_definitions.end())
        *said = definition;
    else
        m_definitions.append(definition);
    Q_EMIT definitionsChanged();
}

void VariablesPanel::setDefinable(bool isDefinable)
{
    m_isDefinable = isDefinable;
    for (VariableField *field : std::as_const(m_fields))
        field->setDefinable(isDefinable);
}

void VariablesPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    for (VariableField *field : std::as_const(m_fields))
        field->fitHeight();
}

void VariablesPanel::setDatasets(const QList<evaluation::Dataset> &datasets)
{
    m_caseValues.clear();
    m_cases->clear();
    m_cases->addItem(tr("Fill from a dataset\u2026"));
    for (const evaluation::Dataset &dataset : datasets) {
        for (const evaluation::DatasetCase &known : dataset.cases) {
            m_caseValues.append(known);
            m_cases->addItem(datasets.size() > 1 ? dataset.name + u": "_s + known.name : known.name);
        }
    }
    m_cases->setVisible(!m_fields.isEmpty() && !m_caseValues.isEmpty());
}

void VariablesPanel::useCase(int index)
{
    if (index <= 0 || index > m_caseValues.size())
        return;
    setValues(m_caseValues[index - 1].variables);
    Q_EMIT changed();
}

void VariablesPanel::setValues(const QMap<QString, QString> &values)
{
    for (VariableField *field : std::as_const(m_fields))
        field->setValue(values.value(field->name()));
    m_values = values;
}

QMap<QString, QString> VariablesPanel::values() const
{
    QMap<QString, QString> values;
    for (const VariableField *field : m_fields)
        values.insert(field->name(), field->value());
    return values;
}

QStringList VariablesPanel::missing() const
{
    QStringList names;
    for (const VariableField *field : m_fields) {
        if (field->isMissing())
            names << field->name();
    }
    return names;
}

QString VariablesPanel::problem() const
{
    for (const VariableField *field : m_fields) {
        if (const QString sentence = field->problem(); !sentence.isEmpty())
            return sentence;
    }
    return {};
}

VariableField *VariablesPanel::variable(const QString &name) const
{
    const auto found = std::ranges::find(m_fields, name, &VariableField::name);
    return found == m_fields.end() ? nullptr : *found;
}

QPlainTextEdit *VariablesPanel::field(const QString &name) const
{
    const VariableField *found = variable(name);
    return found == nullptr ? nullptr : found->edit();
}

void VariablesPanel::focusVariable(const QString &name)
{
    if (VariableField *found = variable(name))
        found->focusValue();
}

} // namespace assay::ui
