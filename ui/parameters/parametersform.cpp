// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parameters/parametersform.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <array>

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using providers::Parameters;
using providers::ReasoningEffort;

constexpr std::array tiers{catalog::ServiceTier::Standard, catalog::ServiceTier::Flex,
                           catalog::ServiceTier::Priority};
constexpr std::array efforts{ReasoningEffort::None, ReasoningEffort::Minimal, ReasoningEffort::Low,
                             ReasoningEffort::Medium, ReasoningEffort::High};

template <typename T> QString numberText(const std::optional<T> &value)
{
    if (!value)
        return {};
    if constexpr (std::is_same_v<T, double>)
        return QString::number(*value, 'g', QLocale::FloatingPointShortest);
    else
        return QString::number(*value);
}

template <typename T> bool takeNumber(std::optional<T> &value, const QString &text)
{
    bool isNumber = false;
    if constexpr (std::is_same_v<T, double>)
        value = text.toDouble(&isNumber);
    else if constexpr (std::is_same_v<T, int>)
        value = text.toInt(&isNumber);
    else
        value = text.toLongLong(&isNumber);
    return isNumber;
}

template <typename T> auto shownOf(std::optional<T> Parameters::*member)
{
    return [member](const Parameters &parameters) { return numberText(parameters.*member); };
}

template <typename T> auto takenBy(std::optional<T> Parameters::*member)
{
    return [member](Parameters &parameters, const QString &text) {
        return takeNumber(parameters.*member, text);
    };
}

} // namespace

QString shortParameters(const Parameters &parameters)
{
    QStringList parts;
    const auto add = [&parts](const QString &text, const QString &value) {
        if (!value.isEmpty())
            parts.append(text.arg(value));
    };
    add(ParametersForm::tr("temp %1"), numberText(parameters.temperature));
    add(ParametersForm::tr("top_p %1"), numberText(parameters.topP));
    add(ParametersForm::tr("max %1"), numberText(parameters.maxTokens));
    add(ParametersForm::tr("seed %1"), numberText(parameters.seed));
    if (!parameters.stop.isEmpty())
        parts.append(ParametersForm::tr("%n stop(s)", nullptr, static_cast<int>(parameters.stop.size())));
    if (parameters.reasoningEffort)
        parts.append(ParametersForm::tr("effort %1").arg(reasoningEffortName(*parameters.reasoningEffort)));
    add(ParametersForm::tr("freq %1"), numberText(parameters.frequencyPenalty));
    add(ParametersForm::tr("pres %1"), numberText(parameters.presencePenalty));
    add(ParametersForm::tr("logprobs %1"), numberText(parameters.topLogprobs));
    if (parameters.serviceTier)
        parts.append(ParametersForm::tr("%1 service").arg(catalog::serviceTierName(*parameters.serviceTier)));
    return parts.join(u" \u00B7 "_s);
}

ParametersForm::ParametersForm(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_stop(new QPlainTextEdit(this))
    , m_effort(new QComboBox(this))
    , m_tier(new QComboBox(this))
    , m_problem(new QLabel(this))
{
    auto *form = new QGridLayout(this); // a form layout would not centre the labels on their fields
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(metrics::wide());
    form->setVerticalSpacing(metrics::tight());
    form->setColumnStretch(1, 1);
    const auto add = [&](const QString &label, const QString &name, const QString &hint, auto member) {
        addField(form, {label, name, hint, shownOf(member), takenBy(member)});
    };
    add(tr("Temperature"), tr("Temperature"), tr("0 to 2"), &Parameters::temperature);
    add(tr("Top p"), tr("Top p"), tr("0 to 1"), &Parameters::topP);
    add(tr("Max tokens"), tr("Most tokens of the answer"), tr("reasoning included"), &Parameters::maxTokens);
    add(tr("Seed"), tr("Seed"), tr("a whole number"), &Parameters::seed);
    add(tr("Freq. penalty"), tr("Frequency penalty"), tr("-2 to 2"), &Parameters::frequencyPenalty);
    add(tr("Pres. penalty"), tr("Presence penalty"), tr("-2 to 2"), &Parameters::presencePenalty);
    add(tr("Logprobs"), tr("Token probabilities"), tr("0 to 20 alternatives"), &Parameters::topLogprobs);

    int row = form->rowCount();
    m_effort->addItem(tr("Not sent"));
    for (const ReasoningEffort effort : efforts)
        m_effort->addItem(providers::reasoningEffortName(effort));
    m_effort->setAccessibleName(tr("Reasoning effort"));
    form->addWidget(new QLabel(tr("Reasoning"), this), row, 0);
    form->addWidget(m_effort, row++, 1);
    m_tier->addItem(tr("Not sent"));
    for (const catalog::ServiceTier tier : tiers)
        m_tier->addItem(catalog::serviceTierName(tier));
    m_tier->setAccessibleName(tr("Service tier"));
    m_tier->setToolTip(tr("flex waits for room and costs less, priority goes ahead of others and costs more"));
    form->addWidget(new QLabel(tr("Service"), this), row, 0);
    form->addWidget(m_tier, row++, 1);
    m_stop->setPlaceholderText(tr("one a line, up to 4"));
    m_stop->setAccessibleName(tr("Stop sequences"));
    m_stop->setTabChangesFocus(true);
    m_stop->setFixedHeight(fontMetrics().lineSpacing() * 2 + metrics::wide());
    form->addWidget(new QLabel(tr("Stop at"), this), row, 0, Qt::AlignTop);
    form->addWidget(m_stop, row++, 1);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    form->addWidget(m_problem, row, 0, 1, 2);
    for (QComboBox *choice : {m_effort, m_tier})
        connect(choice, &QComboBox::currentIndexChanged, this, &ParametersForm::take);
    connect(m_stop, &QPlainTextEdit::textChanged, this, &ParametersForm::take);
}

void ParametersForm::addField(QGridLayout *form, Field field)
{
    field.edit = new QLineEdit(this);
    field.edit->setPlaceholderText(tr("Not sent"));
    field.edit->setAccessibleName(field.name);
    field.edit->setToolTip(tr("%1; empty: the provider's default").arg(field.hint));
    auto *label = new QLabel(field.label, this);
    label->setBuddy(field.edit);
    const int row = form->rowCount();
    form->addWidget(label, row, 0);
    form->addWidget(field.edit, row, 1);
    connect(field.edit, &QLineEdit::textChanged, this, &ParametersForm::take);
    m_fields.push_back(std::move(field));
}

void ParametersForm::setParameters(const Parameters &parameters)
{
    m_isFilling = true;
    m_parameters = parameters;
    for (const Field &field : m_fields)
        field.edit->setText(field.shown(parameters));
    m_stop->setPlainText(parameters.stop.join(u'\n'));
    const auto *effort =
        parameters.reasoningEffort ? std::ranges::find(efforts, *parameters.reasoningEffort) : efforts.end();
    m_effort->setCurrentIndex(effort == efforts.end() ? 0 : int(effort - efforts.begin()) + 1);
    const auto *tier =
        parameters.serviceTier ? std::ranges::find(tiers, *parameters.serviceTier) : tiers.end();
    m_tier->setCurrentIndex(tier == tiers.end() ? 0 : int(tier - tiers.begin()) + 1);
    showProblem({});
    m_isFilling = false;
}

void ParametersForm::setReadOnly(bool isReadOnly)
{
    for (const Field &field : m_fields)
        field.edit->setEnabled(!isReadOnly);
    m_stop->setEnabled(!isReadOnly);
    m_effort->setEnabled(!isReadOnly);
    m_tier->setEnabled(!isReadOnly);
}

QString ParametersForm::problem() const
{
    return m_problem->text();
}

/// The sentence for the first field that is wrong.
QString ParametersForm::read(Parameters &typed) const
{
    for (const Field &field : m_fields) {
        const QString text = field.edit->text().trimmed();
        if (!text.isEmpty() && !field.taken(typed, text))
            return tr("%1 is a number: %2.").arg(field.name, field.hint);
    }
    typed.stop = m_stop->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    if (m_effort->currentIndex() > 0)
        typed.reasoningEffort = efforts.at(size_t(m_effort->currentIndex() - 1));
    if (m_tier->currentIndex() > 0)
        typed.serviceTier = tiers.at(size_t(m_tier->currentIndex() - 1));
    return providers::problemWith(typed);
}

void ParametersForm::take()
{
    if (m_isFilling)
        return;
    Parameters typed;
    typed.responseFormat = m_parameters.responseFormat;
    typed.responseSchema = m_parameters.responseSchema;
    const QString problem = read(typed);
    if (problem.isEmpty())
        m_parameters = typed;
    showProblem(problem);
    Q_EMIT changed();
}

void ParametersForm::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.tokens().error);
    m_problem->setPalette(palette);
    for (const Field &field : m_fields)
        field.edit->setAccessibleDescription(problem);
}

void ParametersForm::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_problem != nullptr)
        showProblem(m_problem->text()); // its colour is the theme's
    QWidget::changeEvent(event);
}

} // namespace assay::ui
