// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace assay::ui {

enum class PaneDirection { Next, Previous };

/// F6: moves the focus to the next pane of `root` in reading order: the rail, then each part of the page's
/// splitters (or the page as a whole when it has none). A pane remembers which of its controls had the focus.
void cyclePane(QWidget &root, PaneDirection direction);

} // namespace assay::ui
