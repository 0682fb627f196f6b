// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace assay::ui {

class Theme;

/// A provider's row: icon, name, and below it what it is and its key.
class ProviderDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit ProviderDelegate(Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    Theme &m_theme;
};

} // namespace assay::ui
