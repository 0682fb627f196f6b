// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/timechart.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <algorithm>

#include <QDateTime>
#include <QDateTimeAxis>
#include <QGraphicsLayout>
#include <QLegend>
#include <QLocale>
#include <QMouseEvent>
#include <QToolTip>
#include <QValueAxis>

using namespace Qt::StringLiterals;

namespace assay::ui {

TimeChart::TimeChart(Theme &theme, const QString &name, QWidget *parent)
    : QChartView(new QChart, parent)
    , m_theme(theme)
    , m_time(new QDateTimeAxis(this))
    , m_value(new QValueAxis(this))
{
    setAccessibleName(name);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(fontMetrics().height() * 12);

    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setBackgroundRoundness(0);
    chart()->setDropShadowEnabled(false);
    chart()->setMargins(QMargins(0, 0, metrics::normal(), 0));
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setLocalizeNumbers(true);
    chart()->legend()->setAlignment(Qt::AlignTop);
    chart()->legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
    m_time->setTickCount(7);
    m_time->setGridLineVisible(false);
    m_value->setTickCount(ticks);
    m_value->setMin(0);
    chart()->addAxis(m_time, Qt::AlignBottom);
    chart()->addAxis(m_value, Qt::AlignLeft);
    connect(&m_theme, &Theme::changed, this, [this] {
        restyleChart();
        restyleSeries();
    });
    restyleChart();
}

void TimeChart::attach(QAbstractSeries *series)
{
    chart()->addSeries(series);
    series->attachAxis(m_time);
    series->attachAxis(m_value);
}

void TimeChart::setPanel(const telemetry::FactsPanel &panel, const TimeRange &range)
{
    m_panel = panel;
    if (!panel.buckets.isEmpty()) {
        m_time->setFormat(range.axisFormat);
        m_time->setRange(
            QDateTime::fromMSecsSinceEpoch(panel.buckets.first().start / 1000),
            QDateTime::fromMSecsSinceEpoch((panel.buckets.last().start + range.bucketUs) / 1000));
    }
    updateSeries(panel);
    if (m_hovered >= panel.buckets.size())
        m_hovered = -1;
    announce();
}

void TimeChart::setValueMaximum(double largest, int fewestDecimals, const QString &unit)
{
    const double maximum = m_valueRange.update(largest, ticks);
    const int decimals = axisDecimals(maximum, ticks);
    m_value->setMax(maximum);
    m_value->setLabelFormat(u"%.%1f"_s.arg(decimals == 0 ? 0 : std::max(decimals, fewestDecimals)));
    m_value->setTitleText(unit);
}

void TimeChart::restyleChart()
{
    const ThemeTokens &tokens = m_theme.tokens();
    chart()->setBackgroundBrush(tokens.ground);
    chart()->setBackgroundPen(Qt::NoPen);
    setBackgroundBrush(tokens.ground);
    const QFont small = metrics::smallFont();
    chart()->legend()->setFont(small);
    chart()->legend()->setLabelColor(tokens.text);
    for (QAbstractAxis *axis :
         {static_cast<QAbstractAxis *>(m_time), static_cast<QAbstractAxis *>(m_value)}) {
        axis->setLabelsFont(small);
        axis->setTitleFont(small);
        axis->setLabelsColor(tokens.muted);
        axis->setTitleBrush(tokens.muted);
        axis->setGridLineColor(tokens.separator);
        axis->setLinePenColor(tokens.separator);
    }
}

void TimeChart::announce()
{
    constexpr qint64 atMostEveryMs = 1000;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (now - m_describedAtMs < atMostEveryMs)
        return;
    m_describedAtMs = now;
    setAccessibleDescription(describe());
}

QString TimeChart::isoTime(UtcMicros time)
{
    return QDateTime::fromMSecsSinceEpoch(time / 1000, Qt::UTC).toString(Qt::ISODate);
}

void TimeChart::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF value = chart()->mapToValue(chart()->mapFromScene(mapToScene(event->pos())));
    const auto time = static_cast<UtcMicros>(value.x()) * 1000;
    const auto after = std::ranges::upper_bound(m_panel.buckets, time, {}, &telemetry::FactsBucket::start);
    const qsizetype hovered = after == m_panel.buckets.begin() || !chart()->plotArea().contains(event->pos())
        ? -1
        : after - m_panel.buckets.begin() - 1;
    if (hovered == m_hovered)
        return;
    m_hovered = hovered;
    viewport()->update();
    if (m_hovered < 0)
        return QToolTip::hideText();
    const telemetry::FactsBucket &bucket = m_panel.buckets.at(m_hovered);
    QStringList lines{
        QLocale().toString(QDateTime::fromMSecsSinceEpoch(bucket.start / 1000), QLocale::ShortFormat)};
    const QStringList reading = readingAt(bucket, m_hovered);
    lines += reading.isEmpty() ? QStringList{tr("No calls")} : reading;
    QToolTip::showText(event->globalPosition().toPoint(), lines.join(u'\n'), this);
}

void TimeChart::leaveEvent(QEvent *event)
{
    m_hovered = -1;
    viewport()->update();
    QChartView::leaveEvent(event);
}

void TimeChart::drawForeground(QPainter *painter, const QRectF &rect)
{
    QChartView::drawForeground(painter, rect);
    if (m_hovered < 0)
        return;
    const qreal x = chart()->mapToPosition({chartTime(m_panel.buckets.at(m_hovered).start), 0}).x();
    const QRectF plot = chart()->plotArea();
    painter->setPen(QPen(m_theme.tokens().muted, 1, Qt::DotLine));
    painter->drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
}

} // namespace assay::ui
