// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/requestlog.h"

#include <QHash>
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

    void setMove(const QString &label, int from, int to,
                 const QHash<int, telemetry::VersionFigures> &figures);
    [[nodiscard]] const QString &label() const { return m_label; }
    [[nodiscard]] int version() const { return m_to; }
    [[nodiscard]] QString reason() const;

Q_SIGNALS:
    void confirmed();
    void cancelled();

private:
    [[nodiscard]] QString rowOf(int version, const telemetry::VersionFigures &figures) const;

    QString m_label;
    int m_to = 0;
    QLabel *m_title;
    QLabel *m_figures;
    QLineEdit *m_reason;
    QPushButton *m_move;
};

} // namespace assay::ui
