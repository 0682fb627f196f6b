// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

namespace assay::prompts {

/// Symbols of a text: equal lines or words have equal numbers.
using Symbols = std::vector<int>;
/// Positions that belong together, ascending on both sides.
using Matches = std::vector<std::pair<int, int>>;

/// A common subsequence of two sequences, the longest wherever that can be had in bounded time. Detail of the
/// room.
///
/// What only one side has can match nothing and is left out first. Symbols that both have exactly once then
/// part the rest into short stretches (patience diff), each of which dtl solves. A stretch too large for that
/// is not matched.
class SequenceMatcher final {
public:
    /// `stepsMax` bounds the work of all calls together.
    explicit SequenceMatcher(long long stepsMax)
        : m_stepsLeft(stepsMax)
    {
    }
    [[nodiscard]] Matches match(const Symbols &left, const Symbols &right);

private:
    struct Stretch;
    void matchStretch(Stretch stretch, Matches &matches);
    void matchBetweenAnchors(const Stretch &stretch, Matches &matches);
    void matchByEditScript(const Stretch &stretch, Matches &matches);

    long long m_stepsLeft;
};

} // namespace assay::prompts
