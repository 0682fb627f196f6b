// SPDX-License-Identifier: GPL-3.0-or-later
// What the whole pipeline costs a call, and whether the latency it reports is the provider's own.
// Usage: bench_orchestrator [--calls N] [--only truth|overhead|waiting]
#include "base/json.h"
#include "services.h"
#include "simulator/simulator.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QCoroFuture>

using namespace assay;
using namespace assay::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Round {
    std::vector<std::int64_t> latencyUs;
    std::vector<std::int64_t> firstTokenUs;
    std::vector<std::int64_t> wallUs; ///< from the request to the result that is on disk
    int failed = 0;
    double seconds = 0;
    double cpuSeconds = 0;
};

std::int64_t microsSince(SteadyTime begin)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin)
        .count();
}

/// One of the callers that take calls one after another until there are none left.
QCoro::Task<> caller(Services &services, bool stream, int &callsLeft, Round &round)
{
    Silent listener;
    while (callsLeft > 0) {
        --callsLeft;
        orchestration::CompletionRequest request;
        request.target = {u"simulated"_s, u"sim-swift"_s};
        request.messages = {{providers::Role::User, u"ping"_s}};
        request.stream = stream;
        const auto begin = std::chrono::steady_clock::now();
        const auto result = co_await services.orchestrator.complete(std::move(request), listener, {});
        round.failed += result.completion.error ? 1 : 0;
        round.wallUs.push_back(microsSince(begin));
        round.latencyUs.push_back(result.record.latencyUs);
        round.firstTokenUs.push_back(result.record.firstTokenUs.value_or(0));
    }
}

/// Time and CPU of what `start` sets going.
template <typename Start> Round measured(Start start)
{
    Round round;
    const double cpuBefore = cpuSeconds();
    const auto begin = std::chrono::steady_clock::now();
    std::vector<QCoro::Task<>> tasks;
    start(tasks, round);
    for (QCoro::Task<> &task : tasks)
        QCoro::waitFor(std::move(task));
    round.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    round.cpuSeconds = cpuSeconds() - cpuBefore;
    return round;
}

Round run(Services &services, int calls, int atOnce, bool stream)
{
    return measured([&](std::vector<QCoro::Task<>> &tasks, Round &round) {
        for (int i = 0; i < atOnce; ++i)
            tasks.push_back(caller(services, stream, calls, round));
    });
}

double quantileMs(std::vector<std::int64_t> values, double q)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    return static_cast<double>(values[static_cast<size_t>(q * static_cast<double>(values.size() - 1))])
        / 1000.0;
}

int serve(std::chrono::milliseconds latency)
{
    simulator::SimulatorOptions options;
    options.latency = latency;
    options.tokensPerSecond = 0;
    options.answerTokens = 16;
    const auto simulator = simulator::Simulator::start(options);
    if (!simulator)
        return 1;
    std::printf("%s\n", (*simulator)->baseUrl().constData());
    std::fflush(stdout);
    return QCoreApplication::exec();
}

void measureTruth(int calls, QJsonArray &json)
{
    constexpr auto truth = 50ms;
    const SimulatorProcess simulator(truth);
    Services services(simulator.url());
    std::ignore = run(services, 256, 128, false); // connections and caches warm
    std::printf("Reported minus true time (%lld ms), in ms\n", static_cast<long long>(truth.count()));
    std::printf("%8s %8s %10s %10s %10s %10s %8s\n", "at once", "kind", "p50", "p95", "p99", "max", "failed");
    for (const bool stream : {false, true}) {
        for (const int atOnce : {1, 32, 128}) {
            const Round round = run(services, atOnce == 1 ? std::min(calls, 100) : calls, atOnce, stream);
            const auto &values = stream ? round.firstTokenUs : round.latencyUs;
            const auto off = [&values](double q) { return quantileMs(values, q) - 50.0; };
            std::printf("%8d %8s %10.3f %10.3f %10.3f %10.3f %8d\n", atOnce, stream ? "token" : "whole",
                        off(0.5), off(0.95), off(0.99), off(1), round.failed);
            json.append(QJsonObject{{u"at_once"_s, atOnce},
                                    {u"stream"_s, stream},
                                    {u"p50_ms_off"_s, off(0.5)},
                                    {u"p99_ms_off"_s, off(0.99)},
                                    {u"max_ms_off"_s, off(1)}});
        }
    }
}

/// One of the senders that send the same request by the bare transport, one after another.
QCoro::Task<> sender(transport::HttpClient &client, QByteArray url, int &callsLeft, Round &round)
{
    class Sink final : public transport::HttpSink {
        void onHead(int, const transport::HttpHeaders &) override { }
        void onData(QByteArrayView, SteadyTime) override { }
    } sink;
    while (callsLeft > 0) {
        --callsLeft;
        transport::HttpRequest request;
        request.url = url + "/chat/completions";
        request.headers.add("content-type", "application/json");
        request.body = R"({"model":"sim-swift","messages":[{"role":"user","content":"ping"}]})";
        const auto begin = std::chrono::steady_clock::now();
        const auto outcome = co_await client.send(std::move(request), sink, {});
        round.failed += !outcome || outcome->status != 200 ? 1 : 0;
        round.wallUs.push_back(microsSince(begin));
    }
}

Round runBare(const QByteArray &url, int calls, int atOnce)
{
    transport::HttpClient client;
    return measured([&](std::vector<QCoro::Task<>> &tasks, Round &round) {
        for (int i = 0; i < atOnce; ++i)
            tasks.push_back(sender(client, url, calls, round));
    });
}

void measureOverhead(int calls, int onlyAtOnce, QJsonArray &json)
{
    const SimulatorProcess simulator(0ms);
    Services services(simulator.url());
    std::ignore = run(services, 2000, 256, false);
    std::ignore = runBare(simulator.url(), 2000, 256);
    std::printf(
        "\nZero latency, every call recorded on disk; in brackets the same request by the bare transport\n"
        "%8s %20s %20s %22s %22s %8s\n",
        "at once", "calls/s", "CPU us/call", "wall us p50", "wall us p99", "failed");
    for (const int atOnce : {1, 32, 256}) {
        if (onlyAtOnce && atOnce != onlyAtOnce)
            continue;
        const int count = atOnce == 1 ? calls / 4 : calls * 4;
        const Round bare = runBare(simulator.url(), count, atOnce);
        const Round whole = run(services, count, atOnce, false);
        const auto perSecond = [count](const Round &round) { return count / round.seconds; };
        const auto cpu = [count](const Round &round) { return round.cpuSeconds * 1e6 / count; };
        const auto wall = [](const Round &round, double q) { return quantileMs(round.wallUs, q) * 1000; };
        std::printf("%8d %10.0f (%7.0f) %10.1f (%7.1f) %11.0f (%8.0f) %11.0f (%8.0f) %8d\n", atOnce,
                    perSecond(whole), perSecond(bare), cpu(whole), cpu(bare), wall(whole, 0.5),
                    wall(bare, 0.5), wall(whole, 0.99), wall(bare, 0.99), whole.failed + bare.failed);
        json.append(QJsonObject{{u"at_once"_s, atOnce},
                                {u"calls_per_second"_s, perSecond(whole)},
                                {u"bare_calls_per_second"_s, perSecond(bare)},
                                {u"cpu_us_per_call"_s, cpu(whole)},
                                {u"bare_cpu_us_per_call"_s, cpu(bare)},
                                {u"added_us_p50"_s, wall(whole, 0.5) - wall(bare, 0.5)},
                                {u"added_us_p99"_s, wall(whole, 0.99) - wall(bare, 0.99)}});
    }
}

QCoro::Task<> endless(Services &services, std::stop_token stop)
{
    Silent listener;
    orchestration::CompletionRequest request;
    request.target = {u"simulated"_s, u"sim-swift"_s};
    request.messages = {{providers::Role::User, u"ping"_s}};
    request.maxWait = 1h;
    std::ignore = co_await services.orchestrator.complete(std::move(request), listener, std::move(stop));
}

/// What calls cost while they do nothing: those in flight wait for a slow provider, the others in the queue.
void measureWaiting(QJsonObject &json)
{
    const SimulatorProcess simulator(60s);
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
    json = {{u"in_flight"_s, inFlight},
            {u"in_flight_kib_each"_s, flying},
            {u"queued_kib_each"_s, queued},
            {u"waiting_cpu_percent"_s, cpuPercent}};
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"calls"_s, u"Calls per round."_s, u"N"_s, u"4000"_s},
                       {u"only"_s, u"Measure this alone: truth, overhead, waiting."_s, u"WHAT"_s},
                       {u"at-once"_s, u"Only so many calls at once."_s, u"N"_s},
                       {u"serve"_s, u"Be the simulator."_s},
                       {u"latency"_s, u"Of the simulator, in milliseconds."_s, u"MS"_s, u"0"_s}});
    parser.process(app);
    if (parser.isSet(u"serve"_s))
        return serve(std::chrono::milliseconds(parser.value(u"latency"_s).toInt()));

    const int calls = std::max(parser.value(u"calls"_s).toInt(), 256);
    QJsonArray truth;
    QJsonArray overhead;
    const QString only = parser.value(u"only"_s);
    if (only.isEmpty() || only == "truth"_L1)
        measureTruth(calls, truth);
    if (only.isEmpty() || only == "overhead"_L1)
        measureOverhead(calls, parser.value(u"at-once"_s).toInt(), overhead);
    QJsonObject waiting;
    if (only.isEmpty() || only == "waiting"_L1)
        measureWaiting(waiting);
    std::printf("%s\n",
                toCompactJson(QJsonObject{{u"benchmark"_s, u"orchestrator"_s},
                                          {u"truth"_s, truth},
                                          {u"overhead"_s, overhead},
                                          {u"waiting"_s, waiting}})
                    .constData());
    return 0;
}
