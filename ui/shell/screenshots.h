// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/mainwindow.h"

#include <QStringList>

namespace assay::ui {

struct ScreenshotJob {
    QString folder;
    QList<ThemeChoice> themes;
    QSize size{1440, 900};
};

/// Walks every page in every theme, waits until each is settled, and writes PAGE-THEME.png files.
class Screenshots final : public QObject {
    Q_OBJECT
public:
    Screenshots(MainWindow &window, ScreenshotJob job, QObject *parent = nullptr);
    /// Sizes and shows the window, then takes the pictures.
    void start();

Q_SIGNALS:
    void written(const QString &path);
    /// `problem` is empty when every picture was written.
    void finished(const QString &problem);

private:
    void nextShot();
    void checkSettled();
    void take();

    MainWindow &m_window;
    ScreenshotJob m_job;
    int m_theme = 0;
    int m_page = -1;
    int m_calmChecks = 0;
    int m_checks = 0;
    QTimer m_poll;
};

} // namespace assay::ui
