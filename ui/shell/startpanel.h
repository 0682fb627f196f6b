// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QFrame>
#include <QSettings>

class QLabel;
class QPushButton;

namespace assay::ui {

class Theme;

/// Three steps for whoever starts Assay for the first time. Each can be taken in any order; what was taken is
/// ticked and remembered. Goes for good when all are, or when it is skipped.
class StartPanel final : public QFrame {
    Q_OBJECT
public:
    enum Step { TrySimulator, ConnectProvider, ImportPrompts };
    StartPanel(Theme &theme, QSettings &state, QWidget *parent = nullptr);

    /// Whether there is still something to show.
    [[nodiscard]] static bool isWanted(const QSettings &state);
    /// As if a person had skipped it: for pictures.
    static void skip(QSettings &state);

Q_SIGNALS:
    void stepTaken(assay::ui::StartPanel::Step step);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeStep(Step step, const QString &title, const QString &text, const QString &action);
    void take(Step step);
    void showTaken();
    void end();

    Theme &m_theme;
    QSettings &m_state;
    std::array<QLabel *, 3> m_ticks{};
};

} // namespace assay::ui
