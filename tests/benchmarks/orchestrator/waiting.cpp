// SPDX-License-Identifier: GPL-3.0-or-later
#include "measures.h"
#include "services.h"

#include <cstdio>
#include <vector>

#include <QCoroFuture>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::bench {
namespace {

QCoro::Task<> endless(Services &services, std::stop_token stop)
{
    Silent listener;
    orchestration::CompletionRequest request;
    request.target = {u"simulated"_s, u"sim-swift"_s};
    request.messages = {{providers::Role::User, u"ping"_s}};
    request.maxWait = 1h;
    std::ignore = co_await services.orchestrator.complete(std::move(request), listener, std::move(stop));
}

} // namespace

QJsonObject measureWaiting()
{
    const SimulatorProcess simulator({60s});
    Services services(simulator.url());
    const int inFlight = services.orchestrator.policy().queue.maxInFlight;
    std::stop_source stop;
    std::vector<QCoro::Task<>> tasks;
    const auto begin = [&](int count) {
        const double before = residentKib();
        for (int i = 0; i < count; ++i)
            tasks.push_back(endless(services, stop.get_token()));
        QCoro::waitFor(services.clock.sleepFor(500ms, {}));
        return (residentKib() - before) / count;
    };
    std::ignore = begin(8); // what the first ones make is not theirs alone
    const double flying = begin(inFlight - 8);
    const double queued = begin(10'000);
    const double cpuBefore = cpuSeconds();
    QCoro::waitFor(services.clock.sleepFor(5s, {}));
    const double cpuPercent = (cpuSeconds() - cpuBefore) / 5 * 100;
    std::printf("\nWaiting calls: %d in flight %.1f KiB each, 10000 queued %.1f KiB each, all together %.2f "
                "%% of a core\n",
                inFlight, flying, queued, cpuPercent);
    stop.request_stop();
    for (QCoro::Task<> &task : tasks)
        QCoro::waitFor(std::move(task));
    return {{u"in_flight"_s, inFlight},
            {u"in_flight_kib_each"_s, flying},
            {u"queued_kib_each"_s, queued},
            {u"waiting_cpu_percent"_s, cpuPercent}};
}

} // namespace assay::bench
