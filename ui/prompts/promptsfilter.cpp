// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptsfilter.h"

#include "ui/prompts/promptsmodel.h"

#include <algorithm>
#include <vector>

#include <QHash>

using namespace Qt::StringLiterals;

namespace assay::ui {

PromptsFilter::PromptsFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    m_collator.setNumericMode(true); // "v2" before "v10"
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
    sort(0);
}

void PromptsFilter::setSearch(const QString &search)
{
    m_words = search.split(u' ', Qt::SkipEmptyParts);
    invalidateRowsFilter();
}

void PromptsFilter::setOrder(Order order)
{
    m_order = order;
    invalidate();
}

void PromptsFilter::setSourceModel(QAbstractItemModel *model)
{
    // Before the base class connects itself: it sorts as soon as it hears of a change.
    const auto forget = [this] {
        m_rows.clear();
        m_texts.clear();
    };
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, forget);
    connect(model, &QAbstractItemModel::dataChanged, this, forget);
    QSortFilterProxyModel::setSourceModel(model);
}

void PromptsFilter::readRows() const
{
    struct Key {
        int row;
        QCollatorSortKey folder;
        QCollatorSortKey name;
    };
    QHash<QString, QCollatorSortKey> folders; // few, and many prompts in each
    std::vector<Key> keys;
    const int count = sourceModel()->rowCount();
    keys.reserve(static_cast<std::size_t>(count));
    m_rows.reserve(count);
    for (int row = 0; row < count; ++row) {
        const QModelIndex index = sourceModel()->index(row, 0);
        const QString name = index.data().toString();
        const QString folder = index.data(PromptsModel::FolderRole).toString();
        auto known = folders.constFind(folder);
        if (known == folders.cend())
            known = folders.insert(folder, m_collator.sortKey(folder));
        keys.push_back({row, *known, m_collator.sortKey(name)});
        m_rows.append({0, index.data(PromptsModel::UpdatedRole).toLongLong()});
    }
    std::ranges::sort(keys, [](const Key &left, const Key &right) {
        const int byFolder = left.folder.compare(right.folder);
        return byFolder != 0 ? byFolder < 0 : left.name.compare(right.name) < 0;
    });
    for (int place = 0; place < count; ++place)
        m_rows[keys[static_cast<std::size_t>(place)].row].place = place;
}

const PromptsFilter::Row &PromptsFilter::row(int sourceRow) const
{
    if (m_rows.isEmpty())
        readRows();
    return m_rows.at(sourceRow);
}

const PromptsFilter::Text &PromptsFilter::text(int sourceRow) const
{
    if (m_texts.isEmpty()) {
        const int count = sourceModel()->rowCount();
        m_texts.reserve(count);
        for (int row = 0; row < count; ++row) {
            const QModelIndex index = sourceModel()->index(row, 0);
            const QStringList tags = index.data(PromptsModel::TagsRole).toStringList();
            m_texts.append({index.data().toString() + u' ' + index.data(PromptsModel::FolderRole).toString()
                                + u' ' + tags.join(u' '),
                            tags});
        }
    }
    return m_texts.at(sourceRow);
}

bool PromptsFilter::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    Q_UNUSED(sourceParent)
    if (m_words.isEmpty())
        return true;
    const Text &asked = text(sourceRow);
    return std::ranges::all_of(m_words, [&](const QString &word) {
        if (!word.startsWith(u'#'))
            return asked.all.contains(word, Qt::CaseInsensitive);
        return std::ranges::any_of(asked.tags, [start = word.mid(1)](const QString &tag) {
            return tag.startsWith(start, Qt::CaseInsensitive);
        });
    });
}

bool PromptsFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const Row &one = row(left.row());
    const Row &other = row(right.row());
    return m_order == Order::LastChange ? one.changedAt > other.changedAt : one.place < other.place;
}

} // namespace assay::ui
