// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/pagestack.h"

namespace assay::app {

/// The pages of the window, in order.
[[nodiscard]] std::vector<ui::PageEntry> pageList();
[[nodiscard]] QStringList pageIds();

} // namespace assay::app
