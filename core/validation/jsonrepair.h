// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

namespace assay::validation {

/// JSON made of what a model wrote instead of it, or nullopt when there is no object or list in the text. See
/// repaired() for what is mended. Numbers and texts keep their characters; no value is made up. The result is
/// well-formed or nullopt. Linear. Detail of the room.
[[nodiscard]] std::optional<QString> repairedJson(const QString &text);

} // namespace assay::validation
