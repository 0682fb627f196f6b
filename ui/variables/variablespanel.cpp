// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/variables/variablespanel.h"

#include "prompts/template.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
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

void VariablesPanel::setMessages(const std::vector<providers::Message> &messages)
{
    prompts::PromptContent content;
    content.messages = messages;
    const QStringList names = prompts::variableNames(content);
    const QSet<QString> sections = sectionNames(messages);
    QList<Field> fields;
    for (const QString &name : names) {
        const auto known = std::find_if(m_fields.begin(), m_fields.end(),
                                        [&name](const Field &field) { return field.name == name; });
        Field field = known != m_fields.end() ? m_fields.takeAt(known - m_fields.begin()) : makeField(name);
        field.mayBeEmpty = sections.contains(name);
        field.edit->setPlaceholderText(field.mayBeEmpty ? tr("may stay empty") : QString());
        fields.append(field);
    }
    for (const Field &gone : std::as_const(m_fields))
        delete gone.row;
    m_fields = fields;
    constexpr int fixedRows = 3;
    for (int i = 0; i < m_fields.size(); ++i) {
        if (m_rows->indexOf(m_fields[i].row) != fixedRows + i)
            m_rows->insertWidget(fixedRows + i, m_fields[i].row);
    }
    m_none->setVisible(m_fields.isEmpty());
    m_cases->setVisible(!m_fields.isEmpty() && !m_caseValues.isEmpty());
}

VariablesPanel::Field VariablesPanel::makeField(const QString &name)
{
    Field field{name, false, new QWidget(this), nullptr};
    field.edit = new QPlainTextEdit(field.row);
    field.edit->setAccessibleName(name);
    field.edit->setTabChangesFocus(true);
    field.edit->setFont(m_theme.fixedFont());
    auto *label = new QLabel(name, field.row);
    label->setTextFormat(Qt::PlainText);
    label->setFont(metrics::smallFont());
    label->setBuddy(field.edit);
    makeMuted(label);
    auto *rows = new QVBoxLayout(field.row);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(2);
    field.row->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    rows->addWidget(label);
    rows->addWidget(field.edit);
    field.edit->setPlainText(m_values.value(name));
    fitHeight(field.edit);
    connect(field.edit, &QPlainTextEdit::textChanged, this, [this, name, edit = field.edit] {
        m_values[name] = edit->toPlainText();
        fitHeight(edit);
        if (m_isFilling)
            return;
        m_cases->setCurrentIndex(0); // no longer what the dataset says
        Q_EMIT changed();
    });
    return field;
}

void VariablesPanel::fitHeight(QPlainTextEdit *edit) const
{
    const QString text = edit->toPlainText();
    const int columns =
        std::max(20, (width() - 3 * metrics::wide()) / std::max(1, edit->fontMetrics().averageCharWidth()));
    int lines = 0;
    for (const QStringView line : QStringView(text).left(4000).split(u'\n'))
        lines += 1 + int(line.size()) / columns;
    lines = std::clamp(lines, 1, 7);
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * lines + metrics::wide() + 4);
}

void VariablesPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    for (const Field &shown : std::as_const(m_fields))
        fitHeight(shown.edit);
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
    m_isFilling = true;
    m_values = values;
    for (const Field &field : std::as_const(m_fields))
        field.edit->setPlainText(values.value(field.name));
    m_values = values;
    m_isFilling = false;
}

QMap<QString, QString> VariablesPanel::values() const
{
    QMap<QString, QString> values;
    for (const Field &field : m_fields)
        values.insert(field.name, field.edit->toPlainText());
    return values;
}

QStringList VariablesPanel::missing() const
{
    QStringList names;
    for (const Field &field : m_fields) {
        if (!field.mayBeEmpty && field.edit->toPlainText().isEmpty())
            names << field.name;
    }
    return names;
}

QPlainTextEdit *VariablesPanel::field(const QString &name) const
{
    for (const Field &field : m_fields) {
        if (field.name == name)
            return field.edit;
    }
    return nullptr;
}

void VariablesPanel::focusVariable(const QString &name)
{
    if (QPlainTextEdit *edit = field(name))
        edit->setFocus();
}

} // namespace assay::ui
