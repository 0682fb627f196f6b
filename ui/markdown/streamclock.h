// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBasicTimer>
#include <QObject>
#include <vector>

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

    using QObject::QObject;
    void add(Pane *pane);
    void remove(Pane *pane);
    [[nodiscard]] int paneCount() const { return int(m_panes.size()); }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    std::vector<Pane *> m_panes; ///< borrowed: a pane removes itself
    QBasicTimer m_timer;
    size_t m_tick = 0;
};

} // namespace assay::ui
