// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/factsmirror.h"

#include <span>

namespace assay::telemetry {

/// Exact p50, p95 and p99 by nearest rank; reorders `values`. Linear time.
[[nodiscard]] LatencyPercentiles percentilesOf(std::span<std::uint32_t> values);

/// Values in groups that are counted first and laid side by side, so that each group's percentiles are taken
/// in place.
class GroupedValues final {
public:
    explicit GroupedValues(size_t groups)
        : m_ends(groups + 1, 0)
    {
    }
    void count(size_t group) { ++m_ends[group + 1]; }
    /// After all are counted, before the first put().
    void allocate();
    void put(size_t group, std::uint32_t value) { m_values[m_next[group]++] = value; }
    [[nodiscard]] std::span<std::uint32_t> group(size_t group)
    {
        return std::span(m_values).subspan(m_ends[group], m_ends[group + 1] - m_ends[group]);
    }
    [[nodiscard]] std::span<std::uint32_t> all() { return m_values; }

private:
    std::vector<size_t> m_ends; ///< counts, then running sums
    std::vector<size_t> m_next;
    std::vector<std::uint32_t> m_values;
};

} // namespace assay::telemetry
