// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptsfilter.h"

#include "ui/prompts/promptsmodel.h"

#include <algorithm>

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

bool PromptsFilter::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    if (m_words.isEmpty())
        return true;
    const QModelIndex row = sourceModel()->index(sourceRow, 0, sourceParent);
    const QStringList tags = row.data(PromptsModel::TagsRole).toStringList();
    const QString text =
        row.data().toString() + u' ' + row.data(PromptsModel::FolderRole).toString() + u' ' + tags.join(u' ');
    return std::ranges::all_of(m_words, [&](const QString &word) {
        if (!word.startsWith(u'#'))
            return text.contains(word, Qt::CaseInsensitive);
        return std::ranges::any_of(tags, [start = word.mid(1)](const QString &tag) {
            return tag.startsWith(start, Qt::CaseInsensitive);
        });
    });
}

bool PromptsFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    if (m_order == Order::LastChange)
        return left.data(PromptsModel::UpdatedRole).toLongLong()
            > right.data(PromptsModel::UpdatedRole).toLongLong();
    const int byFolder = m_collator.compare(left.data(PromptsModel::FolderRole).toString(),
                                            right.data(PromptsModel::FolderRole).toString());
    return byFolder != 0 ? byFolder < 0
                         : m_collator.compare(left.data().toString(), right.data().toString()) < 0;
}

} // namespace assay::ui
