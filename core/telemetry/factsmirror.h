// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/money.h"
#include "base/result.h"
#include "storage/database.h"

#include <memory>
#include <optional>
#include <shared_mutex>
#include <vector>

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

namespace assay::telemetry {

class FactsColumns;

/// What a panel shows: calls started in [from, to), cut into buckets of equal length.
struct FactsQuery {
    UtcMicros from = 0;
    UtcMicros to = 0;
    std::int64_t bucketUs = 60'000'000;
    QString model; ///< "provider/model"; empty for all
    QString prompt; ///< empty for all
    bool withLatency = true; ///< percentiles; the costly part
    bool withModels = true;
};

/// Counters that add up.
struct FactsTotals {
    std::int64_t calls = 0;
    std::int64_t failed = 0; ///< cancelled calls are neither failed nor ok
    std::int64_t cancelled = 0;
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0;
    Money cost;
    std::int64_t costUnknown = 0;
    Money costEstimated; ///< part of `cost`: of calls whose provider did not say what was used
};

/// Exact percentiles by nearest rank (ceil(q x n)-th smallest) over calls that ended ok; empty without one.
struct LatencyPercentiles {
    std::optional<std::int64_t> p50Us;
    std::optional<std::int64_t> p95Us;
    std::optional<std::int64_t> p99Us;
};

struct FactsBucket {
    UtcMicros start = 0;
    FactsTotals totals;
    LatencyPercentiles latency;
};

struct ModelFacts {
    QString model; ///< "provider/model"
    FactsTotals totals;
    LatencyPercentiles latency;
    QList<Money> costPerBucket;
    QList<Money> estimatedPerBucket; ///< part of that, see FactsTotals::costEstimated
};

/// What the calls of one version of a prompt amounted to.
struct VersionFigures {
    std::int64_t calls = 0; ///< cancelled ones do not count
    std::int64_t failed = 0;
    std::int64_t refused = 0; ///< of the failed: answers that broke their contract
    Money cost; ///< of the calls whose cost is known
    std::int64_t costKnown = 0; ///< calls
    LatencyPercentiles latency; ///< of those that succeeded
};

/// Everything the dashboard shows for one range, from one scan.
struct FactsPanel {
    FactsTotals totals;
    LatencyPercentiles latency;
    LatencyPercentiles firstToken;
    QList<FactsBucket> buckets; ///< every bucket of the range, empty ones too
    QList<ModelFacts> models; ///< most expensive first
};

enum class CostGrouping { Model, Prompt, User, Day };
struct CostRow {
    QString key;
    std::int64_t calls = 0;
    std::int64_t failed = 0;
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0;
    Money cost; ///< of the calls whose cost is known
    std::int64_t costUnknown = 0; ///< calls without a known cost
    Money costEstimated; ///< part of `cost`, see FactsTotals
};

/// The facts of the log in memory-mapped, fixed-width column files beside the workspace
/// ("NAME.assay.facts/").
///
/// Derived data: a missing, stale or damaged mirror is rebuilt from the log. Several programs may share it:
/// appending takes a file lock and catches up from the log by `seq`. Queries scan plain columns; about 4 ms
/// per million calls.
class FactsMirror final {
public:
    /// Maps the mirror of `database` and brings it up to the log. Blocks on disk.
    [[nodiscard]] static Result<std::unique_ptr<FactsMirror>> open(storage::Database &database);
    ~FactsMirror();

    /// Brings the mirror up to the log, also with what other programs wrote. Cheap when nothing is new.
    /// Blocks on disk; any thread, with a connection of that thread.
    [[nodiscard]] Result<> catchUp(storage::Connection &connection);
    /// Scans; any thread, blocks for as long as the scan takes.
    [[nodiscard]] FactsPanel query(const FactsQuery &query) const;
    /// Sums by model, prompt or user (most expensive first) or local day (newest first).
    [[nodiscard]] QList<CostRow> costs(CostGrouping grouping, UtcMicros since) const;
    /// Of every version of a prompt that was called, by its number.
    [[nodiscard]] QHash<int, VersionFigures> versionFigures(const QString &prompt) const;
    /// "provider/model" of every model with calls, sorted.
    [[nodiscard]] QStringList models() const;
    [[nodiscard]] std::int64_t rowCount() const;

private:
    explicit FactsMirror(std::unique_ptr<FactsColumns> columns);
    Result<> dropIfLogIsOlder(storage::Connection &connection);
    Result<std::int64_t> takeOver(storage::Connection &connection); ///< the seq it came to
    Result<> learnNames(storage::Connection &connection);
    [[nodiscard]] QString nameOf(std::uint32_t id) const;
    [[nodiscard]] std::uint32_t idOf(const QString &kind, const QString &name) const;

    std::unique_ptr<FactsColumns> m_columns;
    mutable std::shared_mutex m_mutex; ///< shared to scan, exclusive to append or map anew
    std::vector<std::pair<QString, QString>> m_names; ///< kind and name by fact_names.id
};

} // namespace assay::telemetry
