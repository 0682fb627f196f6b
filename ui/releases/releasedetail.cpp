// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/releases/releasedetail.h"

#include "ui/releases/releasetexts.h"
#include "ui/releases/stepladder.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QDateTime>
#include <QHeaderView>
#include <QJsonArray>
#include <QListWidget>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using namespace release;

QColor colourOf(const ThemeTokens &tokens, Finding finding)
{
    switch (finding) {
    case Finding::Passed:
        return tokens.success;
    case Finding::Breached:
        return tokens.error;
    case Finding::Undecided:
        return tokens.warning;
    case Finding::NotMeasured:
        break;
    }
    return tokens.muted;
}

QString timeText(UtcMicros at)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(at / 1000), QLocale::ShortFormat);
}

} // namespace

ReleaseDetail::ReleaseDetail(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new QLabel(this))
    , m_state(new QLabel(this))
    , m_ladder(new StepLadder(theme, this))
    , m_calls(new QLabel(this))
    , m_verdict(new QLabel(this))
    , m_moment(sectionHeading({}, this))
    , m_backToNow(new QPushButton(tr("Show them as they are now"), this))
    , m_evidence(new QTableWidget(0, 6, this))
    , m_events(new QListWidget(this))
    , m_reason(new QLineEdit(this))
    , m_diff(new QPushButton(theme.icon(u"diff"_s), tr("Show the diff"), this))
    , m_pause(new QPushButton(this))
    , m_rollBack(new QPushButton(theme.icon(u"restore"_s), tr("Roll back"), this))
    , m_promote(new QPushButton(theme.icon(u"right"_s), tr("Promote"), this))
{
    buildLayout();
    connect(m_promote, &QPushButton::clicked, this, &ReleaseDetail::promoteRequested);
    connect(m_rollBack, &QPushButton::clicked, this, &ReleaseDetail::rollBackRequested);
    connect(m_diff, &QPushButton::clicked, this, &ReleaseDetail::diffRequested);
    connect(m_events, &QListWidget::itemSelectionChanged, this, &ReleaseDetail::showMoment);
    connect(m_backToNow, &QPushButton::clicked, m_events, &QListWidget::clearSelection);
    connect(m_pause, &QPushButton::clicked, this,
            [this] { Q_EMIT pauseRequested(m_release.state == ReleaseState::Running); });
}

void ReleaseDetail::buildLayout()
{
    m_title->setFont(metrics::titleFont());
    m_title->setTextFormat(Qt::PlainText);
    for (QLabel *label : {m_state, m_calls})
        makeMuted(label);
    m_verdict->setWordWrap(true);
    m_verdict->setTextFormat(Qt::PlainText);
    m_evidence->setHorizontalHeaderLabels(
        {tr("Guardrail"), tr("Stable"), tr("Candidate"), tr("Worse by"), tr("Allowed"), tr("Finding")});
    m_evidence->setAccessibleName(tr("Guardrails"));
    m_evidence->verticalHeader()->hide();
    m_evidence->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_evidence->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_evidence->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_evidence->setTabKeyNavigation(false);
    m_evidence->setFrameShape(QFrame::NoFrame);
    m_evidence->setShowGrid(false);
    constexpr int guardrails = 5;
    m_evidence->setFixedHeight(metrics::rowHeight() * (guardrails + 1) + metrics::normal());
    m_events->setAccessibleName(tr("What happened"));
    m_events->setFrameShape(QFrame::NoFrame);
    m_events->setWordWrap(true);
    m_events->setToolTip(tr("Select a step to see the figures that it was decided on"));
    m_reason->setPlaceholderText(tr("Why, in a few words; kept with the step"));
    m_reason->setAccessibleName(tr("Reason"));
    makePrimary(m_promote);
    makeDanger(m_rollBack);

    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::wide());
    head->addWidget(m_title);
    head->addWidget(m_state);
    head->addStretch();
    head->addWidget(m_diff);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(metrics::normal());
    foot->addWidget(m_reason, 1);
    for (QPushButton *button : {m_pause, m_rollBack, m_promote})
        foot->addWidget(button);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), metrics::wide(), metrics::page(), metrics::wide());
    rows->setSpacing(metrics::wide());
    rows->addLayout(head);
    rows->addWidget(m_ladder);
    rows->addWidget(m_calls);
    rows->addWidget(m_verdict);
    auto *momentRow = new QHBoxLayout;
    momentRow->addWidget(m_moment);
    momentRow->addStretch();
    momentRow->addWidget(m_backToNow);
    rows->addLayout(momentRow);
    rows->addWidget(m_evidence);
    rows->addWidget(sectionHeading(tr("What happened"), this));
    rows->addWidget(m_events, 1);
    rows->addLayout(foot);
}

void ReleaseDetail::setReading(const ReleaseReading &reading)
{
    m_release = reading.look.release;
    const ReleaseFigures &figures = reading.look.figures;
    m_title->setText(releaseTitle(m_release));
    m_state->setText(tr("%1, version %2 against version %3")
                         .arg(releaseStateText(m_release.state))
                         .arg(m_release.candidate)
                         .arg(m_release.stable));
    m_ladder->setRelease(m_release);
    m_calls->setText(tr("Calls so far: %L1 of version %2, %L3 of version %4.")
                         .arg(figures.candidate.calls)
                         .arg(m_release.candidate)
                         .arg(figures.stable.calls)
                         .arg(m_release.stable));
    m_look = reading.look;
    m_refusal = reading.refusal;
    showEvents(reading.events);
    showMoment();
    updateControls();
}

void ReleaseDetail::updateControls()
{
    const bool isOpen = !m_release.hasEnded();
    const bool isLastStep = m_release.step + 1 >= m_release.plan.steps.size();
    m_promote->setText(isLastStep
                           ? tr("Finish")
                           : tr("Promote to %1 %").arg(m_release.plan.steps.value(m_release.step + 1)));
    const bool isPaused = m_release.state == ReleaseState::Paused;
    m_pause->setText(isPaused ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(m_theme.icon(isPaused ? u"run"_s : u"stop"_s));
    for (QWidget *control : {static_cast<QWidget *>(m_reason), static_cast<QWidget *>(m_pause),
                             static_cast<QWidget *>(m_rollBack), static_cast<QWidget *>(m_promote)})
        control->setVisible(isOpen);
    for (QWidget *control : {static_cast<QWidget *>(m_reason), static_cast<QWidget *>(m_pause),
                             static_cast<QWidget *>(m_rollBack), static_cast<QWidget *>(m_promote)}) {
        control->setEnabled(m_refusal.isEmpty());
        control->setToolTip(m_refusal);
        control->setAccessibleDescription(m_refusal);
    }
    m_reason->setPlaceholderText(m_refusal.isEmpty() ? tr("Why, in a few words; kept with the step")
                                                     : m_refusal);
}

void ReleaseDetail::showMoment()
{
    const QList<QListWidgetItem *> selected = m_events->selectedItems();
    m_backToNow->setVisible(!selected.isEmpty());
    if (selected.isEmpty()) {
        m_moment->setText(m_release.hasEnded() ? tr("Guardrails at the end") : tr("Guardrails now"));
        m_verdict->setText(m_release.hasEnded() ? QString() : m_look.assessment.reason);
        m_verdict->setVisible(!m_release.hasEnded());
        showEvidence(m_look.assessment);
        return;
    }
    const ReleaseEvent &event = m_shownEvents.at(m_events->row(selected.first()));
    m_moment->setText(tr("Guardrails on %1").arg(timeText(event.at)));
    Assessment then;
    then.confidence = event.evidence["confidence"_L1].toDouble();
    then.evidence = evidenceFromJson(event.evidence["evidence"_L1].toArray());
    m_verdict->setText(then.evidence.isEmpty()
                           ? tr("%1. No figures were kept with this step.").arg(eventText(event))
                           : eventText(event));
    m_verdict->show();
    showEvidence(then);
}

void ReleaseDetail::showEvidence(const Assessment &assessment)
{
    m_evidence->setRowCount(static_cast<int>(assessment.evidence.size()));
    for (int row = 0; row < m_evidence->rowCount(); ++row) {
        const Evidence &each = assessment.evidence.at(row);
        const QStringList cells{guardrailTitle(each.guardrail),
                                figureText(each.guardrail, each.stable, each.stableCount),
                                figureText(each.guardrail, each.candidate, each.candidateCount),
                                worseText(each),
                                allowedText(each),
                                findingText(each)};
        for (int column = 0; column < cells.size(); ++column) {
            auto *item = new QTableWidgetItem(cells.at(column));
            if (column == cells.size() - 1)
                item->setForeground(colourOf(m_theme.tokens(), each.finding));
            item->setToolTip(tr("%L1 stable and %L2 candidate calls; each bound holds with %3 % confidence.")
                                 .arg(each.stableCount)
                                 .arg(each.candidateCount)
                                 .arg(assessment.confidence * 100, 0, 'f', 2));
            m_evidence->setItem(row, column, item);
        }
    }
}

void ReleaseDetail::showEvents(const QList<ReleaseEvent> &events)
{
    const auto idsOf = [](const QList<ReleaseEvent> &all) {
        QList<std::int64_t> ids;
        for (const ReleaseEvent &event : all)
            ids.append(event.id);
        return ids;
    };
    if (idsOf(m_shownEvents) == idsOf(events))
        return; // nothing new: the place one scrolled to stays
    const int row = m_events->selectedItems().isEmpty() ? -1 : m_events->currentRow();
    const std::int64_t selected = row < 0 ? 0 : m_shownEvents.at(row).id;
    m_shownEvents = events;
    const QSignalBlocker quiet(m_events);
    m_events->clear();
    for (const ReleaseEvent &event : events) {
        const QString who = event.who.isEmpty() ? tr("Assay") : event.who;
        auto *item = new QListWidgetItem(
            tr("%1  %2  (%3)").arg(timeText(event.at), eventText(event), who), m_events);
        if (event.id == selected)
            m_events->setCurrentItem(item);
    }
}

QString ReleaseDetail::reason() const
{
    return m_reason->text().trimmed();
}

void ReleaseDetail::clearReason()
{
    m_reason->clear();
}

} // namespace assay::ui
