// SPDX-License-Identifier: GPL-3.0-or-later
#include "turnmeter.h"

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QThread>

#include <algorithm>
#include <cmath>

namespace assay::benchmark {

MeteredApplication::MeteredApplication(int &argc, char **argv)
    : QApplication(argc, argv)
{
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
            &MeteredApplication::endTurn);
}

bool MeteredApplication::notify(QObject *receiver, QEvent *event)
{
    if (m_depth > 0 || !m_isOn || QThread::currentThread() != thread())
        return QApplication::notify(receiver, event);
    ++m_depth;
    QElapsedTimer busy;
    busy.start();
    const bool isHandled = QApplication::notify(receiver, event);
    m_busyNs += busy.nsecsElapsed();
    --m_depth;
    return isHandled;
}

void MeteredApplication::startMeter()
{
    m_turnsMs.clear();
    m_busyNs = 0;
    m_isOn = true;
}

void MeteredApplication::endTurn()
{
    if (m_isOn && m_busyNs > 0)
        m_turnsMs.push_back(double(m_busyNs) / 1e6);
    m_busyNs = 0;
}

double MeteredApplication::percentileMs(double fraction) const
{
    if (m_turnsMs.empty())
        return 0;
    std::vector<double> sorted = m_turnsMs;
    std::sort(sorted.begin(), sorted.end());
    const size_t rank = size_t(std::ceil(fraction * double(sorted.size())));
    return sorted[std::clamp<size_t>(rank, 1, sorted.size()) - 1];
}

size_t MeteredApplication::turnsOver(double ms) const
{
    return size_t(std::count_if(m_turnsMs.begin(), m_turnsMs.end(), [ms](double turn) { return turn > ms; }));
}

} // namespace assay::benchmark
