// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace assay::ui {

class MainWindow;

/// Puts the actions that belong to the window, not to a page, into its registry. `panes` is what F6 walks.
void addWindowActions(MainWindow &window, QWidget &panes);

} // namespace assay::ui
