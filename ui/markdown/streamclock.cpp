// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdown/streamclock.h"

#include <algorithm>

#include <QTimerEvent>

namespace assay::ui {

void StreamClock::add(Pane *pane)
{
    if (std::find(m_panes.begin(), m_panes.end(), pane) != m_panes.end())
        return;
    m_panes.push_back(pane);
    constexpr int frameMs = 16;
    if (!m_timer.isActive())
        m_timer.start(frameMs, Qt::PreciseTimer, this);
}

void StreamClock::remove(Pane *pane)
{
    std::erase(m_panes, pane);
    if (m_panes.empty())
        m_timer.stop();
}

void StreamClock::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return;
    ++m_tick;
    const size_t groups = m_panes.size() > 8 ? 3 : 2;
    const std::vector<Pane *> panes = m_panes; // a pane may remove itself, or others
    for (size_t i = m_tick % groups; i < panes.size(); i += groups) {
        if (std::find(m_panes.begin(), m_panes.end(), panes[i]) != m_panes.end())
            panes[i]->onFrame();
    }
}

} // namespace assay::ui
