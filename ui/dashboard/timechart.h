// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/factsmirror.h"
#include "ui/dashboard/axisrange.h"
#include "ui/dashboard/timerange.h"

#include <QChartView>

class QDateTimeAxis;
class QGraphicsSimpleTextItem;
class QLabel;
class QValueAxis;

namespace assay::ui {

class Theme;

/// What the dashboard's charts share: a time axis, a value axis with its unit, the theme's colours, and a
/// line under the pointer that reads all series at one time.
class TimeChart : public QChartView {
    Q_OBJECT
public:
    TimeChart(Theme &theme, const QString &name, QWidget *parent = nullptr);

    /// Shows a panel; reuses series and axes, so nothing flickers.
    void setPanel(const telemetry::FactsPanel &panel, const TimeRange &range);

    /// The shown data: a header row, then one row per bucket. Times are ISO 8601 UTC, numbers in the C
    /// locale.
    [[nodiscard]] virtual QList<QStringList> table() const = 0;
    /// For a file's name, e.g. "latency".
    [[nodiscard]] virtual QString slug() const = 0;

protected:
    static constexpr int ticks = 5;

    virtual void updateSeries(const telemetry::FactsPanel &panel) = 0;
    virtual void restyleSeries() = 0;
    /// What the series say at a bucket, one line each; empty where there is nothing.
    [[nodiscard]] virtual QStringList readingAt(const telemetry::FactsBucket &bucket,
                                                qsizetype index) const = 0;
    /// One sentence for screen readers: last, least and most of each series.
    [[nodiscard]] virtual QString describe() const = 0;

    void attach(QAbstractSeries *series);
    /// `fewestDecimals` once there are any: 2 for money.
    void setValueMaximum(double largest, int fewestDecimals, const QString &unit);
    [[nodiscard]] const telemetry::FactsPanel &panel() const { return m_panel; }
    [[nodiscard]] Theme &theme() const { return m_theme; }
    [[nodiscard]] static QString isoTime(UtcMicros time);
    [[nodiscard]] static qreal chartTime(UtcMicros time) { return static_cast<qreal>(time / 1000); }

    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;

private:
    void restyleChart();
    void announce();

    Theme &m_theme;
    telemetry::FactsPanel m_panel;
    AxisRange m_valueRange;
    QDateTimeAxis *m_time;
    QValueAxis *m_value;
    qsizetype m_hovered = -1; ///< bucket under the pointer
    qint64 m_describedAtMs = 0;
};

} // namespace assay::ui
