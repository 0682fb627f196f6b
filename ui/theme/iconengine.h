// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QIconEngine>
#include <QPointer>

namespace assay::ui {

/// Renders :/icons/NAME.svg in one colour; an unknown name gives an empty picture.
[[nodiscard]] QPixmap renderIcon(const QString &name, const QColor &color, int size, qreal pixelRatio);

/// Draws an icon in the colours its theme has at that moment, so a theme change needs no new icons.
class IconEngine final : public QIconEngine {
public:
    IconEngine(QString name, const Theme *theme);
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine *clone() const override;
    QString iconName() override { return m_name; }

private:
    QColor color(QIcon::Mode mode, QIcon::State state) const;

    QString m_name;
    QPointer<const Theme> m_theme;
};

} // namespace assay::ui
