// SPDX-License-Identifier: GPL-3.0-or-later
// bench_workbench [FIGURE...]: how the prompt workbench holds under large prompts. A source a figure.
#include "figures.h"

#include <algorithm>
#include <cstdio>

#include <QApplication>
#include <QElapsedTimer>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::benchmark {

Percentiles percentilesOf(std::vector<double> milliseconds)
{
    if (milliseconds.empty())
        return {};
    std::ranges::sort(milliseconds);
    const auto at = [&](double share) {
        return milliseconds[std::min(
            milliseconds.size() - 1,
            static_cast<std::size_t>(share * static_cast<double>(milliseconds.size())))];
    };
    return {at(0.5), at(0.99), milliseconds.back()};
}

QString shown(const Percentiles &times)
{
    return u"p50 %1  p99 %2  max %3 ms"_s.arg(times.p50, 0, 'f', 2)
        .arg(times.p99, 0, 'f', 2)
        .arg(times.max, 0, 'f', 2);
}

QJsonObject toJson(const Percentiles &times)
{
    return {{u"p50_ms"_s, times.p50}, {u"p99_ms"_s, times.p99}, {u"max_ms"_s, times.max}};
}

Percentiles timed(int rounds, const std::function<void()> &work)
{
    work();
    std::vector<double> milliseconds;
    for (int round = 0; round < rounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        work();
        milliseconds.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    return percentilesOf(std::move(milliseconds));
}

} // namespace assay::benchmark

int main(int argc, char **argv)
{
    using namespace assay::benchmark;
    QApplication application(argc, argv);
    const std::vector<std::pair<QString, Figure (*)()>> figures{
        {u"list"_s, listFigure},
        {u"diff"_s, diffFigure},
        {u"template"_s, templateFigure},
        {u"typing"_s, typingFigure}};
    const QStringList wanted = QApplication::arguments().mid(1);
    QJsonObject all;
    for (const auto &[name, measure] : figures) {
        if (!wanted.isEmpty() && !wanted.contains(name))
            continue;
        const Figure figure = measure();
        std::printf("%s\n", qPrintable(figure.name));
        for (const auto &[what, value] : figure.rows)
            std::printf("  %-52s %s\n", qPrintable(what), qPrintable(value));
        all.insert(name, figure.json);
    }
    std::printf("%s\n", QJsonDocument(all).toJson(QJsonDocument::Compact).constData());
    return 0;
}
