// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/versionscores.h"
#include "prompts/prompt.h"
#include "release/releaseplan.h"
#include "security/access.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace assay::ui {

class Theme;

/// A prompt that has versions, as the form needs it.
struct Releasable {
    prompts::PromptSummary prompt;
    QMap<QString, int> labels; ///< with the version each points at
    QHash<int, evaluation::VersionScores> scores; ///< by version
};

/// What is released where, in which steps, within which bounds. Says what is missing until it can start.
class ReleaseForm final : public QWidget {
    Q_OBJECT
public:
    explicit ReleaseForm(Theme &theme, QWidget *parent = nullptr);

    void setPrompts(const QList<Releasable> &prompts);
    /// Whose role decides on which labels a release can start.
    void setAccess(const security::Access &access, const QString &user);
    /// Chooses what to release; 0: the latest version.
    void choose(const QString &prompt, int version, const QString &label);

    struct Wanted {
        PromptId prompt;
        QString label;
        int version = 0;
        release::ReleasePlan plan;
        QString reason;
    };
    [[nodiscard]] Wanted wanted() const;
    /// Why it cannot start; empty when it can.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void startRequested();
    void cancelled();

private:
    void buildLayout(Theme &theme);
    void promptChanged();
    void refresh();
    [[nodiscard]] const Releasable *chosen() const;
    /// Whether there are votes that the guardrail on the score can measure.
    [[nodiscard]] QString scoreNote() const;
    [[nodiscard]] QDoubleSpinBox *limitBox(const QString &name, double value, const QString &suffix,
                                           double scale);

    QList<Releasable> m_prompts;
    security::Access m_access;
    QString m_user;
    QLabel *m_scoreNote;
    QComboBox *m_prompt;
    QComboBox *m_label;
    QComboBox *m_version;
    QComboBox *m_kind;
    QLineEdit *m_steps;
    QSpinBox *m_minCalls;
    QSpinBox *m_minMinutes;
    QDoubleSpinBox *m_errors;
    QDoubleSpinBox *m_latency;
    QDoubleSpinBox *m_cost;
    QDoubleSpinBox *m_validation;
    QDoubleSpinBox *m_score;
    QCheckBox *m_automatic;
    QLineEdit *m_reason;
    QLabel *m_problem;
    QPushButton *m_start;
};

} // namespace assay::ui
