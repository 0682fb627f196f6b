// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/stylepainting.h"

#include "ui/theme/metrics.h"
#include "ui/theme/tokens.h"

#include <QPainter>
#include <QPainterPath>

namespace assay::ui::paint {

void roundedShape(QPainter &painter, const QRectF &rect, const QColor &fill, const QColor &pen, qreal width,
                  qreal radius)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.alpha() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const bool hasPen = pen.alpha() > 0;
    painter.setPen(hasPen ? QPen(pen, width) : QPen(Qt::NoPen));
    const qreal inset = hasPen ? width / 2 : 0;
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter.restore();
}

void focusRing(QPainter &painter, const QRect &rect, const ThemeTokens &tokens)
{
    roundedShape(painter, rect, Qt::transparent, tokens.accent, 2);
}

void chevron(QPainter &painter, const QRect &rect, Qt::ArrowType type, const QColor &color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.translate(QRectF(rect).center());
    switch (type) {
    case Qt::UpArrow:
        painter.rotate(180);
        break;
    case Qt::LeftArrow:
        painter.rotate(90);
        break;
    case Qt::RightArrow:
        painter.rotate(-90);
        break;
    default:
        break;
    }
    const qreal half = std::min(rect.width(), rect.height()) > 12 ? 4 : 3.2;
    painter.drawPolyline(QPolygonF({{-half, -half / 2}, {0, half / 2}, {half, -half / 2}}));
    painter.restore();
}

bool showsFocus(const QStyleOption &option)
{
    return option.state.testFlag(QStyle::State_HasFocus)
        && option.state.testFlag(QStyle::State_KeyboardFocusChange);
}

QColor hoverFill(const ThemeTokens &tokens, const QColor &ground, bool isPressed)
{
    return mixed(ground, tokens.text, isPressed ? 0.14 : 0.08);
}

void panelFrame(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens)
{
    const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
    // The viewport lies 2 px inside: a radius of 5 just clears its square corners.
    roundedShape(painter, option.rect, option.palette.color(QPalette::Base),
                 hasFocus ? tokens.accent : tokens.separator, hasFocus ? 1.5 : 1, 5);
}

void itemGround(QPainter &painter, const QStyleOptionViewItem &option, ItemShape kind,
                const ThemeTokens &tokens)
{
    if (option.backgroundBrush.style() != Qt::NoBrush)
        painter.fillRect(option.rect, option.backgroundBrush);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isHovered =
        option.state.testFlag(QStyle::State_MouseOver) && option.state.testFlag(QStyle::State_Enabled);
    if (!isSelected && !isHovered)
        return;

    using Position = QStyleOptionViewItem::ViewItemPosition;
    const Position position = option.viewItemPosition;
    const bool isCell = kind == ItemShape::Cell;
    const bool isLeftEnd =
        !isCell && position != QStyleOptionViewItem::Middle && position != QStyleOptionViewItem::End;
    const bool isRightEnd =
        position != QStyleOptionViewItem::Middle && position != QStyleOptionViewItem::Beginning;
    // Inner ends reach past the cell and are clipped away, so a row of cells reads as one shape.
    QRectF shape = QRectF(option.rect)
                       .adjusted(isLeftEnd ? 2 : -8, isCell ? 0 : 1, isRightEnd ? -2 : 8, isCell ? 0 : -1);
    painter.save();
    painter.setClipRect(option.rect, Qt::IntersectClip);
    const QColor ground = option.palette.color(QPalette::Base);
    const bool isActive = option.state.testFlag(QStyle::State_Active);
    const QColor fill = !isSelected ? hoverFill(tokens, ground, false)
        : isActive                  ? tokens.selection
                                    : mixed(ground, tokens.selection, 0.75);
    roundedShape(painter, shape, fill, Qt::transparent, 1, 5);
    if (isSelected
        && (isLeftEnd || (isCell && option.index.column() == 0))) { // a second sign beside the colour
        const qreal height = std::min(shape.height() - 8, 18.0);
        roundedShape(painter,
                     QRectF(std::max(shape.left(), option.rect.left() + 2.0), shape.center().y() - height / 2,
                            3, height),
                     tokens.accent, Qt::transparent, 1, 1.5);
    }
    painter.restore();
}

void headerSection(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens)
{
    painter.fillRect(option.rect, tokens.surface);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                     tokens.separator);
    const QRect divider(option.rect.right(), option.rect.top() + 6, 1, option.rect.height() - 12);
    painter.fillRect(divider, tokens.separator);
}

void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &handle, const QColor &ground,
               const ThemeTokens &tokens)
{
    painter.fillRect(option.rect, ground);
    if (option.maximum <= option.minimum || !option.state.testFlag(QStyle::State_Enabled))
        return;
    const bool isHeld = option.state.testFlag(QStyle::State_Sunken);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver) || isHeld;
    const qreal margin = isHovered ? 2 : 3;
    const bool isVertical = option.orientation == Qt::Vertical;
    const QRectF shape = isVertical ? QRectF(handle).adjusted(margin, 2, -margin, -2)
                                    : QRectF(handle).adjusted(2, margin, -2, -margin);
    const QColor color = isHeld ? mixed(tokens.border, tokens.text, 0.3)
        : isHovered             ? tokens.border
                                : mixed(ground, tokens.border, 0.6);
    roundedShape(painter, shape, color, Qt::transparent, 1, std::min(shape.width(), shape.height()) / 2);
}

void tab(QPainter &painter, const QStyleOptionTab &option, const ThemeTokens &tokens)
{
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    const QRect rect = option.rect;
    if (isHovered && !isSelected)
        roundedShape(painter, rect.adjusted(2, 3, -2, -4), hoverFill(tokens, tokens.surface, false),
                     Qt::transparent);
    if (isSelected)
        painter.fillRect(QRect(rect.left() + 8, rect.bottom() - 1, rect.width() - 16, 2), tokens.accent);
    if (showsFocus(option))
        focusRing(painter, rect.adjusted(2, 3, -2, -3), tokens);
}

void splitter(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens)
{
    const bool isUpright =
        option.state.testFlag(QStyle::State_Horizontal); // the splitter lies, its handle stands
    const QPoint middle = option.rect.center();
    const QRect line = isUpright ? QRect(middle.x(), option.rect.top(), 1, option.rect.height())
                                 : QRect(option.rect.left(), middle.y(), option.rect.width(), 1);
    painter.fillRect(line, option.state.testFlag(QStyle::State_MouseOver) ? tokens.accent : tokens.separator);
}

void progress(QPainter &painter, const QStyleOptionProgressBar &option, const ThemeTokens &tokens)
{
    QRectF groove(option.rect);
    groove.setHeight(std::min(groove.height(), 6.0));
    groove.moveCenter(QRectF(option.rect).center());
    roundedShape(painter, groove, mixed(tokens.surface, tokens.text, 0.12), Qt::transparent, 1, 3);
    const double share =
        double(option.progress - option.minimum) / std::max(1, option.maximum - option.minimum);
    QRectF done = groove;
    done.setWidth(groove.width() * std::clamp(share, 0.0, 1.0));
    if (option.direction == Qt::RightToLeft)
        done.moveRight(groove.right());
    if (done.width() >= 1)
        roundedShape(painter, done, tokens.accent, Qt::transparent, 1, 3);
}

} // namespace assay::ui::paint
