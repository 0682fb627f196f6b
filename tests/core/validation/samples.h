// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace assay::test {

/// A text with "~" taken out: samples of keys are written with it, so that no scanner of repositories takes
/// them for real.
[[nodiscard]] inline QString joined(QString text)
{
    return text.remove(u'~');
}

} // namespace assay::test
