// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/settingspanel.h"

#include "catalog/provider.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <optional>

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

SettingsPanel::SettingsPanel(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(new QComboBox(this))
    , m_temperature(new QLineEdit(this))
    , m_maxTokens(new QLineEdit(this))
    , m_json(new QCheckBox(tr("&JSON answer"), this))
    , m_problem(new QLabel(this))
{
    buildRows();
    connect(m_model, &QComboBox::currentTextChanged, this, &SettingsPanel::take);
    connect(m_temperature, &QLineEdit::textChanged, this, &SettingsPanel::take);
    connect(m_maxTokens, &QLineEdit::textChanged, this, &SettingsPanel::take);
    connect(m_json, &QCheckBox::toggled, this, &SettingsPanel::take);
}

void SettingsPanel::buildRows()
{
    m_model->setEditable(true);
    m_model->setInsertPolicy(QComboBox::NoInsert);
    m_model->completer()->setFilterMode(Qt::MatchContains);
    m_model->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_model->lineEdit()->setPlaceholderText(tr("Any model"));
    m_temperature->setPlaceholderText(tr("Not sent"));
    m_maxTokens->setPlaceholderText(tr("Not sent"));
    m_model->setAccessibleName(tr("Model"));
    m_temperature->setAccessibleName(tr("Temperature"));
    m_maxTokens->setAccessibleName(tr("Most tokens of the answer"));
    m_model->setToolTip(tr("The model the prompt is meant for, as provider/model"));
    m_temperature->setToolTip(tr("0 to 2; empty: the provider's default"));
    m_maxTokens->setToolTip(tr("The most tokens the answer may take, reasoning included"));
    m_json->setToolTip(tr("Asks for an answer that is one JSON object"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();

    const auto label = [this](const QString &text, QWidget *field) {
        auto *made = new QLabel(text, this);
        made->setBuddy(field);
        return made;
    };
    auto *form = new QGridLayout; // a form layout would not centre the labels on their fields
    form->setHorizontalSpacing(metrics::wide());
    form->setVerticalSpacing(metrics::tight());
    form->setColumnStretch(1, 1);
    form->addWidget(m_model, 0, 0, 1, 2); // all the width: names are long
    form->addWidget(label(tr("Temperature"), m_temperature), 1, 0);
    form->addWidget(m_temperature, 1, 1);
    form->addWidget(label(tr("Max tokens"), m_maxTokens), 2, 0);
    form->addWidget(m_maxTokens, 2, 1);
    form->addWidget(m_json, 3, 1);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::normal());
    rows->addWidget(sectionHeading(tr("Settings"), this));
    rows->addLayout(form);
    rows->addWidget(m_problem);
}

void SettingsPanel::setModels(const QStringList &models)
{
    m_isFilling = true;
    const QString chosen = m_model->currentText();
    m_model->clear();
    m_model->addItem(QString());
    m_model->addItems(models);
    m_model->setCurrentText(chosen);
    m_isFilling = false;
}

void SettingsPanel::setSettings(const QString &model, const providers::Parameters &parameters)
{
    m_isFilling = true;
    m_parameters = parameters;
    m_modelName = model;
    m_model->setCurrentText(model);
    m_model->lineEdit()->setCursorPosition(0);
    m_temperature->setText(parameters.temperature
                               ? QString::number(*parameters.temperature, 'g', QLocale::FloatingPointShortest)
                               : QString());
    m_maxTokens->setText(parameters.maxTokens ? QString::number(*parameters.maxTokens) : QString());
    m_json->setChecked(parameters.responseFormat == providers::ResponseFormat::JsonObject);
    showProblem({});
    m_isFilling = false;
}

void SettingsPanel::setReadOnly(bool isReadOnly)
{
    for (QWidget *field : std::initializer_list<QWidget *>{m_model, m_temperature, m_maxTokens, m_json})
        field->setEnabled(!isReadOnly);
}

QString SettingsPanel::problem() const
{
    return m_problem->text();
}

void SettingsPanel::take()
{
    if (m_isFilling)
        return;
    providers::Parameters typed = m_parameters;
    QString problem;
    bool isNumber = true;
    const QString temperature = m_temperature->text().trimmed();
    typed.temperature = temperature.isEmpty() ? std::nullopt : std::optional(temperature.toDouble(&isNumber));
    if (!isNumber)
        problem = tr("The temperature is a number from 0 to 2, such as 0.7.");
    isNumber = true;
    const QString maxTokens = m_maxTokens->text().trimmed();
    typed.maxTokens = maxTokens.isEmpty() ? std::nullopt : std::optional(maxTokens.toInt(&isNumber));
    if (!isNumber)
        problem = tr("The most tokens are a whole number, such as 1000.");
    // "Text" written out means the same as nothing; unticked leaves it as it is.
    if (m_json->isChecked())
        typed.responseFormat = providers::ResponseFormat::JsonObject;
    else if (typed.responseFormat == providers::ResponseFormat::JsonObject)
        typed.responseFormat.reset();
    if (problem.isEmpty())
        problem = providers::problemWith(typed);
    if (problem.isEmpty())
        m_parameters = typed;
    const QString model = m_model->currentText().trimmed();
    if (model.isEmpty() || catalog::parseModelRef(model))
        m_modelName = model;
    else if (problem.isEmpty())
        problem = tr("A model is written as provider/model.");
    showProblem(problem);
    Q_EMIT changed();
}

void SettingsPanel::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.tokens().error);
    m_problem->setPalette(palette);
    m_temperature->setAccessibleDescription(problem);
    m_maxTokens->setAccessibleDescription(problem);
}

void SettingsPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_problem != nullptr)
        showProblem(m_problem->text()); // its colour is the theme's
    QWidget::changeEvent(event);
}

} // namespace assay::ui
