// SPDX-License-Identifier: GPL-3.0-or-later
#include "measures.h"
#include "rounds.h"

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::bench {

QJsonArray measureTruth(int calls)
{
    constexpr auto truth = 50ms;
    const SimulatorProcess simulator({truth});
    Services services(simulator.url());
    Silent listener;
    std::ignore = run(services, 256, 128, false, listener); // connections and caches warm
    std::printf("Reported minus true time (%lld ms), in ms\n", static_cast<long long>(truth.count()));
    std::printf("%8s %8s %10s %10s %10s %10s %8s\n", "at once", "kind", "p50", "p95", "p99", "max", "failed");
    QJsonArray json;
    for (const bool stream : {false, true}) {
        for (const int atOnce : {1, 32, 128}) {
            const Round round =
                run(services, atOnce == 1 ? std::min(calls, 100) : calls, atOnce, stream, listener);
            const auto &values = stream ? round.firstTokenUs : round.latencyUs;
            const auto off = [&values](double q) { return quantile(values, q) / 1000 - 50.0; };
            std::printf("%8d %8s %10.3f %10.3f %10.3f %10.3f %8d\n", atOnce, stream ? "token" : "whole",
                        off(0.5), off(0.95), off(0.99), off(1), round.failed);
            json.append(QJsonObject{{u"at_once"_s, atOnce},
                                    {u"stream"_s, stream},
                                    {u"p50_ms_off"_s, off(0.5)},
                                    {u"p99_ms_off"_s, off(0.99)},
                                    {u"max_ms_off"_s, off(1)}});
        }
    }
    return json;
}

} // namespace assay::bench
