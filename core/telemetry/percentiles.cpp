// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/percentiles.h"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

namespace assay::telemetry {
namespace {

// 64 bins for each power of two up to 2^32: narrow where values are small, so one slow call does not push all
// others into one bin.
constexpr size_t binsPerPower = 64;
constexpr size_t binCount = 33 * binsPerPower; // the largest value rounds up to 2^32
constexpr size_t sortBelow = 256; // sorting fewer is quicker than clearing the bins

/// The leading bits of the value as a float: they rise with the value.
size_t binOf(std::uint32_t value)
{
    constexpr std::uint32_t bitsOfOne = 127U << 23U;
    constexpr std::uint32_t mantissaBitsLeftOut = 17;
    const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value) + 1.0F);
    return (bits - bitsOfOne) >> mantissaBitsLeftOut;
}

/// A rank that is looked for, in the bin where it lies.
struct Wanted {
    size_t rank; ///< from 0; within the bin once the bin is known
    size_t bin = 0;
};

void findBins(std::array<Wanted, 3> &wanted, std::span<const std::uint32_t> values)
{
    std::array<std::uint32_t, binCount> counts{};
    for (const std::uint32_t value : values)
        ++counts[binOf(value)];
    size_t before = 0;
    size_t bin = 0;
    for (Wanted &each : wanted) { // their ranks rise
        while (before + counts[bin] <= each.rank)
            before += counts[bin++];
        each.bin = bin;
        each.rank -= before;
    }
}

} // namespace

LatencyPercentiles percentilesOf(std::span<const std::uint32_t> values)
{
    if (values.empty())
        return {};
    // Nearest rank in whole numbers: ceil(percent x n / 100), so that no rounding of 0.95 x n can shift it.
    const auto rank = [&values](size_t percent) { return (percent * values.size() + 99) / 100 - 1; };
    std::array<Wanted, 3> wanted{Wanted{rank(50)}, Wanted{rank(95)}, Wanted{rank(99)}};
    if (values.size() < sortBelow) {
        std::array<std::uint32_t, sortBelow> sorted{};
        std::ranges::copy(values, sorted.begin());
        std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(values.size()));
        return {sorted[wanted[0].rank], sorted[wanted[1].rank], sorted[wanted[2].rank]};
    }
    findBins(wanted, values);
    std::array<bool, binCount> isWanted{};
    for (const Wanted &each : wanted)
        isWanted[each.bin] = true;
    std::array<std::vector<std::uint32_t>, 3> inBin;
    for (const std::uint32_t value : values) {
        const size_t bin = binOf(value);
        if (!isWanted[bin]) [[likely]]
            continue;
        for (size_t i = 0; i < wanted.size(); ++i) {
            if (bin == wanted[i].bin)
                inBin[i].push_back(value);
        }
    }
    std::array<std::int64_t, 3> found{};
    for (size_t i = 0; i < wanted.size(); ++i) {
        const auto at = inBin[i].begin() + static_cast<std::ptrdiff_t>(wanted[i].rank);
        std::nth_element(inBin[i].begin(), at, inBin[i].end());
        found[i] = *at;
    }
    return {found[0], found[1], found[2]};
}

} // namespace assay::telemetry
