// SPDX-License-Identifier: GPL-3.0-or-later
// Streams long answers into real columns and measures what the UI thread does meanwhile.
#include "answerwriter.h"
#include "turnmeter.h"

#include "ui/compare/columnheader.h"
#include "ui/compare/columnsarea.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/theme/theme.h"

#include <cstdio>
#include <malloc.h>
#include <sys/resource.h>

#include <QCommandLineParser>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::benchmark;

namespace {

using Time = MeteredApplication::Time;

struct Load {
    int columns = 8;
    int tokens = 20'000;
    double tokensPerSecond = 200;
    int rounds = 2;
};

struct Round {
    double p50Ms = 0;
    double p99Ms = 0;
    double maxMs = 0;
    double cpuP99Ms = 0; ///< in processor time
    double cpuMaxMs = 0;
    double finishMaxMs = 0; ///< while the last rendering is swapped in
    double finishCpuMaxMs = 0;
    size_t turns = 0;
    size_t over16 = 0;
    double uiCores = 0;
    double processCores = 0;
    double seconds = 0;
    double closedMb = 0; ///< PSS once the columns are closed
    qsizetype characters = 0;
};

double cpuSeconds(int who)
{
    rusage usage{};
    getrusage(who, &usage);
    return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/// Memory that this process alone accounts for, in MB.
double pssMb()
{
    malloc_trim(0); // what the allocator merely keeps is no leak
    QFile rollup(u"/proc/self/smaps_rollup"_s);
    if (!rollup.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : rollup.readAll().split('\n')) {
        if (line.startsWith("Pss:"))
            return line.mid(4).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

template <typename Condition> void runUntil(Condition isReached)
{
    while (!isReached())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

std::vector<std::shared_ptr<ui::ColumnStream>> openColumns(ui::ColumnsArea &area, int count)
{
    std::vector<std::shared_ptr<ui::ColumnStream>> streams;
    for (int i = 0; i < count; ++i) {
        ui::ColumnView *column = area.add();
        column->header()->chooser()->setTarget(catalog::ModelRef{u"simulated"_s, u"model-%1"_s.arg(i)});
        streams.push_back(std::make_shared<ui::ColumnStream>());
        column->showStream(streams.back());
    }
    return streams;
}

void finishColumns(ui::ColumnsArea &area)
{
    for (ui::ColumnView *column : area.columns()) {
        ui::ColumnOutcome outcome;
        column->answer()->frame(); // what came after the last frame
        outcome.target = *column->header()->chooser()->target();
        outcome.completion.text = column->text();
        outcome.record.emplace();
        column->showOutcome(outcome);
    }
}

Round stream(ui::ColumnsArea &area, MeteredApplication &app, const Load &load)
{
    Round round;
    auto streams = openColumns(area, load.columns);
    QCoreApplication::processEvents();
    const double cpuBefore = cpuSeconds(RUSAGE_SELF);
    const double uiBefore = cpuSeconds(RUSAGE_THREAD);
    QElapsedTimer elapsed;
    elapsed.start();
    app.startMeter();
    AnswerWriter writer(std::move(streams), {load.tokens, load.tokensPerSecond});
    runUntil([&writer] { return writer.isDone(); });
    app.stopMeter();
    round.seconds = double(elapsed.elapsed()) / 1000;
    round.uiCores = (cpuSeconds(RUSAGE_THREAD) - uiBefore) / round.seconds;
    round.processCores = (cpuSeconds(RUSAGE_SELF) - cpuBefore - writer.cpuSeconds()) / round.seconds;
    round.turns = app.turns();
    round.p50Ms = app.percentileMs(Time::Wall, 0.5);
    round.p99Ms = app.percentileMs(Time::Wall, 0.99);
    round.cpuP99Ms = app.percentileMs(Time::Cpu, 0.99);
    round.cpuMaxMs = app.percentileMs(Time::Cpu, 1);
    round.maxMs = app.percentileMs(Time::Wall, 1);
    round.over16 = app.turnsOver(16);

    app.startMeter();
    QMetaObject::invokeMethod(
        &area, [&area] { finishColumns(area); }, Qt::QueuedConnection);
    runUntil([&area] { return !area.columns().first()->isRunning(); });
    runUntil([&area] { return area.isSettled(); });
    QCoreApplication::processEvents();
    app.stopMeter();
    round.finishCpuMaxMs = app.percentileMs(Time::Cpu, 1);
    round.finishMaxMs = app.percentileMs(Time::Wall, 1);
    for (const ui::ColumnView *column : area.columns())
        round.characters += column->text().size();

    area.clear();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::processEvents();
    round.closedMb = pssMb();
    return round;
}

void printRow(int number, const Round &round)
{
    std::printf("%5d %7zu %8.2f %8.2f %8.2f %6zu %9.2f %9.2f %8.2f %8.2f %10.2f %10.1f %8.1f\n", number,
                round.turns, round.p50Ms, round.p99Ms, round.maxMs, round.over16, round.cpuP99Ms,
                round.cpuMaxMs, round.uiCores, round.processCores, round.finishMaxMs, round.closedMb,
                round.seconds);
    std::fflush(stdout);
}

QJsonObject json(const Load &load, const QList<Round> &rounds, double openMb)
{
    const Round &last = rounds.last();
    return {{u"columns"_s, load.columns},
            {u"tokens"_s, load.tokens},
            {u"tokens_per_second"_s, load.tokensPerSecond},
            {u"characters"_s, qint64(last.characters)},
            {u"turn_p50_ms"_s, last.p50Ms},
            {u"turn_p99_ms"_s, last.p99Ms},
            {u"turn_max_ms"_s, last.maxMs},
            {u"turn_cpu_p99_ms"_s, last.cpuP99Ms},
            {u"turn_cpu_max_ms"_s, last.cpuMaxMs},
            {u"turns_over_16_ms"_s, qint64(last.over16)},
            {u"turns"_s, qint64(last.turns)},
            {u"ui_cores"_s, last.uiCores},
            {u"process_cores"_s, last.processCores},
            {u"finish_turn_max_ms"_s, last.finishMaxMs},
            {u"finish_turn_cpu_max_ms"_s, last.finishCpuMaxMs},
            {u"pss_before_mb"_s, openMb},
            {u"pss_closed_first_mb"_s, rounds.first().closedMb},
            {u"pss_closed_last_mb"_s, last.closedMb}};
}

Load parse(const QCoreApplication &app)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Eight columns stream long answers; measures turns of the UI thread."_s);
    parser.addHelpOption();
    parser.addOptions(
        {{u"columns"_s, u"How many columns"_s, u"n"_s, u"8"_s},
         {u"tokens"_s, u"Tokens per column"_s, u"n"_s, u"20000"_s},
         {u"rate"_s, u"Tokens per second and column"_s, u"n"_s, u"200"_s},
         {u"speed"_s, u"Times as fast: 5 ends after a fifth, under five times the load"_s, u"x"_s, u"1"_s},
         {u"rounds"_s, u"How often, to see memory"_s, u"n"_s, u"2"_s}});
    parser.process(app);
    Load load;
    load.columns = std::clamp(parser.value(u"columns"_s).toInt(), 1, ui::ColumnsArea::limit);
    load.tokens = std::max(1, parser.value(u"tokens"_s).toInt());
    load.tokensPerSecond = parser.value(u"rate"_s).toDouble() * parser.value(u"speed"_s).toDouble();
    load.rounds = std::max(1, parser.value(u"rounds"_s).toInt());
    return load;
}

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && qEnvironmentVariableIsEmpty("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_NO_GLIB", "1"); // its dispatcher parts timers and painting into separate turns
    MeteredApplication app(argc, argv);
    const Load load = parse(app);
    ui::Theme theme(ui::ThemeChoice::Light);
    ui::StreamClock clock;
    ui::ModelListModel models;
    ui::ColumnsArea area(models, clock, theme);
    area.resize(1920, 1000);
    area.show();
    QCoreApplication::processEvents();

    std::printf("%d columns, %d tokens each at %.0f tokens/s\n", load.columns, load.tokens,
                load.tokensPerSecond);
    std::printf("%5s %7s %8s %8s %8s %6s %9s %9s %8s %8s %10s %10s %8s\n", "round", "turns", "p50 ms",
                "p99 ms", "max ms", ">16", "cpu p99", "cpu max", "ui cpu", "all cpu", "finish ms",
                "closed MB", "s");
    const double openMb = pssMb();
    QList<Round> rounds;
    for (int i = 1; i <= load.rounds; ++i) {
        rounds.append(stream(area, app, load));
        printRow(i, rounds.last());
    }
    std::printf("%s\n", QJsonDocument(json(load, rounds, openMb)).toJson(QJsonDocument::Compact).constData());
    return 0;
}
