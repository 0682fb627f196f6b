// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStatusBar>
#include <QTimer>

class QLabel;

namespace assay::orchestration {
struct DegradedProvider;
}
namespace assay::workspace {
class Engine;
}

namespace assay::ui {

class Theme;

/// The bottom line: which workspace, how many calls run, which providers are down, whether simulated models
/// answer.
class StatusLine final : public QStatusBar {
    Q_OBJECT
public:
    StatusLine(workspace::Engine &engine, Theme &theme, QWidget *parent = nullptr);
    void setWorkspace(const QString &path, const QString &note);
    /// Once the workspace is open: asks for what stays, and each second how many calls run.
    void start();
    /// Asks again what changes seldom (the providers).
    void refresh();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void askRunning();
    void showRunning(int running);
    /// What is out of order, and what is done instead.
    void showDown(const QList<orchestration::DegradedProvider> &down);

    workspace::Engine &m_engine;
    Theme &m_theme;
    QLabel *m_workspace;
    QLabel *m_note;
    QLabel *m_running;
    QLabel *m_down;
    QLabel *m_simulated;
    QTimer m_timer;
    bool m_isAsking = false;
};

} // namespace assay::ui
