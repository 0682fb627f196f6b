// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/latencychart.h"

#include "ui/theme/theme.h"

#include <algorithm>

#include <QLegendMarker>
#include <QLineSeries>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr double microsPerMs = 1000;
constexpr double microsPerSecond = 1'000'000;
constexpr std::int64_t secondsFrom = 5'000'000; ///< longer latencies read better in seconds

QString ms(std::int64_t micros)
{
    return QLocale().toString(static_cast<double>(micros) / microsPerMs, 'f', micros < 100'000 ? 1 : 0);
}

} // namespace

LatencyChart::LatencyChart(Theme &theme, QWidget *parent)
    : TimeChart(theme, tr("Latency over time"), parent)
    , m_lines{Line{&telemetry::LatencyPercentiles::p50Us, u"p50"_s, Qt::SolidLine, {}},
              Line{&telemetry::LatencyPercentiles::p95Us, u"p95"_s, Qt::DashLine, {}},
              Line{&telemetry::LatencyPercentiles::p99Us, u"p99"_s, Qt::DotLine, {}}}
{
    for (Line &line : m_lines)
        run(line, 0); // so that the legend stands from the start
    restyleSeries();
}

QLineSeries *LatencyChart::run(Line &line, qsizetype index)
{
    while (line.runs.size() <= index) {
        auto *series = new QLineSeries(this);
        series->setName(line.name);
        attach(series);
        if (!line.runs.isEmpty()) { // the first one speaks for the whole line
            for (QLegendMarker *marker : chart()->legend()->markers(series))
                marker->setVisible(false);
        }
        line.runs.append(series);
        restyleSeries();
    }
    return line.runs.at(index);
}

void LatencyChart::updateSeries(const telemetry::FactsPanel &panel)
{
    std::int64_t largest = 0;
    for (const telemetry::FactsBucket &bucket : panel.buckets)
        largest = std::max(largest, bucket.latency.p99Us.value_or(0));
    const bool inSeconds = largest >= secondsFrom;
    const double unit = inSeconds ? microsPerSecond : microsPerMs;
    setValueMaximum(static_cast<double>(largest) / unit, 1, inSeconds ? tr("seconds") : tr("ms"));
    for (Line &line : m_lines)
        showLine(line, panel, unit);
}

void LatencyChart::showLine(Line &line, const telemetry::FactsPanel &panel, double unit)
{
    QList<QList<QPointF>> runs{{}};
    for (const telemetry::FactsBucket &bucket : panel.buckets) {
        const auto value = bucket.latency.*line.percentile;
        if (value)
            runs.last().append({chartTime(bucket.start), static_cast<double>(*value) / unit});
        else if (!runs.last().isEmpty())
            runs.append(QList<QPointF>());
    }
    for (qsizetype i = 0; i < runs.size(); ++i) {
        QLineSeries *series = run(line, i);
        series->replace(runs.at(i));
        series->setPointsVisible(runs.at(i).size() == 1); // a line of one point would not show
    }
    for (qsizetype i = runs.size(); i < line.runs.size(); ++i)
        line.runs.at(i)->replace(QList<QPointF>());
}

void LatencyChart::restyleSeries()
{
    const QList<QColor> &colors = theme().tokens().series;
    for (size_t i = 0; i < m_lines.size(); ++i) {
        const QPen pen(colors.at(static_cast<qsizetype>(i) % colors.size()), 2, m_lines[i].style);
        for (QLineSeries *series : std::as_const(m_lines[i].runs))
            series->setPen(pen);
    }
}

QStringList LatencyChart::readingAt(const telemetry::FactsBucket &bucket, qsizetype) const
{
    QStringList lines;
    for (const Line &line : m_lines) {
        if (const auto value = bucket.latency.*line.percentile)
            lines.append(tr("%1: %2 ms").arg(line.name, ms(*value)));
    }
    return lines;
}

QString LatencyChart::describe() const
{
    QStringList parts;
    for (const Line &line : m_lines) {
        std::optional<std::int64_t> last;
        std::int64_t least = std::numeric_limits<std::int64_t>::max();
        std::int64_t most = 0;
        for (const telemetry::FactsBucket &bucket : panel().buckets) {
            const auto value = bucket.latency.*line.percentile;
            if (!value)
                continue;
            last = value;
            least = std::min(least, *value);
            most = std::max(most, *value);
        }
        if (last)
            parts.append(
                tr("%1 is %2 ms, between %3 and %4 ms").arg(line.name, ms(*last), ms(least), ms(most)));
    }
    return parts.isEmpty() ? tr("No calls in this range.") : parts.join(u"; "_s) + u'.';
}

QList<QStringList> LatencyChart::table() const
{
    QList<QStringList> rows{{u"time"_s, u"calls"_s, u"p50_ms"_s, u"p95_ms"_s, u"p99_ms"_s}};
    for (const telemetry::FactsBucket &bucket : panel().buckets) {
        QStringList row{isoTime(bucket.start), QString::number(bucket.totals.calls)};
        for (const Line &line : m_lines) {
            const auto value = bucket.latency.*line.percentile;
            row.append(value ? QString::number(static_cast<double>(*value) / microsPerMs, 'f', 3)
                             : QString());
        }
        rows.append(row);
    }
    return rows;
}

} // namespace assay::ui
