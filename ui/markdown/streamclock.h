// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include <QBasicTimer>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

namespace assay::ui {

/// Tells panes that stream when to paint: one timer at 60 Hz for all of them, half of the panes per tick, a
/// third of them when there are more than eight. So each is painted at 30 or 20 Hz, and never all at once.
class StreamClock final : public QObject {
    Q_OBJECT
public:
    class Pane {
    public:
        virtual ~Pane() = default;
        virtual void onFrame() = 0;
    };

    explicit StreamClock(QObject *parent = nullptr);
    void add(Pane *pane);
    void remove(Pane *pane);
    /// Runs `work` in a tick of its own, unless `context` goes before: several answers that end together must
    /// not lay out their documents in one turn.
    void runApart(QObject *context, std::function<void()> work);
    /// Renders whole answers, one after another: answers that end together must not fight the window for
    /// cores.
    [[nodiscard]] QThreadPool *renderers() { return &m_renderers; }
    [[nodiscard]] int paneCount() const { return int(m_panes.size()); }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void runNext();
    void tickIfNeeded();

    std::vector<Pane *> m_panes; ///< borrowed: a pane removes itself
    std::deque<std::pair<QPointer<QObject>, std::function<void()>>> m_apart;
    QBasicTimer m_timer;
    QThreadPool m_renderers;
    size_t m_tick = 0;
};

} // namespace assay::ui
