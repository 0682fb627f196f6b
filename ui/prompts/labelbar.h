// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/prompts/versionsmodel.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace assay::ui {

class Theme;

/// A label about to be moved: what the calls of both versions amounted to, and why it is moved. The diff
/// stands below it.
class LabelBar final : public QWidget {
    Q_OBJECT
public:
    explicit LabelBar(Theme &theme, QWidget *parent = nullptr);

    /// `refusal` says why this person may not move it; empty when he may.
    void setMove(const QString &label, int from, int to, const VersionEvidence &evidence,
                 const QString &refusal);
    [[nodiscard]] const QString &label() const { return m_label; }
    [[nodiscard]] int version() const { return m_to; }
    [[nodiscard]] QString reason() const;

Q_SIGNALS:
    void confirmed();
    void cancelled();

private:
    [[nodiscard]] QString rowOf(int version, const VersionEvidence &evidence) const;

    QString m_label;
    int m_to = 0;
    QLabel *m_title;
    QLabel *m_figures;
    QLabel *m_refusal;
    QLineEdit *m_reason;
    QPushButton *m_move;
};

} // namespace assay::ui
