// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Detail of the catalog room: LiteLLM's price file as entries of members, before anybody says what they mean.

#include "base/result.h"

#include <QByteArray>
#include <QHash>
#include <vector>

namespace assay::catalog {

/// A member's value with its text as it stands in the file, so that a number loses nothing.
struct LiteLlmValue {
    enum class Kind { Number, Text, True, False, Null, Nested };
    Kind kind = Kind::Null;
    QByteArray text; ///< of Number and Text
};

using LiteLlmMembers = QHash<QByteArray, LiteLlmValue>;

struct LiteLlmEntry {
    QByteArray name;
    bool isObject = false;
    LiteLlmMembers members;
    /// The objects in the list `tiered_pricing`. The two numbers of `range` are "range 0" and "range 1".
    std::vector<LiteLlmMembers> tiers;
};

/// InvalidInput, with line and column, as readLiteLlmPrices() says.
[[nodiscard]] Result<std::vector<LiteLlmEntry>> readLiteLlmEntries(const QByteArray &utf8);

} // namespace assay::catalog
