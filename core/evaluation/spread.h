// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/money.h"

#include <cstdint>
#include <optional>
#include <span>

#include <QString>

namespace assay::evaluation {

/// One of several answers to the same question.
struct RepeatedAnswer {
    QString text;
    bool isFailed = false; ///< then the text does not count
    std::int64_t latencyUs = 0;
    std::optional<std::int64_t> outputTokens;
    std::optional<Money> cost;
};

/// The lowest, the middle and the highest of some values. The middle of an even number of them is the mean of
/// the two in the middle, rounded down.
struct Range {
    std::int64_t lowest = 0;
    std::int64_t median = 0;
    std::int64_t highest = 0;
    friend bool operator==(const Range &, const Range &) = default;
};

/// How far repeated answers lie apart.
struct Spread {
    int answers = 0; ///< that did not fail
    int failures = 0;
    int distinct = 0; ///< answers that differ; white space, and the order of a JSON object's members, do not count
    double agreement = 0; ///< share of the answers that are like the commonest one, 0 to 1
    std::optional<Range> latencyUs; ///< of the answers; empty without any
    std::optional<Range> outputTokens; ///< of those that say so
    std::optional<Money> cost; ///< of all together, failures too; empty when one of them is unknown
};

[[nodiscard]] Spread spreadOf(std::span<const RepeatedAnswer> answers);

} // namespace assay::evaluation
