// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/circuitactions.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay::ui {

using orchestration::BreakerState;
using orchestration::ForcedState;

CircuitActions::CircuitActions(QWidget *parent)
    : QWidget(parent)
    , m_stop(new QPushButton(tr("&Stop model"), this))
    , m_letThrough(new QPushButton(tr("&Always let through"), this))
    , m_giveBack(new QPushButton(tr("&Give back to the breaker"), this))
    , m_about(new QLabel(this))
    , m_buttons(new QWidget(this))
    , m_question(new QWidget(this))
    , m_questionText(new QLabel(this))
    , m_reason(new QLineEdit(this))
    , m_confirm(new QPushButton(this))
{
    build();
    connect(m_stop, &QPushButton::clicked, this, [this] { ask(ForcedState::Open); });
    connect(m_letThrough, &QPushButton::clicked, this, [this] { ask(ForcedState::Closed); });
    connect(m_giveBack, &QPushButton::clicked, this, [this] { ask({}); });
    connect(m_reason, &QLineEdit::returnPressed, this, &CircuitActions::submit);
    connect(m_confirm, &QPushButton::clicked, this, &CircuitActions::submit);
    connect(m_reason, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_confirm->setEnabled(!text.trimmed().isEmpty()); });
    updateButtons();
}

void CircuitActions::build()
{
    m_about->setTextFormat(Qt::PlainText);
    makeMuted(m_about);
    m_questionText->setTextFormat(Qt::PlainText);
    m_questionText->setBuddy(m_reason);
    m_reason->setPlaceholderText(tr("For the event log and for those whose calls it concerns"));
    m_reason->setMaxLength(500);
    makePrimary(m_confirm);
    m_confirm->setEnabled(false);
    auto *cancelButton = new QPushButton(tr("&Cancel"), this);
    connect(cancelButton, &QPushButton::clicked, this, &CircuitActions::cancel);

    auto *buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(metrics::normal());
    buttons->addWidget(m_stop);
    buttons->addWidget(m_letThrough);
    buttons->addWidget(m_giveBack);
    buttons->addSpacing(metrics::normal());
    buttons->addWidget(m_about, 1);

    auto *question = new QHBoxLayout(m_question);
    question->setContentsMargins(0, 0, 0, 0);
    question->setSpacing(metrics::normal());
    question->addWidget(m_questionText);
    question->addWidget(m_reason, 1);
    question->addWidget(m_confirm);
    question->addWidget(cancelButton);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    rows->addWidget(m_buttons);
    rows->addWidget(m_question);
    m_question->hide();
}

void CircuitActions::setCircuit(const std::optional<orchestration::BreakerStatus> &circuit)
{
    m_circuit = circuit;
    updateButtons();
}

void CircuitActions::updateButtons()
{
    const bool isForced = m_circuit
        && (m_circuit->state == BreakerState::ForcedOpen || m_circuit->state == BreakerState::ForcedClosed);
    m_stop->setEnabled(m_circuit && m_circuit->state != BreakerState::ForcedOpen);
    m_letThrough->setEnabled(m_circuit && m_circuit->state != BreakerState::ForcedClosed);
    m_giveBack->setEnabled(isForced);
    m_about->setText(m_circuit ? m_circuit->model.toString() : tr("Choose a circuit to steer it."));
}

void CircuitActions::ask(std::optional<ForcedState> state)
{
    if (!m_circuit)
        return;
    m_askedModel = m_circuit->model;
    m_askedState = state;
    const QString model = m_askedModel.toString();
    const bool isStop = state == ForcedState::Open;
    m_questionText->setText(!state       ? tr("Why give %1 back to the breaker?").arg(model)
                                : isStop ? tr("Why stop %1?").arg(model)
                                         : tr("Why let every call to %1 through?").arg(model));
    m_reason->setAccessibleName(m_questionText->text());
    m_confirm->setText(!state ? tr("Give back") : isStop ? tr("Stop model") : tr("Let through"));
    m_reason->clear();
    m_buttons->hide();
    m_question->show();
    m_reason->setFocus();
}

bool CircuitActions::cancel()
{
    if (!m_question->isVisibleTo(this))
        return false;
    m_question->hide();
    m_buttons->show();
    m_stop->setFocus();
    return true;
}

void CircuitActions::submit()
{
    const QString reason = m_reason->text().trimmed();
    if (reason.isEmpty())
        return;
    cancel();
    Q_EMIT forceRequested(m_askedModel, m_askedState, reason);
}

} // namespace assay::ui
