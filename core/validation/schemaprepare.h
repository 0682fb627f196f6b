// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>

namespace assay::validation {

// Names of the keywords that the room checks itself, because valijson would do so with std::regex (which
// exhausts the stack on long texts), in 32 bits, or in quadratic time.
inline constexpr char patternKeyword[] = "x-assay-pattern";
inline constexpr char formatKeyword[] = "x-assay-format";
inline constexpr char integerKeyword[] = "x-assay-integer";
inline constexpr char multipleKeyword[] = "x-assay-multiple-of";
inline constexpr char uniqueKeyword[] = "x-assay-unique-items";

/// The schema as valijson understands it (draft 7, or 4 where "$schema" says so), meaning the same:
/// prefixItems, dependentRequired and dependentSchemas of 2019-09 and later become their older forms, what
/// stands beside "$ref" counts. InvalidInput, with the JSON pointer, for what cannot be said that way:
/// patternProperties, unevaluatedProperties and unevaluatedItems, minContains and maxContains, "$dynamicRef"
/// and "$recursiveRef", references to other documents, to anchors or in a circle, draft 3, patterns that do
/// not compile. Unknown keywords are ignored, as the standard has it. Detail of the room.
[[nodiscard]] Result<QJsonObject> preparedSchema(const QJsonObject &schema);
[[nodiscard]] bool isDraft4(const QJsonObject &schema);

/// The JSON pointer one step deeper, RFC 6901.
[[nodiscard]] QString pointerTo(const QString &parent, const QString &member);

} // namespace assay::validation
