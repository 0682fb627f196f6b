// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/quickopenmodel.h"

#include "ui/shell/fuzzymatch.h"
#include "ui/shell/palettemodel.h"
#include "ui/theme/theme.h"

#include <algorithm>

namespace assay::ui {
namespace {

constexpr qsizetype rowsMax = 200; ///< nobody scrolls further: they type on

} // namespace

QuickOpenModel::QuickOpenModel(Theme &theme, QObject *parent)
    : QAbstractListModel(parent)
    , m_theme(theme)
{
}

void QuickOpenModel::setEntries(QList<QuickOpenEntry> entries)
{
    beginResetModel();
    m_rows.clear();
    m_entries = std::move(entries);
    endResetModel();
}

void QuickOpenModel::setFound(QList<QuickOpenEntry> found)
{
    // Not a reset: what was chosen among the others stays chosen.
    const auto first = static_cast<int>(m_rows.size());
    if (!m_found.isEmpty()) {
        beginRemoveRows({}, first, rowCount() - 1);
        m_found.clear();
        endRemoveRows();
    }
    if (!found.isEmpty()) {
        beginInsertRows({}, first, first + static_cast<int>(found.size()) - 1);
        m_found = std::move(found);
        endInsertRows();
    }
}

void QuickOpenModel::update(const QString &pattern)
{
    beginResetModel();
    m_rows.clear();
    if (pattern.isEmpty())
        m_found.clear();
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const QuickOpenEntry &entry = m_entries.at(i);
        if (const auto match = fuzzyMatch(pattern, entry.text))
            m_rows.append({i, match->score * 2, match->positions});
        else if (const auto wider = fuzzyMatch(pattern, QString(entry.detail + u' ' + entry.text)))
            m_rows.append({i, wider->score, {}});
    }
    std::ranges::stable_sort(m_rows, std::ranges::greater(), &Row::score);
    m_rows.resize(std::min(m_rows.size(), rowsMax));
    endResetModel();
}

const QuickOpenEntry &QuickOpenModel::entryAt(int row) const
{
    return row < m_rows.size() ? m_entries.at(m_rows.at(row).entry) : m_found.at(row - m_rows.size());
}

int QuickOpenModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size() + m_found.size());
}

QVariant QuickOpenModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const QuickOpenEntry &entry = entryAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return entry.text;
    case Qt::DecorationRole:
        return m_theme.icon(entry.icon);
    case Qt::AccessibleTextRole:
        return QString(entry.text + u", " + entry.detail);
    case PaletteModel::SectionRole:
        return entry.detail;
    case PaletteModel::EnabledRole:
        return true;
    case PaletteModel::PositionsRole:
        return QVariant::fromValue(index.row() < m_rows.size() ? m_rows.at(index.row()).positions
                                                               : QList<int>());
    default:
        return {};
    }
}

} // namespace assay::ui
