// SPDX-License-Identifier: GPL-3.0-or-later
// The least a Qt program can do to show a window: what the start of Assay is measured against. Reports like
// assay --measure-start: times on the machine's monotonic clock, memory as PSS.
#include <QApplication>
#include <QFile>
#include <QMainWindow>
#include <QTimer>

#include <chrono>
#include <cstdio>

namespace {

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

class BareWindow final : public QMainWindow {
protected:
    void paintEvent(QPaintEvent *event) override
    {
        QMainWindow::paintEvent(event);
        if (m_isPainted)
            return;
        m_isPainted = true;
        const auto at = static_cast<long long>(monotonicNs());
        const auto memory = static_cast<long long>(pssKb());
        std::printf("{\"first_paint_ns\": %lld, \"first_paint_pss_kb\": %lld, \"settled_ns\": %lld, "
                    "\"pss_kb\": %lld}\n",
                    at, memory, at, memory);
        std::fflush(stdout);
        QTimer::singleShot(0, qApp, &QApplication::quit);
    }

private:
    bool m_isPainted = false;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    BareWindow window;
    window.resize(1280, 820);
    window.show();
    return QApplication::exec();
}
