// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/database.h"
#include "telemetry/callrecord.h"
#include "telemetry/factsmirror.h"

#include <atomic>
#include <functional>
#include <memory>

#include <QFuture>
#include <QHash>

namespace assay::telemetry {

struct KnownNames; // see requestlog.cpp

/// What of the log to show. Empty members do not filter.
struct LogFilter {
    UtcMicros since = 0;
    QString model; ///< "provider/model" or a bare model
    QString prompt;
    QString search; ///< a part of the model's or the prompt's name, in any case
    std::optional<CallStatus> status;
    std::int64_t beforeSeq = 0; ///< page by key: only rows older than this; 0 from the newest
    int limit = 200;
};

/// A row of the log without its content.
struct LogEntry {
    std::int64_t seq = 0;
    CallRecord record; ///< request and response empty
};

/// Every call, durably, and its facts in the mirror. Thread-safe. The mirror must outlive the database, whose
/// queue feeds it.
class RequestLog final {
public:
    RequestLog(storage::Database &database, FactsMirror &mirror);

    /// Ready when the call is on disk: only then may it be reported as finished. Appends to the mirror after
    /// commit. `addContent`, if given, fills `request` and `response` on the writer's thread, so that
    /// encoding them does not hold up the caller's.
    [[nodiscard]] QFuture<Result<std::int64_t>> append(CallRecord record,
                                                       std::function<void(CallRecord &)> addContent = {});
    [[nodiscard]] QFuture<Result<QList<LogEntry>>> query(LogFilter filter); ///< newest first
    /// The whole call with its content.
    [[nodiscard]] QFuture<Result<CallRecord>> call(CallId id);
    /// Sums since a moment, from the mirror: most expensive first; days in the local time zone, newest first.
    [[nodiscard]] QFuture<Result<QList<CostRow>>> costs(CostGrouping grouping, UtcMicros since);
    /// What the calls of each access key cost since a moment, by the key's name. From the log: few calls have
    /// one.
    [[nodiscard]] QFuture<Result<QHash<QString, Money>>> costsByKey(UtcMicros since);
    /// Of every version of a prompt that was called, by its number.
    [[nodiscard]] QFuture<Result<QHash<int, VersionFigures>>> versionFigures(const QString &prompt);
    /// Brings the mirror up to the log, also with what other programs wrote; ready when it is.
    [[nodiscard]] QFuture<Result<>> catchUp();

private:
    storage::Database &m_database;
    FactsMirror &m_mirror;
    /// The numbers of fact_names; used on the writer thread only.
    std::shared_ptr<KnownNames> m_names;
    std::atomic<int> m_sinceCaughtUp = 0; ///< calls
};

} // namespace assay::telemetry
