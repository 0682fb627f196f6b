// SPDX-License-Identifier: GPL-3.0-or-later
#include "measures.h"
#include "rounds.h"

#include <cstdio>

#include <QFile>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::bench {
namespace {

/// The floor under a call that is recorded before it is reported: 4 KiB appended and synced, times a second.
double syncsPerSecond(const QString &path)
{
    constexpr int syncs = 200;
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        return 0;
    const QByteArray page(4096, 'x');
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < syncs; ++i) {
        file.write(page);
        ::fdatasync(file.handle());
    }
    return syncs / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

QJsonObject compare(Services &services, const QByteArray &url, int count, int atOnce)
{
    Silent listener;
    const Round bare = runBare(url, count, atOnce);
    const Round whole = run(services, count, atOnce, false, listener);
    const auto perSecond = [count](const Round &round) { return count / round.seconds; };
    const auto cpu = [count](const Round &round) { return round.cpuSeconds * 1e6 / count; };
    const auto outside = [](const Round &round, double q) { return quantile(round.outsideUs, q); };
    std::printf("%8d %9.0f (%6.0f) %6.2f %9.1f (%6.1f) %10.0f (%6.0f) %10.0f (%6.0f) %7d\n", atOnce,
                perSecond(whole), perSecond(bare), perSecond(whole) / perSecond(bare), cpu(whole), cpu(bare),
                outside(whole, 0.5), outside(bare, 0.5), outside(whole, 0.99), outside(bare, 0.99),
                whole.failed + bare.failed);
    return {{u"at_once"_s, atOnce},
            {u"calls_per_second"_s, perSecond(whole)},
            {u"bare_calls_per_second"_s, perSecond(bare)},
            {u"cpu_us_per_call"_s, cpu(whole)},
            {u"bare_cpu_us_per_call"_s, cpu(bare)},
            {u"outside_us_p50"_s, outside(whole, 0.5)},
            {u"outside_us_p99"_s, outside(whole, 0.99)},
            {u"bare_outside_us_p50"_s, outside(bare, 0.5)},
            {u"bare_outside_us_p99"_s, outside(bare, 0.99)}};
}

void printHead()
{
    std::printf("%8s %18s %6s %18s %19s %19s %7s\n", "at once", "calls/s", "ratio", "CPU us/call",
                "outside us p50", "outside us p99", "failed");
}

} // namespace

QJsonObject measureOverhead(int calls, int onlyAtOnce)
{
    const SimulatorProcess simulator({});
    const SimulatorProcess slow({50ms});
    Services services(simulator.url());
    Services slowServices(slow.url());
    Silent listener;
    std::ignore = run(services, 2000, 256, false, listener); // connections and caches warm
    std::ignore = runBare(simulator.url(), 2000, 256);
    std::ignore = run(slowServices, 512, 256, false, listener);

    const double syncs = syncsPerSecond(services.folder.filePath(u"sync"_s));
    std::printf(
        "\nEvery call recorded on disk (%.0f syncs/s alone); in brackets the same request by the bare "
        "transport.\n\"Outside\": from the request to the result, without the provider's own time.\n"
        "A provider that answers at once:\n",
        syncs);
    printHead();
    QJsonArray atOnceRows;
    for (const int atOnce : {1, 32, 256}) {
        if (onlyAtOnce == 0 || atOnce == onlyAtOnce)
            atOnceRows.append(
                compare(services, simulator.url(), atOnce == 1 ? calls / 4 : calls * 4, atOnce));
    }
    std::printf("A provider that takes 50 ms (at most 640 and 5,120 calls/s):\n");
    printHead();
    QJsonArray slowRows;
    for (const int atOnce : {32, 256}) {
        if (onlyAtOnce == 0 || atOnce == onlyAtOnce)
            slowRows.append(compare(slowServices, slow.url(), atOnce * 20, atOnce));
    }
    return {{u"syncs_per_second"_s, syncs}, {u"no_latency"_s, atOnceRows}, {u"latency_50_ms"_s, slowRows}};
}

} // namespace assay::bench
