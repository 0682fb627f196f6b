// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

namespace assay::ui {

/// The colours of a look. High contrast has a dark and a light form too, so that it follows the system.
[[nodiscard]] ThemeTokens tokensFor(bool isDark, bool isHighContrast);
/// A palette with every role set from `tokens`.
[[nodiscard]] QPalette paletteFor(const ThemeTokens &tokens);
/// `share` (0 to 1) of `top` laid over `bottom`.
[[nodiscard]] QColor mixed(const QColor &bottom, const QColor &top, double share);
/// WCAG contrast of two opaque colours, 1 to 21.
[[nodiscard]] double contrastRatio(const QColor &a, const QColor &b);

} // namespace assay::ui
