// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/promptsearch.h"

#include <QStyledItemDelegate>

namespace assay::ui {

class Theme;

/// A prompt's row: name with its latest version, and below it folder and tags, or where its text
/// has what is searched. A dot stands for a draft.
class PromptDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit PromptDelegate(Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// A field over the name, for another one.
    [[nodiscard]] QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                        const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;

private:
    void paintFound(QPainter &painter, const QRect &line, const prompts::TextHit &hit, bool isSelected) const;

    Theme &m_theme;
};

} // namespace assay::ui
