// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QString>

namespace assay::validation {

/// A text as a model reads it rather than as it is written: look-alike letters made Latin, width and
/// mathematical variants folded, invisible characters gone, hidden tag characters made visible, white space
/// single, lower case. Detail of the room.
struct NormalisedText {
    QString text;
    std::vector<qsizetype>
        origin; ///< of each code unit of `text`, its place in the original; one more for the end
    int invisible = 0; ///< zero-width characters within words
    qsizetype firstInvisible = -1;
    int tagged = 0; ///< characters of the tag block, which show nothing
    qsizetype firstTagged = -1;
    int lookAlikes = 0; ///< letters of another script in a word that is Latin else
    qsizetype firstLookAlike = -1;
};
[[nodiscard]] NormalisedText normalised(const QString &text);

} // namespace assay::validation
