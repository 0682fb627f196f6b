// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/columnsarea.h"

#include "ui/compare/columnheader.h"
#include "ui/compare/metricsstrip.h"
#include "ui/markdown/streamingmarkdownview.h"

#include <QApplication>
#include <QSplitter>

namespace assay::ui {

ColumnsArea::ColumnsArea(ModelListModel &models, StreamClock &clock, Theme &theme, QWidget *parent)
    : QScrollArea(parent)
    , m_models(models)
    , m_clock(clock)
    , m_theme(theme)
    , m_splitter(new QSplitter(this))
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Columns"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    setWidget(m_splitter);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) { trackFocus(now); });
}

ColumnsArea::~ColumnsArea()
{
    disconnect(qApp, nullptr, this, nullptr); // the focus still moves while the columns go
}

ColumnView *ColumnsArea::add(int index)
{
    if (m_columns.size() >= limit)
        return nullptr;
    if (index < 0 || index > m_columns.size())
        index = int(m_columns.size());
    auto *column = new ColumnView(++m_lastId, m_models, m_clock, m_theme, m_splitter);
    column->answer()->setZoom(m_zoom);
    connect(column->answer(), &StreamingMarkdownView::zoomChanged, this, &ColumnsArea::setZoom);
    m_columns.insert(index, column);
    m_splitter->insertWidget(index, column);
    column->show();
    equalize();
    renumber();
    Q_EMIT added(column);
    return column;
}

void ColumnsArea::setZoom(int step)
{
    if (m_zoom == step)
        return; // told by the others, which follow
    m_zoom = step;
    for (ColumnView *column : std::as_const(m_columns))
        column->answer()->setZoom(step);
    Q_EMIT zoomChanged(step);
}

void ColumnsArea::remove(ColumnView *column)
{
    m_columns.removeAll(column);
    if (m_current == column)
        m_current = nullptr;
    column->hide();
    column->deleteLater(); // its own menu may have asked for it
    equalize();
    renumber();
    markBest();
}

void ColumnsArea::clear()
{
    while (!m_columns.isEmpty())
        remove(m_columns.last());
}

void ColumnsArea::move(ColumnView *column, int by)
{
    const qsizetype from = m_columns.indexOf(column);
    const qsizetype to = std::clamp<qsizetype>(from + by, 0, m_columns.size() - 1);
    if (from < 0 || from == to)
        return;
    m_columns.move(from, to);
    m_splitter->insertWidget(int(to), column);
    renumber();
    ensureWidgetVisible(column);
    Q_EMIT orderChanged();
}

void ColumnsArea::equalize()
{
    m_splitter->setSizes(QList<int>(m_splitter->count(), 1000));
}

void ColumnsArea::renumber()
{
    int number = 0;
    for (ColumnView *column : std::as_const(m_columns))
        column->header()->setNumber(++number);
}

void ColumnsArea::trackFocus(QWidget *now)
{
    for (ColumnView *column : std::as_const(m_columns)) {
        if (now != nullptr && column->isAncestorOf(now))
            m_current = column;
    }
}

ColumnView *ColumnsArea::column(ColumnId id) const
{
    for (ColumnView *column : m_columns) {
        if (column->id() == id)
            return column;
    }
    return nullptr;
}

QList<ColumnId> ColumnsArea::order() const
{
    QList<ColumnId> ids;
    for (const ColumnView *column : m_columns)
        ids.append(column->id());
    return ids;
}

ColumnView *ColumnsArea::current() const
{
    return m_current != nullptr ? m_current : m_columns.value(0);
}

void ColumnsArea::setCurrent(ColumnView *column)
{
    m_current = column;
    column->answer()->setFocus();
    ensureWidgetVisible(column);
}

void ColumnsArea::markBest()
{
    QList<std::optional<ColumnMetrics>> figures;
    for (const ColumnView *column : std::as_const(m_columns))
        figures.append(column->metrics());
    QList<QSet<Metric>> best(figures.size());
    for (const Metric metric : allMetrics) {
        if (const int index = bestColumn(figures, metric); index >= 0)
            best[index].insert(metric);
    }
    for (qsizetype i = 0; i < m_columns.size(); ++i)
        m_columns[i]->strip()->setBest(best[i]);
}

bool ColumnsArea::isSettled() const
{
    return std::all_of(m_columns.begin(), m_columns.end(), [](const ColumnView *column) {
        return !column->isRunning() && column->answer()->isSettled();
    });
}

} // namespace assay::ui
