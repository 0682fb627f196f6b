// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/iconengine.h"

#include "ui/theme/tokens.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <cmath>

namespace assay::ui {

using namespace Qt::StringLiterals;

QPixmap renderIcon(const QString &name, const QColor &color, int size, qreal pixelRatio)
{
    const int pixels = int(std::lround(size * pixelRatio));
    const QString key =
        u"assay-icon/%1/%2/%3"_s.arg(name, color.name(QColor::HexArgb), QString::number(pixels));
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = QPixmap(pixels, pixels);
        pixmap.fill(Qt::transparent);
        QSvgRenderer renderer(u":/icons/"_s + name + u".svg"_s);
        QPainter painter(&pixmap);
        renderer.render(&painter, QRectF(0, 0, pixels, pixels));
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(pixmap.rect(), color);
        painter.end();
        QPixmapCache::insert(key, pixmap);
    }
    pixmap.setDevicePixelRatio(pixelRatio);
    return pixmap;
}

IconEngine::IconEngine(QString name, const Theme *theme)
    : m_name(std::move(name))
    , m_theme(theme)
{
}

void IconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state)
{
    const int side = std::min(rect.width(), rect.height());
    const QRect square(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side,
                       side);
    const qreal ratio = painter->device()->devicePixelRatioF();
    painter->drawPixmap(square, renderIcon(m_name, color(mode, state), side, ratio));
}

QPixmap IconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    return renderIcon(m_name, color(mode, state), std::min(size.width(), size.height()), 1.0);
}

QIconEngine *IconEngine::clone() const
{
    return new IconEngine(m_name, m_theme);
}

QColor IconEngine::color(QIcon::Mode mode, QIcon::State state) const
{
    if (!m_theme)
        return QGuiApplication::palette().color(QPalette::ButtonText);
    const ThemeTokens &tokens = m_theme->tokens();
    switch (mode) {
    case QIcon::Disabled:
        return mixed(tokens.surface, tokens.text, 0.38);
    case QIcon::Selected:
        return tokens.selectionText;
    case QIcon::Active:
        return tokens.text;
    case QIcon::Normal:
        break;
    }
    return state == QIcon::On ? tokens.accent : mixed(tokens.muted, tokens.text, 0.35);
}

} // namespace assay::ui
