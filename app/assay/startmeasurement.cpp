// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/assay/startmeasurement.h"

#include <QApplication>
#include <QFile>

#include <chrono>
#include <cstdio>

namespace assay::app {

namespace {

/// steady_clock is CLOCK_MONOTONIC: the same in every process of the machine.
qint64 monotonicNs()
{
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

qint64 pssKb()
{
    QFile rollup(QStringLiteral("/proc/self/smaps_rollup"));
    if (!rollup.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : rollup.readAll().split('\n')) {
        if (line.startsWith("Pss:"))
            return line.mid(4).simplified().split(' ').first().toLongLong();
    }
    return 0;
}

} // namespace

StartMeasurement::StartMeasurement(ui::MainWindow &window)
    : QObject(&window)
    , m_window(window)
{
    window.installEventFilter(this);
}

bool StartMeasurement::eventFilter(QObject *watched, QEvent *event)
{
    if (m_firstPaintNs == 0 && event->type() == QEvent::Paint) {
        watched->event(event); // paint first
        m_firstPaintNs = monotonicNs();
        m_firstPaintPssKb = pssKb();
        QTimer::singleShot(0, this, &StartMeasurement::waitForPage);
        return true;
    }
    return QObject::eventFilter(watched, event);
}

void StartMeasurement::waitForPage()
{
    const ui::Page *page = m_window.pages().shownPage();
    if (page && page->isSettled())
        report();
    else
        QTimer::singleShot(2, this, &StartMeasurement::waitForPage);
}

void StartMeasurement::report()
{
    std::printf(
        "{\"first_paint_ns\": %lld, \"first_paint_pss_kb\": %lld, \"settled_ns\": %lld, \"pss_kb\": %lld}\n",
        static_cast<long long>(m_firstPaintNs), static_cast<long long>(m_firstPaintPssKb),
        static_cast<long long>(monotonicNs()), static_cast<long long>(pssKb()));
    std::fflush(stdout);
    m_window.close();
}

} // namespace assay::app
