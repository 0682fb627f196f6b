// SPDX-License-Identifier: GPL-3.0-or-later
// What the whole pipeline costs a call, and whether the latency it reports is the provider's own.
// Usage: bench_orchestrator [--calls N]   (the simulator runs as a second process: the same program with
// --serve)
#include "base/json.h"
#include "orchestration/orchestrator.h"
#include "simulator/simulator.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QCoroFuture>
#include <QProcess>
#include <QTemporaryDir>
#include <sys/resource.h>

using namespace assay;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class Silent final : public orchestration::CompletionListener {
public:
    void onDelta(const providers::Delta &) override { }
    void onRetry(const Error &, int, std::chrono::milliseconds) override { }
};

/// A simulator in a process of its own, so that it does not share the engine's core or its clock.
class SimulatorProcess final {
public:
    explicit SimulatorProcess(std::chrono::milliseconds latency)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QCoreApplication::applicationFilePath(),
                        {u"--serve"_s, u"--latency"_s, QString::number(latency.count())});
        m_process.waitForReadyRead();
        m_url = m_process.readLine().trimmed();
    }
    ~SimulatorProcess()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    [[nodiscard]] QByteArray url() const { return m_url; }

private:
    QProcess m_process;
    QByteArray m_url;
};

struct Services {
    explicit Services(QByteArray url)
        : database(
            std::move(*storage::Database::open(folder.filePath(u"w.assay"_s), storage::OpenMode::Create)))
        , log(*database, *(facts = std::move(*telemetry::FactsMirror::open(*database))))
        , providers(*database, clock)
        , keys(WorkspaceId::create())
        , cipher(keys)
        , orchestrator({clock, *database, providers, [this] { return prices; }, keys, cipher, http, log,
                        [url](const catalog::Provider &) { return url; }},
                       {})
    {
        catalog::Provider provider;
        provider.id = ProviderId::create();
        provider.name = u"simulated"_s;
        provider.vendor = u"simulated"_s;
        provider.baseUrl = QUrl(QString::fromUtf8(url));
        provider.needsKey = false;
        providers.add(provider).waitForFinished();
    }

    QTemporaryDir folder;
    SystemClock clock;
    std::unique_ptr<telemetry::FactsMirror> facts; // outlives the database, as RequestLog asks
    std::unique_ptr<storage::Database> database;
    telemetry::RequestLog log;
    catalog::ProviderStore providers;
    security::KeyVault keys;
    security::ContentCipher cipher;
    transport::HttpClient http;
    std::shared_ptr<const catalog::PriceBook> prices = catalog::PriceBook::of(catalog::ModelCatalog::builtIn());
    orchestration::Orchestrator orchestrator;
};

struct Round {
    std::vector<std::int64_t> latencyUs;
    std::vector<std::int64_t> firstTokenUs;
    int failed = 0;
    double seconds = 0;
    double cpuSeconds = 0;
};

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
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
        const auto result = co_await services.orchestrator.complete(std::move(request), listener, {});
        round.failed += result.completion.error ? 1 : 0;
        round.latencyUs.push_back(result.record.latencyUs);
        round.firstTokenUs.push_back(result.record.firstTokenUs.value_or(0));
    }
}

Round run(Services &services, int calls, int atOnce, bool stream)
{
    Round round;
    const double cpuBefore = cpuSeconds();
    const auto begin = std::chrono::steady_clock::now();
    std::vector<QCoro::Task<>> callers;
    for (int i = 0; i < atOnce; ++i)
        callers.push_back(caller(services, stream, calls, round));
    for (QCoro::Task<> &task : callers)
        QCoro::waitFor(std::move(task));
    round.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    round.cpuSeconds = cpuSeconds() - cpuBefore;
    return round;
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

void measureOverhead(int calls, QJsonArray &json)
{
    const SimulatorProcess simulator(0ms);
    Services services(simulator.url());
    std::ignore = run(services, 2000, 256, false);
    std::printf("\nZero latency, every call recorded on disk\n%8s %12s %14s %14s %8s\n", "at once", "calls/s",
                "wall us/call", "CPU us/call", "failed");
    for (const int atOnce : {1, 32, 256}) {
        const int count = atOnce == 1 ? calls / 4 : calls * 4;
        const Round round = run(services, count, atOnce, false);
        const double perSecond = count / round.seconds;
        std::printf("%8d %12.0f %14.1f %14.1f %8d\n", atOnce, perSecond, 1e6 / perSecond,
                    round.cpuSeconds * 1e6 / count, round.failed);
        json.append(QJsonObject{{u"at_once"_s, atOnce},
                                {u"calls_per_second"_s, perSecond},
                                {u"cpu_us_per_call"_s, round.cpuSeconds * 1e6 / count}});
    }
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"calls"_s, u"Calls per round."_s, u"N"_s, u"4000"_s},
                       {u"serve"_s, u"Be the simulator."_s},
                       {u"latency"_s, u"Of the simulator, in milliseconds."_s, u"MS"_s, u"0"_s}});
    parser.process(app);
    if (parser.isSet(u"serve"_s))
        return serve(std::chrono::milliseconds(parser.value(u"latency"_s).toInt()));

    const int calls = std::max(parser.value(u"calls"_s).toInt(), 256);
    QJsonArray truth;
    QJsonArray overhead;
    measureTruth(calls, truth);
    measureOverhead(calls, overhead);
    std::printf(
        "%s\n",
        toCompactJson(
            QJsonObject{{u"benchmark"_s, u"orchestrator"_s}, {u"truth"_s, truth}, {u"overhead"_s, overhead}})
            .constData());
    return 0;
}
