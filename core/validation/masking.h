// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/recogniser.h"

namespace assay::validation {

// What stands in the place of a value. Detail of the room.

/// "[card]", "[secret]", "[blocked]", …
[[nodiscard]] QString placeholder(SafetyKind kind);
/// "[card:9f86d081884c7d65]": BLAKE2b of the value under the key, 64 bits. Spaces and hyphens do not count,
/// so that one number in two spellings stays one.
[[nodiscard]] QString hashed(SafetyKind kind, QStringView value, const QByteArray &key);
/// The key to use: the one given, or this run's own.
[[nodiscard]] QByteArray effectiveKey(const QByteArray &given);
/// "41…11" of a long value, else the placeholder; secrets and blocked texts always the placeholder.
[[nodiscard]] QString maskedExcerpt(SafetyKind kind, QStringView value);
/// The text with what the findings of this block mask or hash replaced. They must be sorted and not overlap.
[[nodiscard]] QString maskedText(const QString &text, const QList<Finding> &findings, qsizetype block,
                                 const QByteArray &key);

} // namespace assay::validation
