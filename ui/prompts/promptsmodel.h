// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

#include <QAbstractListModel>
#include <QCollator>

namespace assay::ui {

/// The prompts of the workspace.
/// FoundRole is PromptsFilter's.
class PromptsModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { FolderRole = Qt::UserRole, TagsRole, VersionRole, DraftRole, UpdatedRole, FoundRole };

    using QAbstractListModel::QAbstractListModel;
    /// Changes figures in place while the prompts are the same, so that selection and scroll position stay.
    void setPrompts(QList<prompts::PromptSummary> prompts);
    void setHasDraft(PromptId id, bool hasDraft);
    [[nodiscard]] const prompts::PromptSummary *prompt(int row) const; ///< null outside
    [[nodiscard]] int rowOf(PromptId id) const; ///< -1 when there is none
    [[nodiscard]] int rowOf(const QString &name) const;
    [[nodiscard]] QStringList folders() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    /// Another name for a prompt is asked for, not taken: see renameRequested().
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    /// A prompt can be dragged, see promptMimeData().
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;

Q_SIGNALS:
    void renameRequested(assay::PromptId prompt, const QString &from, const QString &to);

private:
    QList<prompts::PromptSummary> m_prompts;
};

} // namespace assay::ui
