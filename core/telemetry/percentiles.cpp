// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/percentiles.h"

#include <algorithm>
#include <numeric>

namespace assay::telemetry {

LatencyPercentiles percentilesOf(std::span<std::uint32_t> values)
{
    if (values.empty())
        return {};
    // Nearest rank in whole numbers: ceil(percent x n / 100), so that no rounding of 0.95 x n can shift it.
    const auto rank = [&values](size_t percent) { return (percent * values.size() + 99) / 100 - 1; };
    const auto at = [&values](size_t index) { return values.begin() + static_cast<std::ptrdiff_t>(index); };
    const size_t p50 = rank(50);
    const size_t p95 = rank(95);
    const size_t p99 = rank(99);
    // Each step only has to look at what the one before left above itself.
    std::nth_element(values.begin(), at(p50), values.end());
    if (p95 > p50)
        std::nth_element(at(p50 + 1), at(p95), values.end());
    if (p99 > p95)
        std::nth_element(at(p95 + 1), at(p99), values.end());
    return {values[p50], values[p95], values[p99]};
}

void GroupedValues::allocate()
{
    std::partial_sum(m_ends.begin(), m_ends.end(), m_ends.begin());
    m_next.assign(m_ends.begin(), m_ends.end() - 1);
    m_values.resize(m_ends.back());
}

} // namespace assay::telemetry
