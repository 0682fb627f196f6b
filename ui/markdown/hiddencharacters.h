// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace assay::ui {

/// Characters that are in a text but not to be seen (zero width, direction overrides, tags, controls) can
/// hide instructions. Joiners between letters or emoji that need them are no such thing.
enum class HiddenCharacters { Box, Remove };

struct ShownText {
    QString text; ///< each hidden character as ⟨U+200B⟩, or without them
    int hiddenCount = 0;
};
[[nodiscard]] ShownText showHidden(const QString &text, HiddenCharacters how);

} // namespace assay::ui
