// SPDX-License-Identifier: GPL-3.0-or-later
#include "rounds.h"

#include <algorithm>

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::bench {
namespace {

std::int64_t micros(std::chrono::nanoseconds duration)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

/// One of the callers that take calls one after another until there are none left.
QCoro::Task<> caller(Services &services, bool stream, orchestration::CompletionListener &listener,
                     int &callsLeft, Round &round)
{
    while (callsLeft > 0) {
        --callsLeft;
        orchestration::CompletionRequest request;
        request.target = {u"simulated"_s, u"sim-swift"_s};
        request.messages = {{providers::Role::User, u"ping"_s}};
        request.stream = stream;
        const auto begin = std::chrono::steady_clock::now();
        const auto result = co_await services.orchestrator.complete(std::move(request), listener, {});
        const std::int64_t wall = micros(std::chrono::steady_clock::now() - begin);
        round.failed += result.completion.error ? 1 : 0;
        round.latencyUs.push_back(result.record.latencyUs);
        round.outsideUs.push_back(wall - result.record.latencyUs);
        round.firstTokenUs.push_back(result.record.firstTokenUs.value_or(0));
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
        const std::int64_t wall = micros(std::chrono::steady_clock::now() - begin);
        const bool isAnswered = outcome && outcome->status == 200;
        round.failed += isAnswered ? 0 : 1;
        if (isAnswered)
            round.outsideUs.push_back(wall - micros(outcome->timings.lastByteAt - outcome->timings.sentAt));
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

} // namespace

Round run(Services &services, int calls, int atOnce, bool stream, orchestration::CompletionListener &listener)
{
    return measured([&](std::vector<QCoro::Task<>> &tasks, Round &round) {
        for (int i = 0; i < atOnce; ++i)
            tasks.push_back(caller(services, stream, listener, calls, round));
    });
}

Round runBare(const QByteArray &url, int calls, int atOnce)
{
    transport::HttpClient client;
    return measured([&](std::vector<QCoro::Task<>> &tasks, Round &round) {
        for (int i = 0; i < atOnce; ++i)
            tasks.push_back(sender(client, url, calls, round));
    });
}

double quantile(std::vector<std::int64_t> values, double q)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    return static_cast<double>(values[static_cast<size_t>(q * static_cast<double>(values.size() - 1))]);
}

} // namespace assay::bench
