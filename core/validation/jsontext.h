// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/validator.h"

#include <QJsonValue>

namespace assay::validation {

// JSON as text. Detail of the room.

/// Any JSON value, also a bare number or text; the problem has line and column.
[[nodiscard]] tl::expected<QJsonValue, Problem> parseJson(const QString &text);
/// Indented by two spaces; members keep their order and numbers their digits, unlike through QJsonDocument.
/// `json` must be valid.
[[nodiscard]] QString prettyJson(QStringView json);
/// "line 3, column 7" of a position, both 1-based.
[[nodiscard]] QString lineAndColumn(QStringView text, qsizetype offset);

} // namespace assay::validation
