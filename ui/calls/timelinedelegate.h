// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace assay::ui {

class Theme;

/// Paints where a step of a timeline lies within its call: a bar, or a tick for a moment.
class TimelineDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit TimelineDelegate(const Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace assay::ui
