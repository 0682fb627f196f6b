// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/parameterspopover.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScreen>

#include <type_traits>

namespace assay::ui {

namespace {

enum Format { NotSent, Text, Json };

QString shown(const std::optional<double> &value)
{
    return value ? QLocale().toString(*value, 'g', 6) : QString();
}

QString shownWhole(const std::optional<qint64> &value)
{
    return value ? QLocale().toString(*value) : QString();
}

} // namespace

QString parametersSummary(const providers::Parameters &parameters)
{
    const QLocale locale;
    QStringList parts;
    if (parameters.temperature)
        parts << ParametersPopover::tr("temp %1").arg(locale.toString(*parameters.temperature, 'g', 4));
    if (parameters.topP)
        parts << ParametersPopover::tr("top_p %1").arg(locale.toString(*parameters.topP, 'g', 4));
    if (parameters.maxTokens)
        parts << ParametersPopover::tr("max %1").arg(locale.toString(*parameters.maxTokens));
    if (parameters.seed)
        parts << ParametersPopover::tr("seed %1").arg(*parameters.seed);
    if (!parameters.stop.isEmpty())
        parts << ParametersPopover::tr("stops: %1").arg(parameters.stop.size());
    if (parameters.responseFormat == providers::ResponseFormat::JsonObject)
        parts << ParametersPopover::tr("JSON");
    return parts.join(QStringLiteral(" \u00B7 "));
}

ParametersPopover::ParametersPopover(Theme &theme, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_theme(theme)
    , m_stop(new QPlainTextEdit(this))
    , m_stopProblem(new QLabel(this))
    , m_format(new QComboBox(this))
{
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Parameters"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), metrics::wide(), metrics::page(), metrics::wide());
    rows->setSpacing(metrics::normal());
    rows->addWidget(sectionHeading(tr("Parameters"), this));
    auto *hint = new QLabel(tr("What is empty is not sent."), this);
    makeMuted(hint);
    rows->addWidget(hint);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(metrics::wide());
    form->setVerticalSpacing(metrics::tight());
    m_temperature = addField(form, tr("&Temperature"), tr("0 to 2"));
    m_topP = addField(form, tr("Top &p"), tr("0 to 1"));
    m_maxTokens = addField(form, tr("&Max tokens"), tr("of the answer"));
    m_seed = addField(form, tr("&Seed"), tr("a whole number"));
    m_stop->setPlaceholderText(tr("one per line, up to 4"));
    m_stop->setTabChangesFocus(true);
    m_stop->setFixedHeight(fontMetrics().lineSpacing() * 3 + metrics::wide());
    form->addRow(tr("St&op at"), m_stop);
    m_stopProblem->setWordWrap(true);
    m_stopProblem->hide();
    form->addRow(QString(), m_stopProblem);
    m_format->addItems({tr("Not sent"), tr("Text"), tr("JSON object")});
    form->addRow(tr("&Response"), m_format);
    rows->addLayout(form);

    auto *buttons = new QHBoxLayout;
    auto *fromPrompt = new QPushButton(tr("Use the prompt\u2019s"), this);
    auto *toAll = new QPushButton(tr("Apply to all columns"), this);
    buttons->addWidget(fromPrompt);
    buttons->addStretch();
    buttons->addWidget(toAll);
    rows->addLayout(buttons);
    connect(fromPrompt, &QPushButton::clicked, this, &ParametersPopover::promptParametersRequested);
    connect(toAll, &QPushButton::clicked, this, [this] {
        if (const auto parameters = take())
            Q_EMIT applyToAllRequested(*parameters);
    });
}

ParametersPopover::Field ParametersPopover::addField(QFormLayout *form, const QString &label,
                                                     const QString &hint)
{
    Field field{new QLineEdit(this), new QLabel(this)};
    field.edit->setPlaceholderText(hint);
    field.edit->setMinimumWidth(fontMetrics().averageCharWidth() * 24);
    field.problem->setWordWrap(true);
    field.problem->hide();
    form->addRow(label, field.edit);
    form->addRow(QString(), field.problem);
    connect(field.edit, &QLineEdit::editingFinished, this, &ParametersPopover::take);
    return field;
}

void ParametersPopover::setParameters(const providers::Parameters &parameters)
{
    m_temperature.edit->setText(shown(parameters.temperature));
    m_topP.edit->setText(shown(parameters.topP));
    m_maxTokens.edit->setText(shownWhole(parameters.maxTokens));
    m_seed.edit->setText(shownWhole(parameters.seed));
    m_stop->setPlainText(parameters.stop.join(u'\n'));
    m_format->setCurrentIndex(!parameters.responseFormat                                          ? NotSent
                                  : *parameters.responseFormat == providers::ResponseFormat::Text ? Text
                                                                                                  : Json);
    for (const Field &field : {m_temperature, m_topP, m_maxTokens, m_seed})
        say(field, {});
    m_stopProblem->hide();
}

void ParametersPopover::openAt(QWidget *anchor)
{
    adjustSize();
    QPoint corner = anchor->mapToGlobal(QPoint(0, anchor->height() + 2));
    const QRect screen = anchor->screen()->availableGeometry();
    corner.setX(std::clamp(corner.x(), screen.left(), std::max(screen.left(), screen.right() - width())));
    corner.setY(std::clamp(corner.y(), screen.top(), std::max(screen.top(), screen.bottom() - height())));
    move(corner);
    show();
    m_temperature.edit->setFocus(Qt::PopupFocusReason);
    m_temperature.edit->selectAll();
}

template <typename Number>
std::optional<Number> ParametersPopover::read(const Field &field, bool &isValid) const
{
    const QString text = field.edit->text().trimmed();
    if (text.isEmpty())
        return std::nullopt;
    bool isNumber = false;
    Number number{};
    if constexpr (std::is_same_v<Number, double>)
        number = QLocale().toDouble(text, &isNumber);
    else if constexpr (std::is_same_v<Number, int>)
        number = QLocale().toInt(text, &isNumber);
    else
        number = QLocale().toLongLong(text, &isNumber);
    if (!isNumber) {
        say(field,
            std::is_same_v<Number, double> ? tr("This is no number, such as %1.").arg(QLocale().toString(0.7))
                                           : tr("This is no whole number."));
        isValid = false;
    }
    return number;
}

std::optional<providers::Parameters> ParametersPopover::take()
{
    for (const Field &field : {m_temperature, m_topP, m_maxTokens, m_seed})
        say(field, {});
    bool isValid = true;
    providers::Parameters parameters;
    const auto check = [&](const Field &field, auto member) {
        providers::Parameters alone;
        alone.*member = parameters.*member;
        if (const QString problem = providers::problemWith(alone); !problem.isEmpty()) {
            say(field, problem);
            isValid = false;
        }
    };
    parameters.temperature = read<double>(m_temperature, isValid);
    check(m_temperature, &providers::Parameters::temperature);
    parameters.topP = read<double>(m_topP, isValid);
    check(m_topP, &providers::Parameters::topP);
    parameters.maxTokens = read<int>(m_maxTokens, isValid);
    check(m_maxTokens, &providers::Parameters::maxTokens);
    parameters.seed = read<qint64>(m_seed, isValid);
    parameters.stop = m_stop->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    providers::Parameters stopAlone;
    stopAlone.stop = parameters.stop;
    const QString stopProblem = providers::problemWith(stopAlone);
    m_stopProblem->setText(stopProblem);
    m_stopProblem->setVisible(!stopProblem.isEmpty());
    if (m_format->currentIndex() != NotSent)
        parameters.responseFormat = m_format->currentIndex() == Json ? providers::ResponseFormat::JsonObject
                                                                     : providers::ResponseFormat::Text;
    return isValid && stopProblem.isEmpty() ? std::optional(parameters) : std::nullopt;
}

void ParametersPopover::say(const Field &field, const QString &problem) const
{
    QPalette palette = field.problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.tokens().error);
    field.problem->setPalette(palette);
    field.problem->setText(problem);
    field.problem->setVisible(!problem.isEmpty());
    field.edit->setAccessibleDescription(problem);
}

void ParametersPopover::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    if (const auto parameters = take())
        Q_EMIT changed(*parameters);
}

void ParametersPopover::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (take())
            close();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace assay::ui
