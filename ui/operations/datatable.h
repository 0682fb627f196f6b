// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/rowsmodel.h"
#include "ui/widgets/emptystate.h"

#include <QSet>
#include <QWidget>

class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace assay::ui {

class Theme;

/// A table that is sorted by a click on its heads, filtered by words, copied by Ctrl+C (tab separated and
/// HTML), and that says something useful while it is empty. The chosen rows stay chosen, and in their place,
/// when rows are read again.
class DataTable final : public QWidget {
    Q_OBJECT
public:
    DataTable(Theme &theme, const QString &accessibleName, const QList<TableColumn> &columns,
              QWidget *parent = nullptr);

    void setRows(QList<TableRow> rows);
    /// Only rows in which some cell has this text, in any case.
    void setFilter(const QString &text);
    void sortBy(int column, Qt::SortOrder order);
    /// While there is no row at all; a filter that matches none has its own words.
    void setEmptyContent(EmptyState::Content content);
    /// The id of the current row; empty when none is.
    [[nodiscard]] QString currentId() const;
    /// The row at this place as shown, or the last one.
    void selectRow(int row);
    /// The first row, when none is chosen.
    void selectSome();
    void copySelection() const;
    [[nodiscard]] QTableView *view() const { return m_view; }
    [[nodiscard]] bool hasRows() const;

Q_SIGNALS:
    void currentChanged(const QString &id);
    void opened(const QString &id); ///< double click or Return
    void filterCleared(); ///< from the empty state

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build(const QString &accessibleName);
    void showEmptiness();
    [[nodiscard]] QSet<QString> selectedIds() const;
    void selectAgain(const QString &current, const QSet<QString> &chosen);

    RowsModel *m_model;
    QSortFilterProxyModel *m_shown;
    QTableView *m_view;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    EmptyState::Content m_emptyContent;
    QString m_last; ///< told last by currentChanged
    bool m_isFilling = false;
};

} // namespace assay::ui
