// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/costchart.h"

#include "ui/theme/theme.h"

#include <algorithm>

#include <QAreaSeries>
#include <QLegendMarker>
#include <QLineSeries>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

/// Buckets are steps: a line from one to the next would show money that was never spent.
void appendStep(QList<QPointF> &points, qreal from, qreal to, qreal value)
{
    points << QPointF(from, value) << QPointF(to, value);
}

} // namespace

CostChart::CostChart(Theme &theme, QWidget *parent)
    : TimeChart(theme, tr("Cost over time"), parent)
{
    // Qt 6.4 leaves an area's marker without its colour when the shape is taken from the series.
    chart()->legend()->setMarkerShape(QLegend::MarkerShapeRectangle);
}

CostChart::Layer &CostChart::layerOf(const QString &model)
{
    const auto known = std::ranges::find(m_layers, model, &Layer::model);
    if (known != m_layers.end())
        return *known;
    auto *upper = new QLineSeries(this);
    auto *lower = new QLineSeries(this);
    auto *area = new QAreaSeries(upper, lower);
    area->setName(model);
    attach(area);
    auto *estimatedUpper = new QLineSeries(this);
    auto *estimatedLower = new QLineSeries(this);
    auto *estimated = new QAreaSeries(estimatedUpper, estimatedLower);
    estimated->setName(tr("\u2248 estimated"));
    attach(estimated);
    m_layers.append({model, area, upper, lower, estimated, estimatedUpper, estimatedLower});
    restyleSeries();
    return m_layers.last();
}

void CostChart::updateSeries(const telemetry::FactsPanel &panel)
{
    for (const telemetry::ModelFacts &model : panel.models)
        layerOf(model.model);
    QList<double> height(panel.buckets.size(), 0.0);
    const qreal width = panel.buckets.size() > 1
        ? chartTime(panel.buckets.at(1).start) - chartTime(panel.buckets.at(0).start)
        : 1;
    for (Layer &layer : m_layers) {
        const auto facts = std::ranges::find(panel.models, layer.model, &telemetry::ModelFacts::model);
        const bool isShown = facts != panel.models.end() && facts->totals.cost > Money();
        QList<QPointF> lower;
        QList<QPointF> upper;
        QList<QPointF> estimated;
        for (qsizetype i = 0; isShown && i < panel.buckets.size(); ++i) {
            const qreal from = chartTime(panel.buckets.at(i).start);
            appendStep(lower, from, from + width, height[i]);
            height[i] += facts->costPerBucket.at(i).toUsd();
            appendStep(upper, from, from + width, height[i]);
            appendStep(estimated, from, from + width,
                       height[i] - facts->estimatedPerBucket.value(i).toUsd());
        }
        layer.estimatedLower->replace(estimated);
        layer.estimatedUpper->replace(upper);
        layer.estimated->setVisible(isShown && facts->totals.costEstimated > Money());
        layer.lower->replace(lower);
        layer.upper->replace(upper);
        layer.area->setVisible(isShown); // also hides it in the legend
    }
    showEstimatedInLegend();
    const double largest = height.isEmpty() ? 0 : *std::ranges::max_element(height);
    setValueMaximum(largest, 2, tr("US dollars"));
}

void CostChart::showEstimatedInLegend()
{
    bool isTold = false;
    for (const Layer &layer : std::as_const(m_layers)) {
        const bool isFirst = layer.estimated->isVisible() && !isTold;
        isTold = isTold || isFirst;
        for (QLegendMarker *marker : chart()->legend()->markers(layer.estimated))
            marker->setVisible(isFirst);
    }
}

void CostChart::restyleSeries()
{
    const QBrush hatch(theme().tokens().text, Qt::BDiagPattern);
    for (const Layer &layer : std::as_const(m_layers)) {
        layer.estimated->setPen(Qt::NoPen);
        layer.estimated->setBrush(hatch);
        for (QLegendMarker *marker : chart()->legend()->markers(layer.estimated)) {
            marker->setPen(Qt::NoPen);
            marker->setBrush(hatch);
        }
        const QBrush opaque = theme().seriesBrush(layer.model);
        QColor color = opaque.color();
        layer.area->setPen(Qt::NoPen); // an outline would draw a line through a gap
        color.setAlphaF(0.75F);
        layer.area->setBrush(QBrush(color, opaque.style()));
        for (QLegendMarker *marker : chart()->legend()->markers(layer.area)) {
            marker->setPen(Qt::NoPen);
            marker->setBrush(opaque);
        }
    }
}

QStringList CostChart::readingAt(const telemetry::FactsBucket &bucket, qsizetype index) const
{
    QStringList lines;
    if (bucket.totals.calls == 0)
        return lines;
    for (const telemetry::ModelFacts &model : panel().models) {
        if (const Money cost = model.costPerBucket.value(index); cost > Money())
            lines.append(tr("%1: %2").arg(model.model, displayMoney(cost)));
    }
    lines.append(tr("Together: %1").arg(displayMoney(bucket.totals.cost)));
    if (bucket.totals.costEstimated > Money())
        lines.append(tr("\u2248 of which estimated: %1").arg(displayMoney(bucket.totals.costEstimated)));
    return lines;
}

QString CostChart::describe() const
{
    if (panel().totals.calls == 0)
        return tr("No calls in this range.");
    Money most;
    for (const telemetry::FactsBucket &bucket : panel().buckets)
        most = std::max(most, bucket.totals.cost);
    const QString all = tr("%1 in all, at most %2 in one step of time. Models: %Ln.", nullptr,
                           static_cast<int>(panel().models.size()))
                            .arg(displayMoney(panel().totals.cost), displayMoney(most));
    return panel().totals.costEstimated > Money()
        ? tr("%1 Estimated: %2 of it.").arg(all, displayMoney(panel().totals.costEstimated))
        : all;
}

QList<QStringList> CostChart::table() const
{
    QStringList header{u"time"_s, u"calls"_s, u"cost_usd"_s, u"of_it_estimated_usd"_s,
                       u"calls_of_unknown_cost"_s};
    for (const telemetry::ModelFacts &model : panel().models)
        header.append(model.model);
    QList<QStringList> rows{header};
    for (qsizetype i = 0; i < panel().buckets.size(); ++i) {
        const telemetry::FactsBucket &bucket = panel().buckets.at(i);
        QStringList row{isoTime(bucket.start), QString::number(bucket.totals.calls),
                        bucket.totals.cost.toDecimal(), bucket.totals.costEstimated.toDecimal(),
                        QString::number(bucket.totals.costUnknown)};
        for (const telemetry::ModelFacts &model : panel().models)
            row.append(model.costPerBucket.value(i).toDecimal());
        rows.append(row);
    }
    return rows;
}

} // namespace assay::ui
