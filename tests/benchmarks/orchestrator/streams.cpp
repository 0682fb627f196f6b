// SPDX-License-Identifier: GPL-3.0-or-later
#include "measures.h"
#include "rounds.h"

#include <cstdio>

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::bench {
namespace {

class Counting final : public orchestration::CompletionListener {
public:
    void onDelta(const providers::Delta &) override { ++deltas; }
    void onRetry(const Error &, int, std::chrono::milliseconds) override { }
    std::int64_t deltas = 0;
};

/// The same bytes by the bare transport, counted but not decoded: what the simulator and the sockets give.
double bareEventsPerSecond(const QByteArray &url, int streams, int &failed)
{
    class Sink final : public transport::HttpSink {
    public:
        void onHead(int, const transport::HttpHeaders &) override { }
        void onData(QByteArrayView piece, SteadyTime) override { events += piece.count("\n\n"); }
        std::int64_t events = 0;
    } sink;
    transport::HttpClient client;
    const auto begin = std::chrono::steady_clock::now();
    std::vector<QCoro::Task<Result<transport::HttpOutcome>>> tasks;
    for (int i = 0; i < streams; ++i) {
        transport::HttpRequest request;
        request.url = url + "/chat/completions";
        request.headers.add("content-type", "application/json");
        request.body = R"({"model":"sim-swift","stream":true,"messages":[{"role":"user","content":"ping"}]})";
        tasks.push_back(client.send(std::move(request), sink, {}));
    }
    for (auto &task : tasks)
        failed += QCoro::waitFor(std::move(task)) ? 0 : 1;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return static_cast<double>(sink.events) / took.count();
}

QJsonObject measure(int streams, int tokens)
{
    const SimulatorProcess simulator({.answerTokens = tokens});
    Services services(simulator.url());
    Silent silent;
    int failed = run(services, streams, streams, true, silent).failed; // connections and caches warm
    const double bare = bareEventsPerSecond(simulator.url(), streams, failed);
    Counting listener;
    const Round round = run(services, streams, streams, true, listener);
    failed += round.failed;
    const double perSecond = static_cast<double>(listener.deltas) / round.seconds;
    std::printf("%8d %8d %14.0f %14.0f %6.2f %10.1f %10.1f %7d\n", streams, tokens, perSecond, bare,
                perSecond / bare, round.seconds * 1000, round.cpuSeconds * 1000, failed);
    return {{u"streams"_s, streams},
            {u"tokens"_s, tokens},
            {u"deltas_per_second"_s, perSecond},
            {u"bare_events_per_second"_s, bare},
            {u"wall_ms"_s, round.seconds * 1000},
            {u"cpu_ms"_s, round.cpuSeconds * 1000}};
}

} // namespace

QJsonObject measureStreams()
{
    std::printf("\nStreams flat out, decoded to deltas; beside them the bytes alone by the bare transport\n"
                "%8s %8s %14s %14s %6s %10s %10s %7s\n",
                "streams", "tokens", "deltas/s", "bare events/s", "ratio", "wall ms", "CPU ms", "failed");
    const QJsonObject many = measure(64, 500);
    const QJsonObject one = measure(1, 20'000);
    return {{u"many"_s, many}, {u"one"_s, one}};
}

} // namespace assay::bench
