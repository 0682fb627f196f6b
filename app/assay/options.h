// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "ui/theme/theme.h"

#include <optional>

#include <QStringList>

namespace assay::app {

/// The command line of the window, checked.
struct Options {
    QString workspace; ///< empty: the one used last, or the sample
    QString page; ///< empty: the one shown last
    QStringList files; ///< to import
    QString screenshots; ///< a folder; empty: a window for a person
    std::optional<ui::ThemeChoice> theme; ///< for this run only
    bool demo = false;
    bool measureStart = false;
    bool showHelp = false;
    bool showVersion = false;
};

/// The error is one sentence for stderr.
[[nodiscard]] Result<Options> parseOptions(const QStringList &arguments);
[[nodiscard]] QString helpText();

} // namespace assay::app
