// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/mainwindow.h"

#include <QObject>

namespace assay::app {

/// For tests/benchmarks/startup: prints when the window first painted, when its page was settled, and the
/// memory then (times on the machine's monotonic clock, memory as PSS), as one JSON line; then quits.
class StartMeasurement final : public QObject {
    Q_OBJECT
public:
    explicit StartMeasurement(ui::MainWindow &window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void waitForPage();
    void report();

    ui::MainWindow &m_window;
    qint64 m_firstPaintNs = 0;
    qint64 m_firstPaintPssKb = 0;
};

} // namespace assay::app
