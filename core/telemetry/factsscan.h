// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/callrecord.h"
#include "telemetry/factscolumns.h"
#include "telemetry/factsmirror.h"

#include <algorithm>

namespace assay::telemetry {

/// Names as the columns have them; `none` (0) stands for "all" in a filter.
struct FactsFilter {
    UtcMicros from = 0;
    UtcMicros to = 0;
    std::uint32_t model = 0;
    std::uint32_t prompt = 0;
};

/// Calls `visit(row)` for every row within the filter, passing over blocks outside its time.
template <typename Visit> void scanFacts(const FactsColumns &columns, FactsFilter filter, Visit visit)
{
    const UtcMicros *times = columns.startedAt();
    const std::uint32_t *models = columns.model();
    const std::uint32_t *prompts = columns.prompt();
    const auto &blocks = columns.blocks();
    for (size_t block = 0; block < blocks.size(); ++block) {
        const FactsColumns::BlockRange &range = blocks[block];
        if (range.latest < filter.from || range.earliest >= filter.to)
            continue;
        const std::int64_t begin = static_cast<std::int64_t>(block) * FactsColumns::blockRows;
        const std::int64_t end = std::min(begin + FactsColumns::blockRows, columns.rowCount());
        // Most blocks lie whole within the range: no need to look at the time of each row there. One call of
        // `visit`, so that it is inlined.
        const bool isWhole = range.earliest >= filter.from && range.latest < filter.to && filter.model == 0
            && filter.prompt == 0;
        for (std::int64_t row = begin; row < end; ++row) {
            if (isWhole
                || ((filter.model == 0 || models[row] == filter.model)
                    && (filter.prompt == 0 || prompts[row] == filter.prompt) && times[row] >= filter.from
                    && times[row] < filter.to))
                visit(row);
        }
    }
}

/// Adds rows up; holds the columns' addresses, so that a loop need not fetch them for every row.
class RowAdder final {
public:
    explicit RowAdder(const FactsColumns &columns)
        : m_status(columns.status())
        , m_input(columns.input())
        , m_output(columns.output())
        , m_cost(columns.costNano())
    {
    }
    void add(FactsTotals &totals, std::int64_t row) const
    {
        ++totals.calls;
        totals.inputTokens += m_input[row];
        totals.outputTokens += m_output[row];
        // Branches, since all are rare: counters written for every row would take longer.
        if (const std::uint32_t status = m_status[row]; status != static_cast<std::uint32_t>(CallStatus::Ok))
            [[unlikely]]
            addUnusual(totals, status, m_cost[row]);
        if (const std::int64_t cost = m_cost[row]; cost != FactsRow::unknownCost) [[likely]]
            totals.cost += Money::fromNanoUsd(cost);
        else
            ++totals.costUnknown;
    }

private:
    static void addUnusual(FactsTotals &totals, std::uint32_t status, std::int64_t cost)
    {
        const auto how = static_cast<CallStatus>(status & FactsRow::statusMask);
        if (how != CallStatus::Ok)
            ++(how == CallStatus::Failed ? totals.failed : totals.cancelled);
        if ((status & FactsRow::estimatedBit) != 0 && cost != FactsRow::unknownCost)
            totals.costEstimated += Money::fromNanoUsd(cost);
    }

    const std::uint32_t *m_status;
    const std::uint32_t *m_input;
    const std::uint32_t *m_output;
    const std::int64_t *m_cost;
};

/// Fills a panel; `modelIds` says which fact_names number each entry of panel.models has.
[[nodiscard]] FactsPanel scanPanel(const FactsColumns &columns, const FactsFilter &filter,
                                   const FactsQuery &query, std::vector<std::uint32_t> &modelIds);

} // namespace assay::telemetry
