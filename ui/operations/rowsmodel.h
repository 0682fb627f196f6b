// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QAbstractTableModel>
#include <QVariant>

namespace assay::ui {

/// How a cell is meant, beyond its words. Never colour alone: the text says it too.
enum class CellTone { Usual, Muted, Good, Warning, Bad };

/// What a cell shows.
struct TableCell {
    QString text;
    QVariant sortKey; ///< what sorting goes by; the text when invalid
    QString toolTip = {};
    CellTone tone = CellTone::Usual;
    std::optional<double> share = {}; ///< 0 to 1 and above: painted as a bar under the text
    double secondShare = 0; ///< on top of `share`, in a lighter colour

    friend bool operator==(const TableCell &, const TableCell &) = default;
};

/// One row. The id keeps selection and place when the rows are read again.
struct TableRow {
    QString id;
    QList<TableCell> cells;

    friend bool operator==(const TableRow &, const TableRow &) = default;
};

struct TableColumn {
    QString title;
    int characters = 12; ///< its width at first, in average characters; 0: takes what is left
    bool isNumber = false; ///< right aligned
};

/// A small table of texts that is read again and again: only what differs is told to the view.
class RowsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { SortRole = Qt::UserRole, ShareRole, SecondShareRole, ToneRole, IdRole };

    explicit RowsModel(QList<TableColumn> columns, QObject *parent = nullptr);
    /// True when the model was reset: views have lost what was chosen in them.
    bool setRows(QList<TableRow> rows);
    [[nodiscard]] const QList<TableColumn> &columns() const { return m_columns; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] bool hasSameIds(const QList<TableRow> &rows) const;

    QList<TableColumn> m_columns;
    QList<TableRow> m_rows;
};

} // namespace assay::ui
