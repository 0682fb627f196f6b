// SPDX-License-Identifier: GPL-3.0-or-later
// Requests per second, processor time per request and the truth of reported latencies, for HttpClient alone.
// Prints a table and one JSON line.
#include "loopbackserver.h"
#include "transport/httpclient.h"
#include "transport/ssedecoder.h"

#include <cstdio>
#include <ctime>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace assay;
using namespace assay::transport;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Measurement {
    double perSecond = 0;
    double cpuMicros = 0;
    double p50Micros = 0; ///< reported latency beyond the server's delay
    double p99Micros = 0;
    double maxMicros = 0;
};

struct IgnoringSink final : HttpSink {
    void onHead(int, const HttpHeaders &) override { }
    void onData(QByteArrayView, SteadyTime) override { }
};

double processorMicros()
{
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return double(used.tv_sec) * 1e6 + double(used.tv_nsec) / 1e3;
}

QCoro::Task<> caller(HttpClient &client, QByteArray url, int calls, std::vector<double> &latencies)
{
    for (int i = 0; i < calls; ++i) {
        HttpRequest request;
        request.url = url;
        request.body = R"({"model":"m","messages":[{"role":"user","content":"Hello"}]})";
        request.headers.add("Content-Type", "application/json");
        request.headers.add("Authorization", "Bearer sk-0123456789");
        IgnoringSink sink;
        const std::stop_token stop;
        const Result<HttpOutcome> outcome = co_await client.send(request, sink, stop);
        if (!outcome)
            qFatal("%s", qPrintable(outcome.error().message));
        const HttpTimings &timings = outcome->timings;
        latencies.push_back(
            std::chrono::duration<double, std::micro>(timings.lastByteAt - timings.sentAt).count());
    }
}

void runAll(HttpClient &client, const QByteArray &url, int concurrency, int callsEach,
            std::vector<double> &latencies)
{
    std::vector<QCoro::Task<>> callers;
    for (int i = 0; i < concurrency; ++i)
        callers.push_back(caller(client, url, callsEach, latencies));
    for (QCoro::Task<> &each : callers)
        QCoro::waitFor(each);
}

Measurement measure(std::chrono::microseconds delay, int concurrency, int calls)
{
    const bench::LoopbackServer server(delay, bench::LoopbackServer::plainAnswer());
    const QByteArray url = "http://127.0.0.1:" + QByteArray::number(server.port()) + "/v1/chat/completions";
    HttpClient client;
    std::vector<double> latencies;
    latencies.reserve(std::size_t(calls + concurrency * 2));
    runAll(client, url, concurrency, 2, latencies); // opens the connections
    latencies.clear();

    const double processorBefore = processorMicros();
    const auto start = std::chrono::steady_clock::now();
    runAll(client, url, concurrency, calls / concurrency, latencies);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const double done = double(latencies.size());

    std::sort(latencies.begin(), latencies.end());
    const auto beyond = [&](double quantile) {
        return latencies[std::size_t(quantile * (done - 1))] - double(delay.count());
    };
    return {done / took.count(), (processorMicros() - processorBefore) / done, beyond(0.5), beyond(0.99),
            beyond(1.0)};
}

struct CountingSink final : HttpSink {
    SseDecoder decoder{[this](const SseEvent &) { ++events; }};
    qint64 events = 0;

    void onHead(int, const HttpHeaders &) override { }
    void onData(QByteArrayView piece, SteadyTime) override
    {
        if (const Result<> fed = decoder.feed(piece); !fed)
            qFatal("%s", qPrintable(fed.error().message));
    }
};

QCoro::Task<> listener(HttpClient &client, QByteArray url, int rounds, qint64 &events)
{
    for (int i = 0; i < rounds; ++i) {
        HttpRequest request;
        request.url = url;
        CountingSink sink;
        const std::stop_token stop;
        const Result<HttpOutcome> outcome = co_await client.send(request, sink, stop);
        if (!outcome)
            qFatal("%s", qPrintable(outcome.error().message));
        events += sink.events;
    }
}

/// Streams flat out: events a second, and processor time per event.
QJsonObject measureStreams(int concurrency, int eventsEach, int rounds)
{
    const bench::LoopbackServer server(0us, bench::LoopbackServer::streamAnswer(eventsEach));
    const QByteArray url = "http://127.0.0.1:" + QByteArray::number(server.port()) + '/';
    HttpClient client;
    qint64 events = 0;
    const double processorBefore = processorMicros();
    const auto start = std::chrono::steady_clock::now();
    std::vector<QCoro::Task<>> listeners;
    for (int i = 0; i < concurrency; ++i)
        listeners.push_back(listener(client, url, rounds, events));
    for (QCoro::Task<> &each : listeners)
        QCoro::waitFor(each);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const double perSecond = double(events) / took.count();
    const double cpuNanos = (processorMicros() - processorBefore) * 1e3 / double(events);
    const double streamMs = took.count() * 1e3 / rounds;
    std::printf("%d streams of %d events: %.2f M events/s, %.0f ns CPU per event, %.1f ms a round\n",
                concurrency, eventsEach, perSecond / 1e6, cpuNanos, streamMs);
    return {{u"streams"_s, concurrency},
            {u"events_each"_s, eventsEach},
            {u"events_per_second"_s, perSecond},
            {u"cpu_ns_per_event"_s, cpuNanos},
            {u"round_ms"_s, streamMs}};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    std::printf("%8s %8s %10s %10s | reported latency beyond the server's delay\n%8s %8s %10s %10s | %8s %8s "
                "%8s us\n",
                "delay", "at once", "calls/s", "CPU us", "ms", "", "", "per call", "p50", "p99", "max");
    QJsonArray rows;
    for (const auto &[delay, concurrency, calls] :
         {std::tuple(0us, 1, 20'000), std::tuple(0us, 32, 60'000), std::tuple(0us, 256, 60'000),
          std::tuple(50'000us, 32, 1'920), std::tuple(50'000us, 128, 7'680),
          std::tuple(50'000us, 256, 15'360)}) {
        const Measurement m = measure(delay, concurrency, calls);
        const double delayMs = double(delay.count()) / 1e3;
        std::printf("%8.0f %8d %10.0f %10.1f | %8.0f %8.0f %8.0f\n", delayMs, concurrency, m.perSecond,
                    m.cpuMicros, m.p50Micros, m.p99Micros, m.maxMicros);
        rows.append(QJsonObject{{u"delay_ms"_s, delayMs},
                                {u"concurrency"_s, concurrency},
                                {u"per_second"_s, m.perSecond},
                                {u"cpu_us"_s, m.cpuMicros},
                                {u"excess_p50_us"_s, m.p50Micros},
                                {u"excess_p99_us"_s, m.p99Micros},
                                {u"excess_max_us"_s, m.maxMicros}});
    }
    const QJsonArray streams{measureStreams(64, 500, 20), measureStreams(1, 20'000, 20)};
    const QJsonObject report{{u"benchmark"_s, u"transport"_s}, {u"rows"_s, rows}, {u"streams"_s, streams}};
    std::printf("%s\n", QJsonDocument(report).toJson(QJsonDocument::Compact).constData());
    return 0;
}
