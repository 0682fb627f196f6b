// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/settingspanel.h"

#include "catalog/provider.h"
#include "ui/parameters/parametersform.h"
#include "ui/parameters/savedsetsbutton.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

SettingsPanel::SettingsPanel(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new QComboBox(this))
    , m_form(new ParametersForm(context.theme, this))
    , m_said(new QLabel(this))
{
    m_model->setEditable(true);
    m_model->setInsertPolicy(QComboBox::NoInsert);
    m_model->completer()->setFilterMode(Qt::MatchContains);
    m_model->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_model->lineEdit()->setPlaceholderText(tr("Any model"));
    m_model->setAccessibleName(tr("Model"));
    m_model->setToolTip(tr("The model the prompt is meant for, as provider/model"));
    m_said->setWordWrap(true);
    m_said->setTextFormat(Qt::PlainText);
    makeMuted(m_said);
    m_said->hide();
    auto *sets = new SavedSetsButton(
        context, [this] { return m_form->parameters(); }, this);

    auto *top = new QHBoxLayout;
    top->setSpacing(metrics::normal());
    top->addWidget(m_model, 1);
    top->addWidget(sets);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::normal());
    rows->addLayout(top);
    rows->addWidget(m_form);
    rows->addWidget(m_said);

    connect(m_model, &QComboBox::currentTextChanged, this, &SettingsPanel::takeModel);
    connect(m_form, &ParametersForm::changed, this, &SettingsPanel::changed);
    connect(sets, &SavedSetsButton::chosen, this, [this](const prompts::ParameterSet &set) {
        m_form->setParameters(set.parameters);
        say(tr("Set from “%1”.").arg(set.name));
        Q_EMIT changed();
    });
    connect(sets, &SavedSetsButton::done, this, &SettingsPanel::say);
    connect(sets, &SavedSetsButton::failed, this, [this](const Error &error) { say(error.message); });
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
    m_modelName = model;
    m_modelProblem.clear();
    m_model->setCurrentText(model);
    m_model->lineEdit()->setCursorPosition(0);
    m_form->setParameters(parameters);
    m_said->hide();
    m_isFilling = false;
}

void SettingsPanel::setReadOnly(bool isReadOnly)
{
    m_model->setEnabled(!isReadOnly);
    m_form->setReadOnly(isReadOnly);
}

const providers::Parameters &SettingsPanel::parameters() const
{
    return m_form->parameters();
}

QString SettingsPanel::problem() const
{
    return m_modelProblem.isEmpty() ? m_form->problem() : m_modelProblem;
}

QString SettingsPanel::summary() const
{
    QStringList parts{m_modelName, shortParameters(m_form->parameters())};
    parts.removeAll(QString());
    return parts.join(u" \u00B7 "_s);
}

void SettingsPanel::takeModel()
{
    if (m_isFilling)
        return;
    const QString model = m_model->currentText().trimmed();
    const bool isModel = model.isEmpty() || catalog::parseModelRef(model);
    m_modelProblem = isModel ? QString() : tr("A model is written as provider/model.");
    if (isModel)
        m_modelName = model;
    m_said->setText(m_modelProblem);
    m_said->setVisible(!m_modelProblem.isEmpty());
    Q_EMIT changed();
}

void SettingsPanel::say(const QString &sentence)
{
    m_said->setText(sentence);
    m_said->setVisible(!sentence.isEmpty());
}

} // namespace assay::ui
