// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include <algorithm>
#include <cmath>

namespace assay::ui {

namespace {

ThemeTokens lightTokens()
{
    ThemeTokens t;
    t.ground = QColor(0xFFFFFF);
    t.surface = QColor(0xF5F6F8);
    t.text = QColor(0x1B1E20);
    t.muted = QColor(0x5C656D);
    t.link = QColor(0x0B6BB0);
    t.error = QColor(0xB3261E);
    t.warning = QColor(0x8A5300);
    t.success = QColor(0x1B7A3D);
    t.border = QColor(0x7A838B);
    t.separator = QColor(0xDFE2E6);
    t.accent = QColor(0x2F5FD0);
    t.accentText = QColor(0xFFFFFF);
    t.selection = QColor(0xD9E5FC);
    t.selectionText = QColor(0x1B1E20);
    t.codeGround = QColor(0xF2F4F6);
    t.barInfo = QColor(0xE3F0FA);
    t.barWarning = QColor(0xFFF1D6);
    t.barError = QColor(0xFBE4E2);
    t.barSuccess = QColor(0xE2F3E7);
    t.diffAdded = QColor(0xCCE5F6);
    t.diffRemoved = QColor(0xFBD9C4);
    t.variableGround = QColor(0xF0EBFD);
    t.series = {QColor(0x0072B2), QColor(0xD55E00), QColor(0x882255),
                QColor(0x009E73), QColor(0xCC79A7), QColor(0x332288)};
    return t;
}

ThemeTokens darkTokens()
{
    ThemeTokens t;
    t.ground = QColor(0x1B1E20);
    t.surface = QColor(0x232729);
    t.text = QColor(0xFCFCFC);
    t.muted = QColor(0xA9B1B8);
    t.link = QColor(0x56B4E9);
    t.error = QColor(0xFF8A80);
    t.warning = QColor(0xFFB74D);
    t.success = QColor(0x81C995);
    t.border = QColor(0x858D94);
    t.separator = QColor(0x363B3F);
    t.accent = QColor(0x8AB0FF);
    t.accentText = QColor(0x0E1626);
    t.selection = QColor(0x2B3F63);
    t.selectionText = QColor(0xFCFCFC);
    t.codeGround = QColor(0x2A2E32);
    t.barInfo = QColor(0x16364D);
    t.barWarning = QColor(0x4A3410);
    t.barError = QColor(0x4D1F1C);
    t.barSuccess = QColor(0x173D25);
    t.diffAdded = QColor(0x17425F);
    t.diffRemoved = QColor(0x5E3119);
    t.variableGround = QColor(0x362F50);
    t.series = {QColor(0x56B4E9), QColor(0xD55E00), QColor(0xF0E442),
                QColor(0xCC79A7), QColor(0x009E73), QColor(0xE69F00)};
    return t;
}

/// Pure grounds, borders as strong as text, and a selection nobody can miss.
void raiseContrast(ThemeTokens &t, bool isDark)
{
    const QColor ground = isDark ? QColor(Qt::black) : QColor(0xFFFFFF);
    const QColor text = isDark ? QColor(0xFFFFFF) : QColor(Qt::black);
    t.ground = ground;
    t.surface = ground;
    t.codeGround = mixed(ground, text, 0.08);
    t.text = text;
    t.muted = mixed(ground, text, 0.85);
    t.link = isDark ? QColor(0x8FD3FF) : QColor(0x003E80);
    t.error = isDark ? QColor(0xFFB3AC) : QColor(0x8C0F08);
    t.warning = isDark ? QColor(0xFFD08A) : QColor(0x613A00);
    t.success = isDark ? QColor(0xA6E5B8) : QColor(0x0A5226);
    t.border = text;
    t.separator = mixed(ground, text, 0.6);
    t.accent = isDark ? QColor(0xFFE04A) : QColor(0x0B2E8A);
    t.accentText = isDark ? QColor(Qt::black) : QColor(0xFFFFFF);
    t.selection = t.accent;
    t.selectionText = t.accentText;
}

double luminance(const QColor &color)
{
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QColor mixed(const QColor &bottom, const QColor &top, double share)
{
    const auto channel = [share](int a, int b) { return int(std::lround(a + (b - a) * share)); };
    return {channel(bottom.red(), top.red()), channel(bottom.green(), top.green()),
            channel(bottom.blue(), top.blue())};
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return std::max(first, second) / std::min(first, second);
}

ThemeTokens tokensFor(bool isDark, bool isHighContrast)
{
    ThemeTokens tokens = isDark ? darkTokens() : lightTokens();
    if (isHighContrast)
        raiseContrast(tokens, isDark);
    return tokens;
}

QPalette paletteFor(const ThemeTokens &t)
{
    QPalette palette;
    palette.setColor(QPalette::Window, t.surface);
    palette.setColor(QPalette::WindowText, t.text);
    palette.setColor(QPalette::Base, t.ground);
    palette.setColor(QPalette::AlternateBase, mixed(t.ground, t.surface, 0.6));
    palette.setColor(QPalette::Text, t.text);
    palette.setColor(QPalette::PlaceholderText, t.muted);
    palette.setColor(QPalette::Button, mixed(t.surface, t.ground, 0.5));
    palette.setColor(QPalette::ButtonText, t.text);
    palette.setColor(QPalette::BrightText, t.error);
    palette.setColor(QPalette::Highlight, t.selection);
    palette.setColor(QPalette::HighlightedText, t.selectionText);
    palette.setColor(QPalette::Link, t.link);
    palette.setColor(QPalette::LinkVisited, mixed(t.link, t.error, 0.35));
    palette.setColor(QPalette::ToolTipBase, mixed(t.ground, t.text, 0.9));
    palette.setColor(QPalette::ToolTipText, t.ground);
    palette.setColor(QPalette::Light, mixed(t.surface, t.ground, 0.7));
    palette.setColor(QPalette::Midlight, mixed(t.surface, t.separator, 0.4));
    palette.setColor(QPalette::Mid, t.separator);
    palette.setColor(QPalette::Dark, t.border);
    palette.setColor(QPalette::Shadow, mixed(t.border, t.text, 0.5));

    const QColor faint = mixed(t.surface, t.text, 0.45);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText,
          QPalette::Link, QPalette::LinkVisited, QPalette::HighlightedText, QPalette::BrightText})
        palette.setColor(QPalette::Disabled, role, faint);
    palette.setColor(QPalette::Disabled, QPalette::Base, t.surface);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, mixed(t.surface, t.selection, 0.5));
    return palette;
}

} // namespace assay::ui
