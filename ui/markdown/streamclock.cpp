// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdown/streamclock.h"

#include <algorithm>

#include <QTimerEvent>

namespace assay::ui {

StreamClock::StreamClock(QObject *parent)
    : QObject(parent)
{
    m_renderers.setMaxThreadCount(1);
}

void StreamClock::add(Pane *pane)
{
    if (std::find(m_panes.begin(), m_panes.end(), pane) != m_panes.end())
        return;
    m_panes.push_back(pane);
    tickIfNeeded();
}

void StreamClock::remove(Pane *pane)
{
    std::erase(m_panes, pane);
    tickIfNeeded();
}

void StreamClock::runApart(QObject *context, std::function<void()> work)
{
    m_apart.emplace_back(context, std::move(work));
    tickIfNeeded();
}

void StreamClock::runNext()
{
    while (!m_apart.empty()) {
        const auto [context, work] = std::move(m_apart.front());
        m_apart.pop_front();
        if (!context)
            continue;
        work();
        break;
    }
    tickIfNeeded();
}

void StreamClock::tickIfNeeded()
{
    constexpr int frameMs = 16;
    const bool isNeeded = !m_panes.empty() || !m_apart.empty();
    if (isNeeded && !m_timer.isActive())
        m_timer.start(frameMs, Qt::PreciseTimer, this);
    else if (!isNeeded)
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
    runNext();
}

} // namespace assay::ui
