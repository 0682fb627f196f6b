// SPDX-License-Identifier: GPL-3.0-or-later
// What the whole pipeline costs a call, and whether the latency it reports is the provider's own.
// Usage: bench_orchestrator [--calls N] [--only truth|overhead|streams|waiting] [--at-once N]
#include "base/json.h"
#include "measures.h"
#include "services.h"
#include "simulator/simulator.h"

#include <algorithm>
#include <cstdio>

#include <QCommandLineParser>
#include <QCoreApplication>

using namespace assay;
using namespace assay::bench;
using namespace Qt::StringLiterals;

namespace {

int serve(const SimulatorPace &pace)
{
    simulator::SimulatorOptions options;
    options.latency = pace.latency;
    options.tokensPerSecond = 0;
    options.answerTokens = pace.answerTokens;
    const auto simulator = simulator::Simulator::start(options);
    if (!simulator)
        return 1;
    std::printf("%s\n", (*simulator)->baseUrl().constData());
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"calls"_s, u"Calls per round."_s, u"N"_s, u"4000"_s},
                       {u"only"_s, u"Measure this alone: truth, overhead, streams, waiting."_s, u"WHAT"_s},
                       {u"at-once"_s, u"Of the overhead, only so many calls at once."_s, u"N"_s, u"0"_s},
                       {u"serve"_s, u"Be the simulator."_s},
                       {u"latency"_s, u"Of the simulator, in milliseconds."_s, u"MS"_s, u"0"_s},
                       {u"answer-tokens"_s, u"Of the simulator's answers."_s, u"N"_s, u"16"_s}});
    parser.process(app);
    const auto number = [&parser](const QString &option) { return parser.value(option).toInt(); };
    if (parser.isSet(u"serve"_s))
        return serve({std::chrono::milliseconds(number(u"latency"_s)), number(u"answer-tokens"_s)});

    const int calls = std::max(number(u"calls"_s), 256);
    const QString only = parser.value(u"only"_s);
    const auto isWanted = [&only](QLatin1String what) { return only.isEmpty() || only == what; };
    QJsonObject json{{u"benchmark"_s, u"orchestrator"_s}};
    if (isWanted("truth"_L1))
        json.insert("truth"_L1, measureTruth(calls));
    if (isWanted("overhead"_L1))
        json.insert("overhead"_L1, measureOverhead(calls, number(u"at-once"_s)));
    if (isWanted("streams"_L1))
        json.insert("streams"_L1, measureStreams());
    if (isWanted("waiting"_L1))
        json.insert("waiting"_L1, measureWaiting());
    std::printf("%s\n", toCompactJson(json).constData());
    return 0;
}
