// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dashboard/timechart.h"

#include <array>

class QLineSeries;
class QScatterSeries;

namespace assay::ui {

/// p50, p95 and p99 of the latency over time: solid, dashed, dotted. A bucket without calls is a gap.
class LatencyChart final : public TimeChart {
    Q_OBJECT
public:
    explicit LatencyChart(Theme &theme, QWidget *parent = nullptr);
    [[nodiscard]] QList<QStringList> table() const override;
    [[nodiscard]] QString slug() const override { return QStringLiteral("latency"); }

protected:
    void updateSeries(const telemetry::FactsPanel &panel) override;
    void restyleSeries() override;
    [[nodiscard]] QStringList readingAt(const telemetry::FactsBucket &bucket, qsizetype index) const override;
    [[nodiscard]] QString describe() const override;

private:
    using Percentile = std::optional<std::int64_t> telemetry::LatencyPercentiles::*;
    struct Line {
        Percentile percentile;
        QString name;
        Qt::PenStyle style;
        QList<QLineSeries *> runs; ///< one for each stretch without a gap, reused from tick to tick
    };
    QLineSeries *run(Line &line, qsizetype index);
    void showLine(Line &line, const telemetry::FactsPanel &panel, double unit);

    std::array<Line, 3> m_lines;
};

} // namespace assay::ui
