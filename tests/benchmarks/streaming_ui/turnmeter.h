// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>

#include <vector>

namespace assay::benchmark {

/// An application that measures how long its thread is busy between two waits: what a person feels as a
/// hitch.
///
/// A turn is the time spent in events from one wait to the next, so a timer's work counts together with the
/// painting that it caused. The dispatcher's own awake() is no help: timers fire on either side of it.
class MeteredApplication final : public QApplication {
    Q_OBJECT
public:
    MeteredApplication(int &argc, char **argv);

    bool notify(QObject *receiver, QEvent *event) override;

    void startMeter();
    void stopMeter() { m_isOn = false; }
    /// As a person feels it, or as the processor counts it (which other programs do not disturb).
    enum class Time { Wall, Cpu };
    [[nodiscard]] size_t turns() const { return m_wallMs.size(); }
    [[nodiscard]] double percentileMs(Time time, double fraction) const; ///< nearest rank
    [[nodiscard]] size_t turnsOver(double ms) const;

private:
    void endTurn();

    std::vector<double> m_wallMs;
    std::vector<double> m_cpuMs;
    qint64 m_wallNs = 0;
    qint64 m_cpuNs = 0;
    int m_depth = 0;
    bool m_isOn = false;
    bool m_hasBlocked = false; ///< since the dispatcher was last awake
};

} // namespace assay::benchmark
