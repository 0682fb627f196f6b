// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dashboard/timechart.h"

#include <QHash>

class QAreaSeries;
class QLineSeries;

namespace assay::ui {

/// What was spent in each bucket, stacked by model. Estimated parts are hatched.
class CostChart final : public TimeChart {
    Q_OBJECT
public:
    explicit CostChart(Theme &theme, QWidget *parent = nullptr);
    [[nodiscard]] QList<QStringList> table() const override;
    [[nodiscard]] QString slug() const override { return QStringLiteral("cost"); }

protected:
    void updateSeries(const telemetry::FactsPanel &panel) override;
    void restyleSeries() override;
    [[nodiscard]] QStringList readingAt(const telemetry::FactsBucket &bucket, qsizetype index) const override;
    [[nodiscard]] QString describe() const override;

private:
    struct Layer {
        QString model;
        QAreaSeries *area;
        QLineSeries *upper;
        QLineSeries *lower;
        QAreaSeries *estimated; ///< hatched, over the upper part of the area
        QLineSeries *estimatedUpper;
        QLineSeries *estimatedLower;
    };
    Layer &layerOf(const QString &model);
    /// One entry in the legend speaks for the hatches of all models.
    void showEstimatedInLegend();

    QList<Layer> m_layers; ///< in order of first sight, so that the stack does not reshuffle
};

} // namespace assay::ui
