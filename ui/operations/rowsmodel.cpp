// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/rowsmodel.h"

#include <algorithm>

namespace assay::ui {

RowsModel::RowsModel(QList<TableColumn> columns, QObject *parent)
    : QAbstractTableModel(parent)
    , m_columns(std::move(columns))
{
}

bool RowsModel::hasSameIds(const QList<TableRow> &rows) const
{
    return std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
                      [](const TableRow &a, const TableRow &b) { return a.id == b.id; });
}

bool RowsModel::setRows(QList<TableRow> rows)
{
    if (!hasSameIds(rows)) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return true;
    }
    for (int row = 0; row < rows.size(); ++row) {
        if (m_rows.at(row) == rows.at(row))
            continue;
        m_rows[row] = rows.at(row);
        Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    }
    return false;
}

int RowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant RowsModel::data(const QModelIndex &index, int role) const
{
    const TableRow &row = m_rows.at(index.row());
    const TableCell cell = row.cells.value(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::ToolTipRole:
        return cell.toolTip.isEmpty() ? QVariant() : QVariant(cell.toolTip.toHtmlEscaped());
    case Qt::TextAlignmentRole:
        return QVariant((m_columns.at(index.column()).isNumber ? Qt::AlignRight : Qt::AlignLeft)
                        | Qt::AlignVCenter);
    case SortRole:
        return cell.sortKey.isValid() ? cell.sortKey : QVariant(cell.text);
    case ShareRole:
        return cell.share ? QVariant(*cell.share) : QVariant();
    case SecondShareRole:
        return cell.secondShare;
    case ToneRole:
        return int(cell.tone);
    case IdRole:
        return row.id;
    default:
        return {};
    }
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section >= m_columns.size())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((m_columns.at(section).isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(m_columns.at(section).title) : QVariant();
}

} // namespace assay::ui
