// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/datatable.h"

#include "ui/operations/celldelegate.h"
#include "ui/theme/metrics.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMimeData>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

DataTable::DataTable(Theme &theme, const QString &accessibleName, const QList<TableColumn> &columns,
                     QWidget *parent)
    : QWidget(parent)
    , m_model(new RowsModel(columns, this))
    , m_shown(new QSortFilterProxyModel(this))
    , m_view(new QTableView(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(theme, this))
{
    m_shown->setSourceModel(m_model);
    m_shown->setSortRole(RowsModel::SortRole);
    m_shown->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_shown->setFilterKeyColumn(-1);
    m_view->setItemDelegate(new CellDelegate(theme, m_view));
    build(accessibleName);
}

void DataTable::build(const QString &accessibleName)
{
    m_view->setModel(m_shown);
    m_view->setAccessibleName(accessibleName);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setShowGrid(false);
    m_view->setTabKeyNavigation(false);
    m_view->setWordWrap(false);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(metrics::rowHeight());
    m_view->installEventFilter(this);
    QHeaderView *header = m_view->horizontalHeader();
    header->setHighlightSections(false);
    const int character = fontMetrics().averageCharWidth();
    for (int column = 0; column < m_model->columns().size(); ++column) {
        const int characters = m_model->columns().at(column).characters;
        if (characters == 0)
            header->setSectionResizeMode(column, QHeaderView::Stretch);
        else
            m_view->setColumnWidth(column, characters * character);
    }
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(m_stack);
    setFocusProxy(m_view);
    const auto tell = [this] {
        if (const QString id = currentId(); !m_isFilling && id != m_last)
            Q_EMIT currentChanged(m_last = id);
    };
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, tell);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, tell);
    connect(m_view, &QTableView::doubleClicked, this, [this] { Q_EMIT opened(currentId()); });
}

void DataTable::sortBy(int column, Qt::SortOrder order)
{
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(column, order);
}

bool DataTable::hasRows() const
{
    return m_model->rowCount() > 0;
}

void DataTable::setRows(QList<TableRow> rows)
{
    const QString current = currentId();
    const QSet<QString> chosen = selectedIds();
    const int scrolled = m_view->verticalScrollBar()->value();
    m_isFilling = true;
    if (m_model->setRows(std::move(rows))) {
        selectAgain(current, chosen);
        m_view->verticalScrollBar()->setValue(scrolled);
    }
    m_isFilling = false;
    if (const QString id = currentId(); id != m_last)
        Q_EMIT currentChanged(m_last = id);
    showEmptiness();
}

QSet<QString> DataTable::selectedIds() const
{
    QSet<QString> ids;
    for (const QModelIndex &row : m_view->selectionModel()->selectedRows())
        ids.insert(row.data(RowsModel::IdRole).toString());
    return ids;
}

void DataTable::selectAgain(const QString &current, const QSet<QString> &chosen)
{
    if (current.isEmpty() && chosen.isEmpty())
        return;
    QItemSelection selection;
    QModelIndex place;
    for (int row = 0; row < m_shown->rowCount(); ++row) {
        const QModelIndex index = m_shown->index(row, 0);
        const QString id = index.data(RowsModel::IdRole).toString();
        if (chosen.contains(id))
            selection.select(index, index.siblingAtColumn(m_shown->columnCount() - 1));
        if (id == current)
            place = index;
    }
    m_view->selectionModel()->setCurrentIndex(place, QItemSelectionModel::NoUpdate);
    m_view->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void DataTable::setFilter(const QString &text)
{
    m_shown->setFilterFixedString(text);
    showEmptiness();
}

void DataTable::setEmptyContent(EmptyState::Content content)
{
    m_emptyContent = std::move(content);
    showEmptiness();
}

void DataTable::showEmptiness()
{
    const bool isEmpty = m_shown->rowCount() == 0;
    m_stack->setCurrentWidget(isEmpty ? static_cast<QWidget *>(m_empty) : m_view);
    setFocusProxy(m_stack->currentWidget());
    if (!isEmpty)
        return;
    if (m_model->rowCount() == 0) {
        m_empty->setContent(m_emptyContent);
        return;
    }
    m_empty->setContent({u"search"_s,
                         tr("Nothing matches"),
                         tr("No row has this text."),
                         tr("Clear the search"),
                         [this] { Q_EMIT filterCleared(); },
                         {},
                         {}});
}

QString DataTable::currentId() const
{
    const QModelIndex current = m_view->currentIndex();
    return current.isValid() ? current.data(RowsModel::IdRole).toString() : QString();
}

void DataTable::selectRow(int row)
{
    if (m_shown->rowCount() > 0)
        m_view->selectRow(std::min(row, m_shown->rowCount() - 1));
}

void DataTable::selectSome()
{
    if (!m_view->currentIndex().isValid() && m_shown->rowCount() > 0)
        m_view->selectRow(0);
}

void DataTable::copySelection() const
{
    QModelIndexList chosen = m_view->selectionModel()->selectedRows();
    std::sort(chosen.begin(), chosen.end(),
              [](const QModelIndex &a, const QModelIndex &b) { return a.row() < b.row(); });
    if (chosen.isEmpty())
        return;
    QString plain;
    QString html = u"<table>"_s;
    for (const QModelIndex &row : chosen) {
        QStringList cells;
        html += u"<tr>"_s;
        for (int column = 0; column < m_shown->columnCount(); ++column) {
            const QString text = row.siblingAtColumn(column).data().toString();
            cells.append(text.simplified());
            html += u"<td>"_s + text.toHtmlEscaped() + u"</td>"_s;
        }
        html += u"</tr>"_s;
        plain += cells.join(u'\t') + u'\n';
    }
    auto *copied = new QMimeData;
    copied->setText(plain);
    copied->setHtml(html + u"</table>"_s);
    QGuiApplication::clipboard()->setMimeData(copied);
}

bool DataTable::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->matches(QKeySequence::Copy)) {
        copySelection();
        return true;
    }
    if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && !currentId().isEmpty()) {
        Q_EMIT opened(currentId());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay::ui
