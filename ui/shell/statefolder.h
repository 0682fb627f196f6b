// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace assay::ui {

/// $XDG_STATE_HOME/assay, else ~/.local/state/assay: window state, logs, crash markers. Made with mode 0700.
/// (QStandardPaths::StateLocation exists only from Qt 6.7.)
[[nodiscard]] QString stateFolder();
[[nodiscard]] QString logFolder();
/// A short name for a workspace that is the same in every process: from its canonical path.
[[nodiscard]] QString workspaceTag(const QString &workspacePath);

} // namespace assay::ui
