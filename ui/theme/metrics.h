// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

/// Sizes that every page shares. They come from the application's font, so they grow with it.
namespace assay::ui::metrics {

[[nodiscard]] int tight(); ///< 4 px at the usual font: between an icon and its text
[[nodiscard]] int normal(); ///< 8 px: between controls
[[nodiscard]] int wide(); ///< 12 px: inside panels
[[nodiscard]] int page(); ///< 16 px: the margin of a page
[[nodiscard]] int section(); ///< 24 px: between sections
[[nodiscard]] int icon(); ///< 18 px: in buttons and lists
[[nodiscard]] int controlHeight(); ///< 30 px: buttons, fields, combo boxes
[[nodiscard]] int rowHeight(); ///< 32 px: a one-line row of a list
[[nodiscard]] int headerHeight(); ///< 48 px: the bar with a page's title and main controls
[[nodiscard]] constexpr int radius()
{
    return 6;
}

[[nodiscard]] QFont titleFont(); ///< of a page
[[nodiscard]] QFont headingFont(); ///< of a section or panel
[[nodiscard]] QFont strongFont(); ///< body size, for names and the total
[[nodiscard]] QFont smallFont(); ///< captions, units, time
[[nodiscard]] QFont figureFont(); ///< the number on a card

} // namespace assay::ui::metrics
