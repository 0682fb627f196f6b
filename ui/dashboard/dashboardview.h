// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/factsmirror.h"
#include "ui/dashboard/timerange.h"

#include <QWidget>

class QSortFilterProxyModel;
class QTableView;

namespace assay::ui {

class CostChart;
class LatencyChart;
class ModelTableModel;
class StatCard;
class Theme;
class TimeChart;

/// Cards, charts and table for one panel. Knows nothing of where it comes from.
class DashboardView final : public QWidget {
    Q_OBJECT
public:
    explicit DashboardView(Theme &theme, QWidget *parent = nullptr);
    void setPanel(const telemetry::FactsPanel &panel, const TimeRange &range);

    [[nodiscard]] LatencyChart *latencyChart() const { return m_latencyChart; }
    [[nodiscard]] CostChart *costChart() const { return m_costChart; }
    /// The chart that has the focus, else the latency chart.
    [[nodiscard]] TimeChart *currentChart() const;
    /// The table as it is sorted and shown, with its header.
    [[nodiscard]] QList<QStringList> modelTable() const;
    [[nodiscard]] StatCard *card(const QString &name) const;

Q_SIGNALS:
    void chartMenuRequested(TimeChart *chart, const QPoint &globalPosition);

private:
    void buildTable();
    QWidget *framed(const QString &title, TimeChart *chart);

    Theme &m_theme;
    StatCard *m_calls;
    StatCard *m_errors;
    StatCard *m_spend;
    StatCard *m_latency;
    StatCard *m_firstToken;
    LatencyChart *m_latencyChart;
    CostChart *m_costChart;
    ModelTableModel *m_models;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_table;
};

} // namespace assay::ui
