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
    if (m_search.isEmpty() || !search.startsWith(m_search))
        m_found.clear();
    m_search = search;
    m_words = search.split(u' ', Qt::SkipEmptyParts);
    invalidateRowsFilter();
}

void PromptsFilter::setFound(const QList<prompts::TextHit> &hits)
{
    if (hits.isEmpty() && m_found.isEmpty())
        return;
    m_found.clear();
    for (const prompts::TextHit &hit : hits)
        m_found.insert(hit.id, hit);
    invalidateRowsFilter();
    if (rowCount() > 0) // rows that stay say something else now
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0), {PromptsModel::FoundRole});
}

const prompts::TextHit *PromptsFilter::found(PromptId id) const
{
    const auto hit = m_found.constFind(id);
    return hit == m_found.cend() ? nullptr : &*hit;
}

QVariant PromptsFilter::data(const QModelIndex &index, int role) const
{
    if (role != PromptsModel::FoundRole)
        return QSortFilterProxyModel::data(index, role);
    const prompts::PromptSummary *prompt = m_model->prompt(mapToSource(index).row());
    const prompts::TextHit *hit = prompt == nullptr ? nullptr : found(prompt->id);
    return hit == nullptr ? QVariant() : QVariant::fromValue(*hit);
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
    m_model = qobject_cast<PromptsModel *>(model);
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
    const bool matches = std::ranges::all_of(m_words, [&](const QString &word) {
        if (!word.startsWith(u'#'))
            return asked.all.contains(word, Qt::CaseInsensitive);
        return std::ranges::any_of(asked.tags, [start = word.mid(1)](const QString &tag) {
            return tag.startsWith(start, Qt::CaseInsensitive);
        });
    });
    return matches || (!m_found.isEmpty() && m_found.contains(m_model->prompt(sourceRow)->id));
}

bool PromptsFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const Row &one = row(left.row());
    const Row &other = row(right.row());
    return m_order == Order::LastChange ? one.changedAt > other.changedAt : one.place < other.place;
}

} // namespace assay::ui
