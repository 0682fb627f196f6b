// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCollator>
#include <QSortFilterProxyModel>

namespace assay::ui {

/// Sorts by folder and name, or by the last change; keeps what has every word of the search in name, folder
/// or tags.
class PromptsFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    enum class Order { Name, LastChange };

    explicit PromptsFilter(QObject *parent = nullptr);
    void setSourceModel(QAbstractItemModel *model) override;
    void setSearch(const QString &search);
    void setOrder(Order order);

protected:
    [[nodiscard]] bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    /// What a row is sorted by: made once, as to collate anew at each comparison takes a second for some
    /// thousand prompts.
    struct Row {
        int place; ///< among all, by folder and name
        qlonglong changedAt;
    };
    /// What it is found by: made when a search begins, not while the list opens.
    struct Text {
        QString all; ///< name, folder and tags
        QStringList tags;
    };
    const Row &row(int sourceRow) const;
    [[nodiscard]] const Text &text(int sourceRow) const;
    void readRows() const;

    QStringList m_words;
    Order m_order = Order::Name;
    QCollator m_collator;
    mutable QList<Row> m_rows; ///< empty until asked for, and when the prompts changed
    mutable QList<Text> m_texts; ///< likewise
};

} // namespace assay::ui
