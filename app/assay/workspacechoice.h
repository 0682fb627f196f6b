// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/assay/options.h"
#include "workspace/workspace.h"

#include <QSettings>

namespace assay::app {

/// Which workspace a start opens: the one asked for, else the one used last if it is still there, else the
/// sample.
[[nodiscard]] workspace::WorkspaceOptions chooseWorkspace(const Options &options, const QSettings &state);
/// Remembers it for the next start.
void rememberWorkspace(const QString &path, QSettings &state);

} // namespace assay::app
