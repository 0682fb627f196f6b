// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "release/releasewatch.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTableWidget;

namespace assay::ui {

class StepLadder;
class Theme;

/// What the detail of a release shows, as it was read.
struct ReleaseReading {
    release::Look look;
    QList<release::ReleaseEvent> events; ///< newest first
    QString refusal; ///< why this person may do nothing with it; empty when he may
};

/// One release: its steps, both sides' figures against the guardrails, what happened, and what one can do.
class ReleaseDetail final : public QWidget {
    Q_OBJECT
public:
    explicit ReleaseDetail(Theme &theme, QWidget *parent = nullptr);

    void setReading(const ReleaseReading &reading);
    [[nodiscard]] const release::Release &shown() const { return m_release; }
    [[nodiscard]] QString reason() const;
    void clearReason();
    [[nodiscard]] const release::Look &look() const { return m_look; }

Q_SIGNALS:
    void promoteRequested();
    void rollBackRequested();
    void pauseRequested(bool isPaused);
    void diffRequested();

private:
    void buildLayout();
    void showEvidence(const release::Assessment &assessment);
    void showEvents(const QList<release::ReleaseEvent> &events);
    /// The guardrails as they are now, or as they were when what is selected below happened.
    void showMoment();
    void updateControls();

    Theme &m_theme;
    release::Release m_release;
    release::Look m_look;
    QList<release::ReleaseEvent> m_shownEvents;
    QString m_refusal;
    QLabel *m_title;
    QLabel *m_state;
    StepLadder *m_ladder;
    QLabel *m_calls;
    QLabel *m_verdict;
    QLabel *m_moment; ///< of which time the table is
    QPushButton *m_backToNow;
    QTableWidget *m_evidence;
    QListWidget *m_events;
    QLineEdit *m_reason;
    QPushButton *m_diff;
    QPushButton *m_pause;
    QPushButton *m_rollBack;
    QPushButton *m_promote;
};

} // namespace assay::ui
