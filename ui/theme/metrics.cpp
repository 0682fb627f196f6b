// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/metrics.h"

#include <QApplication>
#include <QFontMetrics>

#include <cmath>

namespace assay::ui::metrics {

namespace {

/// `pixels` at a font whose line is 16 px high, scaled to the one in use.
int scaled(int pixels)
{
    constexpr double usualLine = 16.0;
    return int(std::lround(pixels * std::max(1.0, QFontMetrics(QApplication::font()).height() / usualLine)));
}

QFont sized(double factor, QFont::Weight weight)
{
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(weight);
    return font;
}

} // namespace

int tight()
{
    return scaled(4);
}
int normal()
{
    return scaled(8);
}
int wide()
{
    return scaled(12);
}
int page()
{
    return scaled(16);
}
int section()
{
    return scaled(24);
}
int icon()
{
    return scaled(18);
}
int controlHeight()
{
    return scaled(30);
}
int rowHeight()
{
    return scaled(32);
}
int headerHeight()
{
    return scaled(48);
}

QFont titleFont()
{
    return sized(1.35, QFont::DemiBold);
}
QFont headingFont()
{
    return sized(1.08, QFont::DemiBold);
}
QFont strongFont()
{
    return sized(1.0, QFont::DemiBold);
}
QFont smallFont()
{
    return sized(0.9, QFont::Normal);
}
QFont figureFont()
{
    return sized(1.75, QFont::DemiBold);
}

} // namespace assay::ui::metrics
