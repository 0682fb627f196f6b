// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/factsscan.h"

#include "telemetry/callrecord.h"
#include "telemetry/percentiles.h"

#include <algorithm>

namespace assay::telemetry {
namespace {

constexpr auto ok = static_cast<std::uint32_t>(CallStatus::Ok);
constexpr auto failed = static_cast<std::uint32_t>(CallStatus::Failed);
constexpr std::int64_t mostBuckets = 100'000; // a query with a silly bucket length must not eat the memory

/// Rows that matter, found once: the later passes look at nothing else.
struct Selected {
    std::vector<std::uint32_t> row;
    std::vector<std::uint32_t> bucket;
};

Selected select(const FactsColumns &columns, const FactsFilter &filter, std::int64_t bucketUs)
{
    Selected selected;
    const UtcMicros *times = columns.startedAt();
    scanFacts(columns, filter, [&](std::int64_t row) {
        selected.row.push_back(static_cast<std::uint32_t>(row));
        selected.bucket.push_back(static_cast<std::uint32_t>((times[row] - filter.from) / bucketUs));
    });
    return selected;
}

/// Numbers the models 0, 1, 2... in order of first sight.
class ModelSlots final {
public:
    explicit ModelSlots(std::vector<std::uint32_t> &ids)
        : m_ids(ids)
    {
    }
    size_t slotOf(std::uint32_t id)
    {
        if (id >= m_slots.size())
            m_slots.resize(id + 1, -1);
        if (m_slots[id] < 0) {
            m_slots[id] = static_cast<std::int32_t>(m_ids.size());
            m_ids.push_back(id);
        }
        return static_cast<size_t>(m_slots[id]);
    }

private:
    std::vector<std::uint32_t> &m_ids;
    std::vector<std::int32_t> m_slots;
};

void addTotals(FactsTotals &sum, const FactsTotals &part)
{
    sum.calls += part.calls;
    sum.failed += part.failed;
    sum.cancelled += part.cancelled;
    sum.inputTokens += part.inputTokens;
    sum.outputTokens += part.outputTokens;
    sum.cost += part.cost;
    sum.costUnknown += part.costUnknown;
}

void fillModels(FactsPanel &panel, const FactsColumns &columns, const Selected &selected, ModelSlots &slots,
                std::vector<std::uint32_t> &slotOfRow)
{
    const auto buckets = panel.buckets.size();
    for (size_t i = 0; i < selected.row.size(); ++i) {
        const std::int64_t row = selected.row[i];
        const size_t slot = slots.slotOf(columns.model()[row]);
        slotOfRow[i] = static_cast<std::uint32_t>(slot);
        if (static_cast<size_t>(panel.models.size()) <= slot) {
            panel.models.emplaceBack();
            panel.models.back().costPerBucket.resize(buckets);
        }
        ModelFacts &model = panel.models[static_cast<qsizetype>(slot)];
        addRow(model.totals, columns, row);
        if (columns.costNano()[row] != FactsRow::unknownCost)
            model.costPerBucket[selected.bucket[i]] += Money::fromNanoUsd(columns.costNano()[row]);
    }
}

/// Percentiles of `column` over the selected calls that ended ok, in groups.
template <typename GroupOf, typename Take>
void fillPercentiles(const FactsColumns &columns, const Selected &selected, size_t groups, GroupOf groupOf,
                     Take take)
{
    GroupedValues values(groups);
    const std::uint32_t *status = columns.status();
    const std::uint32_t *latency = columns.latencyUs();
    for (size_t i = 0; i < selected.row.size(); ++i) {
        if (status[selected.row[i]] == ok)
            values.count(groupOf(i));
    }
    values.allocate();
    for (size_t i = 0; i < selected.row.size(); ++i) {
        if (status[selected.row[i]] == ok)
            values.put(groupOf(i), latency[selected.row[i]]);
    }
    for (size_t group = 0; group < groups; ++group)
        take(group, percentilesOf(values.group(group)));
}

LatencyPercentiles firstTokenPercentiles(const FactsColumns &columns, const Selected &selected)
{
    std::vector<std::uint32_t> values;
    for (const std::uint32_t row : selected.row) {
        if (columns.status()[row] == ok && columns.firstTokenUs()[row] != FactsRow::noFirstToken)
            values.push_back(columns.firstTokenUs()[row]);
    }
    return percentilesOf(values);
}

void fillLatency(FactsPanel &panel, const FactsColumns &columns, const Selected &selected,
                 const std::vector<std::uint32_t> &slotOfRow)
{
    fillPercentiles(
        columns, selected, 1, [](size_t) { return size_t(0); },
        [&panel](size_t, LatencyPercentiles p) { panel.latency = p; });
    fillPercentiles(
        columns, selected, static_cast<size_t>(panel.buckets.size()),
        [&selected](size_t i) { return selected.bucket[i]; },
        [&panel](size_t bucket, LatencyPercentiles p) {
            panel.buckets[static_cast<qsizetype>(bucket)].latency = p;
        });
    if (!panel.models.isEmpty()) {
        fillPercentiles(
            columns, selected, static_cast<size_t>(panel.models.size()),
            [&slotOfRow](size_t i) { return slotOfRow[i]; },
            [&panel](size_t model, LatencyPercentiles p) {
                panel.models[static_cast<qsizetype>(model)].latency = p;
            });
    }
    panel.firstToken = firstTokenPercentiles(columns, selected);
}

} // namespace

void addRow(FactsTotals &totals, const FactsColumns &columns, std::int64_t row)
{
    const std::uint32_t status = columns.status()[row];
    ++totals.calls;
    totals.failed += status == failed ? 1 : 0;
    totals.cancelled += status != failed && status != ok ? 1 : 0;
    totals.inputTokens += columns.input()[row];
    totals.outputTokens += columns.output()[row];
    const std::int64_t cost = columns.costNano()[row];
    if (cost == FactsRow::unknownCost)
        ++totals.costUnknown;
    else
        totals.cost += Money::fromNanoUsd(cost);
}

FactsPanel scanPanel(const FactsColumns &columns, const FactsFilter &filter, const FactsQuery &query,
                     std::vector<std::uint32_t> &modelIds)
{
    FactsPanel panel;
    if (filter.to <= filter.from || query.bucketUs <= 0)
        return panel;
    const std::int64_t length = filter.to - filter.from;
    const std::int64_t bucketUs = std::max(query.bucketUs, length / mostBuckets + 1);
    panel.buckets.resize((length + bucketUs - 1) / bucketUs);
    for (qsizetype i = 0; i < panel.buckets.size(); ++i)
        panel.buckets[i].start = filter.from + i * bucketUs;

    const Selected selected = select(columns, filter, bucketUs);
    for (size_t i = 0; i < selected.row.size(); ++i)
        addRow(panel.buckets[selected.bucket[i]].totals, columns, selected.row[i]);
    for (const FactsBucket &bucket : std::as_const(panel.buckets))
        addTotals(panel.totals, bucket.totals);

    std::vector<std::uint32_t> slotOfRow(query.withModels ? selected.row.size() : 0);
    ModelSlots slots(modelIds);
    if (query.withModels)
        fillModels(panel, columns, selected, slots, slotOfRow);
    if (query.withLatency)
        fillLatency(panel, columns, selected, slotOfRow);
    return panel;
}

} // namespace assay::telemetry
