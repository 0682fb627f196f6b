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
    void setSearch(const QString &search);
    void setOrder(Order order);

protected:
    [[nodiscard]] bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QStringList m_words;
    Order m_order = Order::Name;
    QCollator m_collator;
};

} // namespace assay::ui
