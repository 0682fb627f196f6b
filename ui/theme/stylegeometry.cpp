// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/stylegeometry.h"

#include <algorithm>

namespace assay::ui::geometry {

QRect scrollBarPart(const QStyleOptionSlider &option, QStyle::SubControl part)
{
    constexpr qint64 shortestHandle = 28;
    const QRect rect = option.rect;
    const bool isVertical = option.orientation == Qt::Vertical;
    const int length = isVertical ? rect.height() : rect.width();
    const qint64 range = qint64(option.maximum) - option.minimum;
    const qint64 steps = range + option.pageStep;
    const qint64 share = range > 0 && steps > 0 ? option.pageStep * qint64(length) / steps : length;
    const int handle = int(std::clamp<qint64>(share, std::min<qint64>(shortestHandle, length), length));
    const int start = QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition,
                                                      length - handle, option.upsideDown);
    const auto span = [&](int from, int size) {
        return isVertical ? QRect(rect.x(), rect.y() + from, rect.width(), size)
                          : QRect(rect.x() + from, rect.y(), size, rect.height());
    };
    switch (part) {
    case QStyle::SC_ScrollBarGroove:
        return rect;
    case QStyle::SC_ScrollBarSlider:
        return span(start, handle);
    case QStyle::SC_ScrollBarSubPage:
        return span(0, start);
    case QStyle::SC_ScrollBarAddPage:
        return span(start + handle, length - start - handle);
    default:
        return {}; // no arrow buttons
    }
}

QRect comboBoxPart(const QStyleOptionComplex &option, QStyle::SubControl part)
{
    constexpr int arrowWidth = 26;
    const QRect rect = option.rect;
    if (part == QStyle::SC_ComboBoxArrow)
        return {rect.right() - arrowWidth + 1, rect.y(), arrowWidth, rect.height()};
    return rect.adjusted(8, 1, -arrowWidth, -1);
}

QRect spinBoxPart(const QStyleOptionSpinBox &option, QStyle::SubControl part)
{
    constexpr int buttonWidth = 20;
    const bool hasButtons = option.buttonSymbols != QAbstractSpinBox::NoButtons;
    const int width = hasButtons ? buttonWidth : 0;
    const QRect inner = option.rect.adjusted(2, 2, -2, -2);
    const int half = inner.height() / 2;
    switch (part) {
    case QStyle::SC_SpinBoxUp:
        return hasButtons ? QRect(inner.right() - width + 1, inner.y(), width, half) : QRect();
    case QStyle::SC_SpinBoxDown:
        return hasButtons ? QRect(inner.right() - width + 1, inner.y() + half, width, inner.height() - half)
                          : QRect();
    case QStyle::SC_SpinBoxEditField:
        return option.rect.adjusted(7, 1, -width - 3, -1);
    default:
        return option.rect;
    }
}

} // namespace assay::ui::geometry
