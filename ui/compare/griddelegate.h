// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace assay::ui {

class Theme;

/// Paints a cell of the grid: the beginning of the answer, and below it its state or figures.
class GridDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    static constexpr int previewLines = 4;

    explicit GridDelegate(Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] static int rowHeight(const QFont &font);

private:
    Theme &m_theme;
};

} // namespace assay::ui
