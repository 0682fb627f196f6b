// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/factscolumns.h"
#include "telemetry/factsmirror.h"

namespace assay::telemetry {

/// Names as the columns have them; `none` (0) stands for "all" in a filter.
struct FactsFilter {
    UtcMicros from = 0;
    UtcMicros to = 0;
    std::uint32_t model = 0;
    std::uint32_t prompt = 0;
};

/// Calls `visit(row)` for every row within the filter, passing over blocks outside its time.
template <typename Visit> void scanFacts(const FactsColumns &columns, const FactsFilter &filter, Visit visit)
{
    const UtcMicros *times = columns.startedAt();
    const std::uint32_t *models = columns.model();
    const std::uint32_t *prompts = columns.prompt();
    const auto &blocks = columns.blocks();
    for (size_t block = 0; block < blocks.size(); ++block) {
        if (blocks[block].latest < filter.from || blocks[block].earliest >= filter.to)
            continue;
        const std::int64_t begin = static_cast<std::int64_t>(block) * FactsColumns::blockRows;
        const std::int64_t end = std::min(begin + FactsColumns::blockRows, columns.rowCount());
        for (std::int64_t row = begin; row < end; ++row) {
            if (times[row] >= filter.from && times[row] < filter.to
                && (filter.model == 0 || models[row] == filter.model)
                && (filter.prompt == 0 || prompts[row] == filter.prompt))
                visit(row);
        }
    }
}

/// Adds the facts of one row.
void addRow(FactsTotals &totals, const FactsColumns &columns, std::int64_t row);

/// Fills a panel; `modelIds` says which fact_names number each entry of panel.models has, 0-based by first
/// sight.
[[nodiscard]] FactsPanel scanPanel(const FactsColumns &columns, const FactsFilter &filter,
                                   const FactsQuery &query, std::vector<std::uint32_t> &modelIds);

} // namespace assay::telemetry
