// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/startpanel.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

const QString stepsKey = u"start/steps"_s; ///< the numbers of the steps that were taken
const QString endedKey = u"start/ended"_s;

QStringList takenSteps(const QSettings &state)
{
    return state.value(stepsKey).toStringList();
}

} // namespace

bool StartPanel::isWanted(const QSettings &state)
{
    return !state.value(endedKey).toBool();
}

void StartPanel::skip(QSettings &state)
{
    state.setValue(endedKey, true);
}

StartPanel::StartPanel(Theme &theme, QSettings &state, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_state(state)
{
    setAccessibleName(tr("First steps"));
    auto *title = new QLabel(tr("Welcome to Assay"), this);
    title->setFont(metrics::headingFont());
    auto *skip = new QPushButton(tr("Skip"), this);
    skip->setToolTip(tr("Puts these steps away; everything stays in its menu"));
    makeLink(skip);
    connect(skip, &QPushButton::clicked, this, &StartPanel::end);

    auto *head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch();
    head->addWidget(skip);
    auto *steps = new QHBoxLayout;
    steps->setSpacing(metrics::section());
    steps->addWidget(makeStep(TrySimulator, tr("Try it without a key"),
                              tr("Simulated models answer a sample prompt side by side."),
                              tr("Open Compare")),
                     1);
    steps->addWidget(
        makeStep(ConnectProvider, tr("Connect a provider"),
                 tr("A service or a local server; keys stay in the keychain."),
                 tr("Add a provider")),
        1);
    steps->addWidget(makeStep(ImportPrompts, tr("Bring your prompts"),
                              tr("Take files in from other tools, or drop them on the window."),
                              tr("Import prompts")),
                     1);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), metrics::wide(), metrics::page(), metrics::wide());
    rows->setSpacing(metrics::normal());
    rows->addLayout(head);
    rows->addLayout(steps);
    showTaken();
}

QWidget *StartPanel::makeStep(Step step, const QString &title, const QString &text, const QString &action)
{
    auto *box = new QWidget(this);
    auto *name = new QLabel(title, box);
    name->setFont(metrics::strongFont());
    auto *what = new QLabel(text, box);
    what->setWordWrap(true);
    makeMuted(what);
    auto *button = new QPushButton(action, box);
    button->setAccessibleDescription(text);
    m_ticks.at(step) = new QLabel(box);
    auto *titleRow = new QHBoxLayout;
    titleRow->setSpacing(metrics::normal());
    titleRow->addWidget(m_ticks.at(step));
    titleRow->addWidget(name, 1);
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::tight());
    rows->addLayout(titleRow);
    rows->addWidget(what);
    rows->addWidget(button, 0, Qt::AlignLeft);
    rows->addStretch();
    connect(button, &QPushButton::clicked, this, [this, step] { take(step); });
    return box;
}

void StartPanel::take(Step step)
{
    QStringList taken = takenSteps(m_state);
    const QString number = QString::number(step);
    if (!taken.contains(number))
        taken.append(number);
    m_state.setValue(stepsKey, taken);
    showTaken();
    Q_EMIT stepTaken(step);
    if (taken.size() == qsizetype(m_ticks.size()))
        end();
}

void StartPanel::showTaken()
{
    const QStringList taken = takenSteps(m_state);
    for (size_t step = 0; step < m_ticks.size(); ++step) {
        const bool isTaken = taken.contains(QString::number(step));
        m_ticks.at(step)->setPixmap(isTaken ? m_theme.icon(u"success"_s).pixmap(metrics::icon()) : QPixmap());
        m_ticks.at(step)->setText(isTaken ? QString() : tr("%1.").arg(step + 1));
        m_ticks.at(step)->setAccessibleName(isTaken ? tr("Done") : tr("Step %1").arg(step + 1));
    }
}

void StartPanel::end()
{
    skip(m_state);
    hide();
    deleteLater();
}

void StartPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().surface);
    painter.setPen(m_theme.tokens().separator);
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

} // namespace assay::ui
