// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptsmodel.h"

#include "ui/widgets/promptdrag.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

void PromptsModel::setPrompts(QList<prompts::PromptSummary> prompts)
{
    const auto id = &prompts::PromptSummary::id;
    if (std::ranges::equal(m_prompts, prompts, {}, id, id)) {
        m_prompts = std::move(prompts);
        if (!m_prompts.isEmpty())
            Q_EMIT dataChanged(index(0), index(static_cast<int>(m_prompts.size()) - 1));
        return;
    }
    beginResetModel();
    m_prompts = std::move(prompts);
    endResetModel();
}

void PromptsModel::setHasDraft(PromptId id, bool hasDraft)
{
    const int row = rowOf(id);
    if (row < 0 || m_prompts.at(row).hasDraft == hasDraft)
        return;
    m_prompts[row].hasDraft = hasDraft;
    Q_EMIT dataChanged(index(row), index(row), {DraftRole, Qt::AccessibleTextRole});
}

const prompts::PromptSummary *PromptsModel::prompt(int row) const
{
    return row >= 0 && row < m_prompts.size() ? &m_prompts.at(row) : nullptr;
}

int PromptsModel::rowOf(PromptId id) const
{
    const auto found = std::ranges::find(m_prompts, id, &prompts::PromptSummary::id);
    return found == m_prompts.end() ? -1 : static_cast<int>(found - m_prompts.begin());
}

int PromptsModel::rowOf(const QString &name) const
{
    const auto found = std::ranges::find(m_prompts, name, &prompts::PromptSummary::name);
    return found == m_prompts.end() ? -1 : static_cast<int>(found - m_prompts.begin());
}

QStringList PromptsModel::folders() const
{
    QStringList folders;
    for (const prompts::PromptSummary &prompt : m_prompts) {
        if (!prompt.folder.isEmpty() && !folders.contains(prompt.folder))
            folders.append(prompt.folder);
    }
    folders.sort(Qt::CaseInsensitive);
    return folders;
}

int PromptsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_prompts.size());
}

QVariant PromptsModel::data(const QModelIndex &index, int role) const
{
    const prompts::PromptSummary *shown = prompt(index.row());
    if (shown == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return shown->name;
    case Qt::AccessibleTextRole:
        return shown->hasDraft ? tr("%1, version %2, with a draft").arg(shown->name).arg(shown->latestVersion)
                               : tr("%1, version %2").arg(shown->name).arg(shown->latestVersion);
    case FolderRole:
        return shown->folder;
    case TagsRole:
        return shown->tags;
    case VersionRole:
        return shown->latestVersion;
    case DraftRole:
        return shown->hasDraft;
    case UpdatedRole:
        return static_cast<qlonglong>(shown->updatedAt);
    default:
        return {};
    }
}

bool PromptsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const prompts::PromptSummary *renamed = prompt(index.row());
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || renamed == nullptr || name.isEmpty() || name == renamed->name)
        return false;
    Q_EMIT renameRequested(renamed->id, renamed->name, name);
    return true;
}

Qt::ItemFlags PromptsModel::flags(const QModelIndex &index) const
{
    return QAbstractListModel::flags(index)
        | (index.isValid() ? Qt::ItemIsDragEnabled | Qt::ItemIsEditable : Qt::NoItemFlags);
}

QMimeData *PromptsModel::mimeData(const QModelIndexList &indexes) const
{
    const prompts::PromptSummary *dragged = prompt(indexes.value(0).row());
    return dragged == nullptr ? nullptr : promptMimeData(dragged->name);
}

} // namespace assay::ui
