// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/sequencematch.h"

#include <dtl/dtl.hpp>

#include <algorithm>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace assay::prompts {
namespace {

/// dtl gives up at two million steps, and then not safely; the product of the lengths is the most it can
/// take.
constexpr long long editScriptStepsMax = 1'900'000;

struct Symbol {
    int value = 0;
    int position = 0; ///< in the sequence that was given
};
using SymbolSpan = std::span<const Symbol>;

std::vector<Symbol> symbolsAlsoIn(const Symbols &other, const Symbols &symbols)
{
    const std::unordered_set<int> known(other.begin(), other.end());
    std::vector<Symbol> kept;
    for (int i = 0; i < int(symbols.size()); ++i) {
        if (known.contains(symbols[size_t(i)]))
            kept.push_back({symbols[size_t(i)], i});
    }
    return kept;
}

struct Occurrence {
    int left = 0;
    int right = 0;
    size_t leftIndex = 0;
    size_t rightIndex = 0;
};

using Anchor = std::pair<size_t, size_t>;

/// Indexes of the symbols that each side has exactly once, in the left side's order.
std::vector<Anchor> uniquePairs(SymbolSpan left, SymbolSpan right)
{
    std::unordered_map<int, Occurrence> occurrences;
    for (size_t i = 0; i < left.size(); ++i) {
        Occurrence &seen = occurrences[left[i].value];
        ++seen.left;
        seen.leftIndex = i;
    }
    for (size_t i = 0; i < right.size(); ++i) {
        Occurrence &seen = occurrences[right[i].value];
        ++seen.right;
        seen.rightIndex = i;
    }
    std::vector<Anchor> pairs;
    for (const auto &[value, seen] : occurrences) {
        if (seen.left == 1 && seen.right == 1)
            pairs.emplace_back(seen.leftIndex, seen.rightIndex);
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

/// The longest part of `pairs` that ascends on the right side too.
std::vector<Anchor> longestAscending(const std::vector<Anchor> &pairs)
{
    std::vector<size_t> tails; // index into pairs of the smallest end of an ascent of each length
    std::vector<size_t> before(pairs.size());
    for (size_t i = 0; i < pairs.size(); ++i) {
        const auto place =
            std::lower_bound(tails.begin(), tails.end(), pairs[i].second,
                             [&pairs](size_t tail, size_t right) { return pairs[tail].second < right; });
        before[i] = place == tails.begin() ? pairs.size() : *(place - 1);
        if (place == tails.end())
            tails.push_back(i);
        else
            *place = i;
    }
    std::vector<Anchor> ascent;
    for (size_t i = tails.empty() ? pairs.size() : tails.back(); i < pairs.size(); i = before[i])
        ascent.push_back(pairs[i]);
    std::reverse(ascent.begin(), ascent.end());
    return ascent;
}

Symbols valuesOf(SymbolSpan symbols)
{
    Symbols values;
    values.reserve(symbols.size());
    for (const Symbol &symbol : symbols)
        values.push_back(symbol.value);
    return values;
}

} // namespace

struct SequenceMatcher::Stretch {
    SymbolSpan left;
    SymbolSpan right;
};

Matches SequenceMatcher::match(const Symbols &left, const Symbols &right)
{
    const std::vector<Symbol> sharedLeft = symbolsAlsoIn(right, left);
    const std::vector<Symbol> sharedRight = symbolsAlsoIn(left, right);
    Matches matches;
    matchStretch({sharedLeft, sharedRight}, matches);
    std::sort(matches.begin(), matches.end()); // suffixes were matched before what stands in front of them
    return matches;
}

void SequenceMatcher::matchStretch(Stretch stretch, Matches &matches)
{
    auto &[left, right] = stretch;
    while (!left.empty() && !right.empty() && left.front().value == right.front().value) {
        matches.emplace_back(left.front().position, right.front().position);
        left = left.subspan(1);
        right = right.subspan(1);
    }
    while (!left.empty() && !right.empty() && left.back().value == right.back().value) {
        matches.emplace_back(left.back().position, right.back().position);
        left = left.first(left.size() - 1);
        right = right.first(right.size() - 1);
    }
    if (left.empty() || right.empty())
        return;
    const long long steps = static_cast<long long>(left.size()) * static_cast<long long>(right.size());
    if (steps <= std::min(editScriptStepsMax, m_stepsLeft))
        matchByEditScript(stretch, matches);
    else
        matchBetweenAnchors(stretch, matches);
}

void SequenceMatcher::matchBetweenAnchors(const Stretch &stretch, Matches &matches)
{
    m_stepsLeft -= static_cast<long long>(stretch.left.size() + stretch.right.size());
    if (m_stepsLeft < -editScriptStepsMax)
        return;
    const std::vector<Anchor> anchors = longestAscending(uniquePairs(stretch.left, stretch.right));
    if (anchors.empty())
        return;
    size_t leftFrom = 0;
    size_t rightFrom = 0;
    for (const auto &[leftIndex, rightIndex] : anchors) {
        matchStretch({stretch.left.subspan(leftFrom, leftIndex - leftFrom),
                      stretch.right.subspan(rightFrom, rightIndex - rightFrom)},
                     matches);
        matches.emplace_back(stretch.left[leftIndex].position, stretch.right[rightIndex].position);
        leftFrom = leftIndex + 1;
        rightFrom = rightIndex + 1;
    }
    matchStretch({stretch.left.subspan(leftFrom), stretch.right.subspan(rightFrom)}, matches);
}

void SequenceMatcher::matchByEditScript(const Stretch &stretch, Matches &matches)
{
    dtl::Diff<int> diff(valuesOf(stretch.left), valuesOf(stretch.right));
    diff.compose();
    const long long lengths =
        static_cast<long long>(stretch.left.size()) - static_cast<long long>(stretch.right.size());
    const long long distance = diff.getEditDistance();
    const long long detour = (distance - std::abs(lengths)) / 2 + 1; // "p" of the O(NP) algorithm
    m_stepsLeft -= detour * (detour + std::abs(lengths)) + static_cast<long long>(stretch.left.size());
    for (const auto &[value, place] : diff.getSes().getSequence()) {
        if (place.type == dtl::SES_COMMON) {
            matches.emplace_back(stretch.left[size_t(place.beforeIdx) - 1].position,
                                 stretch.right[size_t(place.afterIdx) - 1].position);
        }
    }
}

} // namespace assay::prompts
