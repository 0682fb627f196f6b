// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/factsscan.h"

#include "telemetry/percentiles.h"

using namespace Qt::StringLiterals;

namespace assay::telemetry {
namespace {

constexpr auto ok = static_cast<std::uint32_t>(CallStatus::Ok);
constexpr std::int64_t mostBuckets = 10'000; // a query with a silly bucket length must not eat the memory

/// Which bucket a time lies in. Calls come nearly in order of time, so it is mostly that of the call before,
/// which spares a division.
class BucketFinder final {
public:
    BucketFinder(UtcMicros from, std::int64_t bucketUs)
        : m_from(from)
        , m_bucketUs(bucketUs)
        , m_begin(from)
    {
    }
    size_t bucketOf(UtcMicros time)
    {
        if (time < m_begin || time >= m_begin + m_bucketUs) {
            m_bucket = static_cast<size_t>((time - m_from) / m_bucketUs);
            m_begin = m_from + static_cast<std::int64_t>(m_bucket) * m_bucketUs;
        }
        return m_bucket;
    }

private:
    UtcMicros m_from;
    std::int64_t m_bucketUs;
    UtcMicros m_begin;
    size_t m_bucket = 0;
};

/// Numbers the models 0, 1, 2... in order of first sight; all are number 0 when they do not matter.
class ModelSlots final {
public:
    ModelSlots(const FactsColumns &columns, bool isApart, std::vector<std::uint32_t> &ids)
        : m_models(columns.model())
        , m_isApart(isApart)
        , m_ids(ids)
    {
    }
    [[nodiscard]] size_t slotOf(std::int64_t row)
    {
        if (!m_isApart)
            return 0;
        const std::uint32_t id = m_models[row];
        if (id >= m_slots.size() || m_slots[id] < 0)
            admit(id);
        return static_cast<size_t>(m_slots[id]);
    }
    [[nodiscard]] size_t count() const { return m_isApart ? m_ids.size() : 1; }

private:
    void admit(std::uint32_t id)
    {
        if (id >= m_slots.size())
            m_slots.resize(id + 1, -1);
        m_slots[id] = static_cast<std::int32_t>(m_ids.size());
        m_ids.push_back(id);
    }

    const std::uint32_t *m_models;
    bool m_isApart;
    std::vector<std::uint32_t> &m_ids;
    std::vector<std::int32_t> m_slots; ///< by fact_names number
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
    sum.costEstimated += part.costEstimated;
}

/// The scans behind one panel. The first adds up, for each model and bucket; where percentiles are asked for,
/// the second lays the latencies side by side, at places that the counts of the first one give.
class PanelScan final {
public:
    PanelScan(const FactsColumns &columns, const FactsFilter &filter, const FactsQuery &query,
              FactsPanel &panel, std::vector<std::uint32_t> &modelIds)
        : m_columns(columns)
        , m_filter(filter)
        , m_bucketUs(panel.buckets.size() > 1 ? panel.buckets[1].start - panel.buckets[0].start
                                              : filter.to - filter.from)
        , m_panel(panel)
        , m_buckets(static_cast<size_t>(panel.buckets.size()))
        , m_slots(columns, query.withModels, modelIds)
    {
    }
    void addUp();
    void tellModels();
    void takePercentiles();

private:
    /// Where each cell's latencies begin, bucket by bucket and in there model by model.
    [[nodiscard]] std::vector<size_t> layOut() const;
    [[nodiscard]] size_t cellOf(size_t slot, size_t bucket) const { return slot * m_buckets + bucket; }
    void takeModelPercentiles(const std::vector<size_t> &ends);

    const FactsColumns &m_columns;
    FactsFilter m_filter;
    std::int64_t m_bucketUs;
    FactsPanel &m_panel;
    size_t m_buckets;
    ModelSlots m_slots;
    std::vector<FactsTotals> m_cells; ///< model by model, in there bucket by bucket
    std::vector<std::uint32_t> m_latencies;
};

void PanelScan::addUp()
{
    m_cells.resize(m_buckets);
    const UtcMicros *times = m_columns.startedAt();
    const RowAdder adder(m_columns);
    BucketFinder finder(m_filter.from, m_bucketUs);
    scanFacts(m_columns, m_filter, [&](std::int64_t row) {
        const size_t cell = cellOf(m_slots.slotOf(row), finder.bucketOf(times[row]));
        if (cell >= m_cells.size()) [[unlikely]]
            m_cells.resize(m_slots.count() * m_buckets);
        adder.add(m_cells[cell], row);
    });
    for (size_t slot = 0; slot < m_slots.count(); ++slot) {
        for (size_t bucket = 0; bucket < m_buckets; ++bucket)
            addTotals(m_panel.buckets[static_cast<qsizetype>(bucket)].totals, m_cells[cellOf(slot, bucket)]);
    }
    for (const FactsBucket &bucket : std::as_const(m_panel.buckets))
        addTotals(m_panel.totals, bucket.totals);
}

void PanelScan::tellModels()
{
    m_panel.models.resize(static_cast<qsizetype>(m_slots.count()));
    for (size_t slot = 0; slot < m_slots.count(); ++slot) {
        ModelFacts &model = m_panel.models[static_cast<qsizetype>(slot)];
        model.costPerBucket.reserve(static_cast<qsizetype>(m_buckets));
        model.estimatedPerBucket.reserve(static_cast<qsizetype>(m_buckets));
        for (size_t bucket = 0; bucket < m_buckets; ++bucket) {
            const FactsTotals &cell = m_cells[cellOf(slot, bucket)];
            addTotals(model.totals, cell);
            model.costPerBucket.append(cell.cost);
            model.estimatedPerBucket.append(cell.costEstimated);
        }
    }
}

std::vector<size_t> PanelScan::layOut() const
{
    std::vector<size_t> begins(m_cells.size());
    size_t next = 0;
    for (size_t bucket = 0; bucket < m_buckets; ++bucket) {
        for (size_t slot = 0; slot < m_slots.count(); ++slot) {
            const FactsTotals &cell = m_cells[cellOf(slot, bucket)];
            begins[cellOf(slot, bucket)] = next;
            next += static_cast<size_t>(cell.calls - cell.failed - cell.cancelled);
        }
    }
    return begins;
}

void PanelScan::takePercentiles()
{
    std::vector<size_t> ends = layOut(); // each cell's end, once its latencies are put
    const FactsTotals &totals = m_panel.totals;
    m_latencies.resize(static_cast<size_t>(totals.calls - totals.failed - totals.cancelled));
    std::vector<std::uint32_t> firstTokens;
    firstTokens.reserve(m_latencies.size());
    const UtcMicros *times = m_columns.startedAt();
    const std::uint32_t *status = m_columns.status();
    const std::uint32_t *latency = m_columns.latencyUs();
    const std::uint32_t *firstToken = m_columns.firstTokenUs();
    BucketFinder finder(m_filter.from, m_bucketUs);
    scanFacts(m_columns, m_filter, [&](std::int64_t row) {
        if ((status[row] & FactsRow::statusMask) != ok)
            return;
        m_latencies[ends[cellOf(m_slots.slotOf(row), finder.bucketOf(times[row]))]++] = latency[row];
        if (firstToken[row] != FactsRow::noFirstToken)
            firstTokens.push_back(firstToken[row]);
    });

    const std::span<const std::uint32_t> all(m_latencies);
    m_panel.latency = percentilesOf(all);
    m_panel.firstToken = percentilesOf(firstTokens);
    size_t begin = 0;
    for (size_t bucket = 0; bucket < m_buckets && m_slots.count() > 0; ++bucket) {
        const size_t end = ends[cellOf(m_slots.count() - 1, bucket)];
        m_panel.buckets[static_cast<qsizetype>(bucket)].latency =
            percentilesOf(all.subspan(begin, end - begin));
        begin = end;
    }
    takeModelPercentiles(ends);
}

void PanelScan::takeModelPercentiles(const std::vector<size_t> &ends)
{
    std::vector<std::uint32_t> ofModel;
    for (size_t slot = 0; slot < static_cast<size_t>(m_panel.models.size()); ++slot) {
        ofModel.clear();
        for (size_t bucket = 0; bucket < m_buckets; ++bucket) {
            const FactsTotals &cell = m_cells[cellOf(slot, bucket)];
            const auto end = m_latencies.begin() + static_cast<std::ptrdiff_t>(ends[cellOf(slot, bucket)]);
            ofModel.insert(ofModel.end(), end - (cell.calls - cell.failed - cell.cancelled), end);
        }
        m_panel.models[static_cast<qsizetype>(slot)].latency = percentilesOf(ofModel);
    }
}

} // namespace

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

    PanelScan scan(columns, filter, query, panel, modelIds);
    scan.addUp();
    if (query.withModels)
        scan.tellModels();
    if (query.withLatency)
        scan.takePercentiles();
    return panel;
}

} // namespace assay::telemetry
