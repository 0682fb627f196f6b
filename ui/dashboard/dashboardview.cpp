// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/dashboardview.h"

#include "ui/dashboard/costchart.h"
#include "ui/dashboard/latencychart.h"
#include "ui/dashboard/modeltablemodel.h"
#include "ui/dashboard/statcard.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHeaderView>
#include <QLocale>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

const QString noValue = u"\u2013"_s;

QString milliseconds(std::optional<std::int64_t> micros)
{
    return micros ? QLocale().toString(static_cast<double>(*micros) / 1000, 'f', 0) + u" ms"_s : noValue;
}

/// What one has to know about the sum that is spent.
QString spendNote(const telemetry::FactsTotals &totals)
{
    QStringList notes;
    if (totals.costEstimated > Money())
        notes.append(DashboardView::tr("\u2248 %1 of it estimated").arg(displayMoney(totals.costEstimated)));
    if (totals.costUnknown > 0)
        notes.append(
            DashboardView::tr("plus %Ln of unknown price", nullptr, static_cast<int>(totals.costUnknown)));
    return notes.isEmpty() ? DashboardView::tr("all prices known") : notes.join(u", "_s);
}

} // namespace

DashboardView::DashboardView(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_calls(new StatCard(theme, tr("Calls"), this))
    , m_errors(new StatCard(theme, tr("Error rate"), this))
    , m_spend(new StatCard(theme, tr("Spend"), this))
    , m_latency(new StatCard(theme, tr("Latency p95"), this))
    , m_firstToken(new StatCard(theme, tr("First token p50"), this))
    , m_latencyChart(new LatencyChart(theme, this))
    , m_costChart(new CostChart(theme, this))
    , m_models(new ModelTableModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_table(new QTableView(this))
{
    auto *cards = new QHBoxLayout;
    cards->setSpacing(metrics::wide());
    for (StatCard *each : {m_calls, m_errors, m_spend, m_latency, m_firstToken})
        cards->addWidget(each, 1);
    auto *charts = new QHBoxLayout;
    charts->setSpacing(metrics::wide());
    charts->addWidget(framed(tr("Latency"), m_latencyChart), 1);
    charts->addWidget(framed(tr("Cost"), m_costChart), 1);
    buildTable();

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), 0, metrics::page(), metrics::page());
    rows->setSpacing(metrics::wide());
    rows->addLayout(cards);
    rows->addLayout(charts, 3);
    rows->addWidget(sectionHeading(tr("Models"), this));
    rows->addWidget(m_table, 2);
}

QWidget *DashboardView::framed(const QString &title, TimeChart *chart)
{
    auto *frame = new QWidget(this);
    auto *menu = iconButton(m_theme, u"more"_s, tr("Export %1").arg(title), frame);
    connect(menu, &QToolButton::clicked, this, [this, chart, menu] {
        Q_EMIT chartMenuRequested(chart, menu->mapToGlobal(menu->rect().bottomLeft()));
    });
    chart->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(chart, &QWidget::customContextMenuRequested, this,
            [this, chart](const QPoint &at) { Q_EMIT chartMenuRequested(chart, chart->mapToGlobal(at)); });
    auto *head = new QHBoxLayout;
    head->addWidget(sectionHeading(title, frame), 1);
    head->addWidget(menu);
    auto *rows = new QVBoxLayout(frame);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::tight());
    rows->addLayout(head);
    rows->addWidget(chart, 1);
    return frame;
}

void DashboardView::buildTable()
{
    m_sorted->setSourceModel(m_models);
    m_sorted->setSortRole(ModelTableModel::SortRole);
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ModelTableModel::Cost, Qt::DescendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setAccessibleName(tr("Figures of each model"));
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(metrics::rowHeight());
    m_table->horizontalHeader()->setDefaultSectionSize(fontMetrics().horizontalAdvance(u"Tokens out"_s)
                                                       + 4 * metrics::wide());
    m_table->horizontalHeader()->setSectionResizeMode(ModelTableModel::Model, QHeaderView::Stretch);
    m_table->setMinimumHeight(4 * metrics::rowHeight());
}

void DashboardView::setPanel(const telemetry::FactsPanel &panel, const TimeRange &range)
{
    const telemetry::FactsTotals &totals = panel.totals;
    const QLocale locale;
    m_calls->setFigure(locale.toString(static_cast<qlonglong>(totals.calls)),
                       totals.cancelled > 0 ? tr("%Ln cancelled", nullptr, static_cast<int>(totals.cancelled))
                                            : tr("none cancelled"));
    const std::int64_t ended = totals.calls - totals.cancelled;
    m_errors->setFigure(
        ended > 0
            ? locale.toString(100.0 * static_cast<double>(totals.failed) / static_cast<double>(ended), 'f', 1)
                + u" %"_s
            : noValue,
        tr("%Ln failed", nullptr, static_cast<int>(totals.failed)));
    const bool allUnknown = totals.calls > 0 && totals.costUnknown == totals.calls;
    m_spend->setFigure(displayMoney(allUnknown ? std::nullopt : std::optional(totals.cost)),
                       spendNote(totals));
    m_latency->setFigure(
        milliseconds(panel.latency.p95Us),
        tr("p50 %1, p99 %2").arg(milliseconds(panel.latency.p50Us), milliseconds(panel.latency.p99Us)));
    m_firstToken->setFigure(
        milliseconds(panel.firstToken.p50Us),
        tr("p95 %1, p99 %2").arg(milliseconds(panel.firstToken.p95Us), milliseconds(panel.firstToken.p99Us)));
    m_latencyChart->setPanel(panel, range);
    m_costChart->setPanel(panel, range);
    m_models->setModels(panel.models);
}

TimeChart *DashboardView::currentChart() const
{
    return m_costChart->hasFocus() ? static_cast<TimeChart *>(m_costChart) : m_latencyChart;
}

QList<QStringList> DashboardView::modelTable() const
{
    QList<QStringList> rows;
    QStringList header;
    for (int column = 0; column < ModelTableModel::ColumnCount; ++column)
        header.append(m_sorted->headerData(column, Qt::Horizontal).toString());
    rows.append(header);
    for (int row = 0; row < m_sorted->rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < ModelTableModel::ColumnCount; ++column)
            cells.append(m_sorted->index(row, column).data().toString());
        rows.append(cells);
    }
    return rows;
}

StatCard *DashboardView::card(const QString &name) const
{
    const QList<StatCard *> cards = findChildren<StatCard *>();
    for (StatCard *each : cards) {
        if (each->accessibleName().startsWith(name + u':'))
            return each;
    }
    return nullptr;
}

} // namespace assay::ui
