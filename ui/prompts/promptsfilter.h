// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/promptsearch.h"

#include <QCollator>
#include <QHash>
#include <QSortFilterProxyModel>

namespace assay::ui {

class PromptsModel;

/// Sorts by folder and name, or by the last change; keeps what has every word of the search in name, folder
/// or tags, and what setFound() says of texts.
class PromptsFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    enum class Order { Name, LastChange };

    explicit PromptsFilter(QObject *parent = nullptr);
    void setSourceModel(QAbstractItemModel *model) override;
    /// What was found in texts stays only while the search goes on with more letters.
    void setSearch(const QString &search);
    /// Prompts to keep beside those that match, with where their text does: FoundRole, a QVariant of
    /// prompts::TextHit.
    void setFound(const QList<prompts::TextHit> &hits);
    [[nodiscard]] const prompts::TextHit *found(PromptId id) const; ///< null when its text was not found
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
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

    PromptsModel *m_model = nullptr;
    QString m_search;
    QStringList m_words;
    QHash<PromptId, prompts::TextHit> m_found;
    Order m_order = Order::Name;
    QCollator m_collator;
    mutable QList<Row> m_rows; ///< empty until asked for, and when the prompts changed
    mutable QList<Text> m_texts; ///< likewise
};

} // namespace assay::ui
