// SPDX-License-Identifier: GPL-3.0-or-later
// Start to first paint, and memory, of Assay on a workspace of 10,000 prompts and a million calls, against a
// bare Qt window started in turn with it. Usage: bench_startup [ROUNDS]
#include "bigworkspace.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

using namespace Qt::StringLiterals;
using namespace assay;

namespace {

constexpr int promptCount = 10'000;
constexpr int callCount = 1'000'000;
constexpr double goal = 2.5;

struct Start {
    double firstPaintMs = 0;
    double firstPaintMb = 0;
    double settledMs = 0;
    double settledMb = 0;
};

struct Subject {
    QString program;
    QStringList arguments;
    std::vector<Start> starts;
};

std::optional<Start> measure(const Subject &subject, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const auto before = std::chrono::steady_clock::now().time_since_epoch().count();
    process.start(subject.program, subject.arguments);
    if (!process.waitForFinished(120'000) || process.exitCode() != 0)
        return std::nullopt;
    const QJsonObject report = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    const auto sinceStartMs = [before](const QJsonValue &ns) {
        return double(ns.toInteger() - before) / 1e6;
    };
    return Start{sinceStartMs(report["first_paint_ns"_L1]), report["first_paint_pss_kb"_L1].toDouble() / 1024,
                 sinceStartMs(report["settled_ns"_L1]), report["pss_kb"_L1].toDouble() / 1024};
}

double median(const Subject &subject, double Start::*value)
{
    std::vector<double> values;
    for (const Start &start : subject.starts)
        values.push_back(start.*value);
    std::ranges::sort(values);
    return values.at(values.size() / 2);
}

/// Folders of its own, so that a person's settings and the last session's play no part.
QProcessEnvironment environmentIn(const QTemporaryDir &folder)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name :
         {u"XDG_STATE_HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s, u"XDG_CACHE_HOME"_s})
        environment.insert(name, folder.path());
    const bool hasDisplay = environment.contains(u"DISPLAY"_s) || environment.contains(u"WAYLAND_DISPLAY"_s);
    if (!hasDisplay && !environment.contains(u"QT_QPA_PLATFORM"_s))
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    return environment;
}

void report(const Subject &assay, const Subject &bare)
{
    struct Row {
        const char *name;
        double Start::*value;
        const char *unit;
    };
    constexpr Row rows[] = {{"first paint", &Start::firstPaintMs, "ms"},
                            {"memory at first paint (PSS)", &Start::firstPaintMb, "MB"},
                            {"first page filled", &Start::settledMs, "ms"},
                            {"memory then (PSS)", &Start::settledMb, "MB"}};
    std::printf("%-30s %10s %10s %8s\n", "", "assay", "bare Qt", "ratio");
    QJsonObject json{{u"benchmark"_s, u"startup"_s},
                     {u"prompts"_s, promptCount},
                     {u"calls"_s, callCount},
                     {u"rounds"_s, int(assay.starts.size())}};
    for (const Row &row : rows) {
        const double mine = median(assay, row.value);
        const double theirs = median(bare, row.value);
        std::printf("%-30s %7.1f %s %7.1f %s %8.2f\n", row.name, mine, row.unit, theirs, row.unit,
                    mine / theirs);
        json.insert(QLatin1String(row.name),
                    QJsonObject{{u"assay"_s, mine}, {u"bare"_s, theirs}, {u"ratio"_s, mine / theirs}});
    }
    const bool isMet = median(assay, &Start::firstPaintMs) <= goal * median(bare, &Start::firstPaintMs)
        && median(assay, &Start::settledMb) <= goal * median(bare, &Start::settledMb);
    json.insert(u"goal"_s, goal);
    json.insert(u"goal_met"_s, isMet);
    std::printf("Goal: first paint and memory within %.1f x of the bare window: %s\n", goal,
                isMet ? "met" : "missed");
    std::printf("%s\n", QJsonDocument(json).toJson(QJsonDocument::Compact).constData());
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const int rounds = argc > 1 ? std::max(1, QString::fromLocal8Bit(argv[1]).toInt()) : 9;
    QTemporaryDir folder;
    const QString workspace = folder.filePath(u"big.assay"_s);
    std::printf("Making a workspace of %d prompts and %d calls...\n", promptCount, callCount);
    std::fflush(stdout);
    if (const auto made = bench::makeBigWorkspace(workspace, promptCount, callCount); !made) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(made.error().message));
        return 1;
    }

    const QProcessEnvironment environment = environmentIn(folder);
    Subject assay{QStringLiteral(ASSAY_BINARY), {u"--measure-start"_s, u"--workspace"_s, workspace}, {}};
    Subject bare{QStringLiteral(BARE_BINARY), {}, {}};
    for (int round = -1; round < rounds;
         ++round) { // the first warms caches and the facts mirror, and does not count
        for (Subject *subject : {&assay, &bare}) {
            const std::optional<Start> start = measure(*subject, environment);
            if (!start) {
                std::fprintf(stderr, "%s did not report its start.\n", qUtf8Printable(subject->program));
                return 1;
            }
            if (round >= 0)
                subject->starts.push_back(*start);
        }
    }
    report(assay, bare);
    return 0;
}
