// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;

namespace assay::ui {

class Theme;

/// One figure with its name and a line that explains it.
class StatCard final : public QFrame {
    Q_OBJECT
public:
    StatCard(Theme &theme, const QString &name, QWidget *parent = nullptr);
    void setFigure(const QString &figure, const QString &note);
    [[nodiscard]] QString figure() const;
    [[nodiscard]] QString note() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QString m_title;
    QLabel *m_figure;
    QLabel *m_note;
};

} // namespace assay::ui
