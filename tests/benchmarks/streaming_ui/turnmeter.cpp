// SPDX-License-Identifier: GPL-3.0-or-later
#include "turnmeter.h"

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QThread>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <utility>

namespace assay::benchmark {

namespace {

qint64 threadCpuNs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return qint64(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

} // namespace

MeteredApplication::MeteredApplication(int &argc, char **argv)
    : QApplication(argc, argv)
{
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this, [this] {
        m_hasBlocked = true;
        endTurn();
    });
    // With more events posted already the dispatcher polls without saying so, and starts over.
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::awake, this, [this] {
        if (!std::exchange(m_hasBlocked, false))
            endTurn();
    });
}

bool MeteredApplication::notify(QObject *receiver, QEvent *event)
{
    if (m_depth > 0 || !m_isOn || QThread::currentThread() != thread())
        return QApplication::notify(receiver, event);
    ++m_depth;
    const qint64 cpuBefore = threadCpuNs();
    QElapsedTimer busy;
    busy.start();
    const bool isHandled = QApplication::notify(receiver, event);
    m_wallNs += busy.nsecsElapsed();
    m_cpuNs += threadCpuNs() - cpuBefore;
    --m_depth;
    return isHandled;
}

void MeteredApplication::startMeter()
{
    m_wallMs.clear();
    m_cpuMs.clear();
    m_wallNs = 0;
    m_cpuNs = 0;
    m_isOn = true;
}

void MeteredApplication::endTurn()
{
    if (m_isOn && m_wallNs > 0) {
        m_wallMs.push_back(double(m_wallNs) / 1e6);
        m_cpuMs.push_back(double(m_cpuNs) / 1e6);
    }
    m_wallNs = 0;
    m_cpuNs = 0;
}

double MeteredApplication::percentileMs(Time time, double fraction) const
{
    std::vector<double> sorted = time == Time::Wall ? m_wallMs : m_cpuMs;
    if (sorted.empty())
        return 0;
    std::sort(sorted.begin(), sorted.end());
    const size_t rank = size_t(std::ceil(fraction * double(sorted.size())));
    return sorted[std::clamp<size_t>(rank, 1, sorted.size()) - 1];
}

size_t MeteredApplication::turnsOver(double ms) const
{
    return size_t(std::count_if(m_wallMs.begin(), m_wallMs.end(), [ms](double turn) { return turn > ms; }));
}

} // namespace assay::benchmark
