// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/parameterspopover.h"

#include "ui/parameters/parametersform.h"
#include "ui/parameters/savedsetsbutton.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScreen>

namespace assay::ui {

namespace {

using providers::ResponseFormat;

constexpr int notSent = -1;

QString formatName(const std::optional<ResponseFormat> &format)
{
    if (format == ResponseFormat::JsonObject)
        return ParametersPopover::tr("JSON");
    return format == ResponseFormat::JsonSchema ? ParametersPopover::tr("JSON schema") : QString();
}

} // namespace

QString parametersSummary(const providers::Parameters &parameters)
{
    QStringList parts{shortParameters(parameters), formatName(parameters.responseFormat)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" \u00B7 "));
}

ParametersPopover::ParametersPopover(Theme &theme, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_form(new ParametersForm(theme, this))
    , m_format(new QComboBox(this))
    , m_hint(new QLabel(tr("What is empty is not sent."), this))
    , m_notTaken(new QLabel(this))
    , m_buttons(new QHBoxLayout)
{
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Parameters"));
    m_format->setAccessibleName(tr("Response format"));
    makeMuted(m_hint);
    m_notTaken->setTextFormat(Qt::PlainText);
    m_notTaken->setWordWrap(true);
    m_notTaken->hide();
    auto *label = new QLabel(tr("&Response"), this);
    label->setBuddy(m_format);
    auto *format = new QHBoxLayout;
    format->addWidget(label);
    format->addWidget(m_format, 1);
    auto *fromPrompt = new QPushButton(tr("Use the prompt\u2019s"), this);
    auto *toAll = new QPushButton(tr("Apply to all columns"), this);
    m_buttons->addWidget(fromPrompt);
    m_buttons->addStretch();
    m_buttons->addWidget(toAll);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), metrics::wide(), metrics::page(), metrics::wide());
    rows->setSpacing(metrics::normal());
    rows->addWidget(sectionHeading(tr("Parameters"), this));
    rows->addWidget(m_hint);
    rows->addWidget(m_form);
    rows->addLayout(format);
    rows->addWidget(m_notTaken);
    rows->addLayout(m_buttons);
    connect(fromPrompt, &QPushButton::clicked, this, &ParametersPopover::promptParametersRequested);
    connect(toAll, &QPushButton::clicked, this, [this] {
        if (m_form->problem().isEmpty())
            Q_EMIT applyToAllRequested(parameters());
    });
}

void ParametersPopover::offerSets(const PageContext &context)
{
    auto *sets = new SavedSetsButton(context, [this] { return parameters(); }, this);
    m_buttons->insertWidget(1, sets);
    connect(sets, &SavedSetsButton::chosen, this, [this](const prompts::ParameterSet &set) {
        providers::Parameters taken = set.parameters;
        if (taken.responseSchema.isEmpty())
            taken.responseSchema = m_schema; // of the prompt, whatever set is taken
        setParameters(taken);
    });
    connect(sets, &SavedSetsButton::done, m_hint, &QLabel::setText);
    connect(sets, &SavedSetsButton::failed, this, [this](const Error &error) { m_hint->setText(error.message); });
}

void ParametersPopover::setParameters(const providers::Parameters &parameters)
{
    m_form->setParameters(parameters);
    m_schema = parameters.responseSchema;
    m_format->clear();
    m_format->addItem(tr("Not sent"), notSent);
    m_format->addItem(tr("Text"), int(ResponseFormat::Text));
    m_format->addItem(tr("JSON object"), int(ResponseFormat::JsonObject));
    if (!m_schema.isEmpty())
        m_format->addItem(tr("JSON schema of the prompt"), int(ResponseFormat::JsonSchema));
    const int format = parameters.responseFormat ? int(*parameters.responseFormat) : notSent;
    m_format->setCurrentIndex(std::max(0, m_format->findData(format)));
}

providers::Parameters ParametersPopover::parameters() const
{
    providers::Parameters typed = m_form->parameters();
    typed.responseSchema = m_schema;
    const int format = m_format->currentData().toInt();
    typed.responseFormat =
        format == notSent ? std::nullopt : std::optional(static_cast<ResponseFormat>(format));
    return typed;
}

void ParametersPopover::setProblem(const QString &sentence)
{
    m_notTaken->setText(sentence);
    m_notTaken->setVisible(!sentence.isEmpty());
    if (isVisible())
        adjustSize();
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
    if (auto *first = m_form->findChild<QLineEdit *>()) {
        first->setFocus(Qt::PopupFocusReason);
        first->selectAll();
    }
}

void ParametersPopover::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    if (m_form->problem().isEmpty())
        Q_EMIT changed(parameters());
}

void ParametersPopover::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (m_form->problem().isEmpty())
            close();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace assay::ui
