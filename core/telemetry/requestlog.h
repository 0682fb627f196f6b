// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/database.h"
#include "telemetry/callrecord.h"
#include "telemetry/factsmirror.h"

#include <QFuture>

namespace assay::telemetry {

/// What of the log to show. Empty members do not filter.
struct LogFilter {
    UtcMicros since = 0;
    QString model; ///< "provider/model" or a bare model
    QString prompt;
    std::optional<CallStatus> status;
    std::int64_t beforeSeq = 0; ///< page by key: only rows older than this; 0 from the newest
    int limit = 200;
};

/// A row of the log without its content.
struct LogEntry {
    std::int64_t seq = 0;
    CallRecord record; ///< request and response empty
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
};

/// Every call, durably, and its facts in the mirror. Thread-safe.
class RequestLog final {
public:
    RequestLog(storage::Database &database, FactsMirror &mirror);

    /// Ready when the call is on disk: only then may it be reported as finished. Appends to the mirror after
    /// commit.
    [[nodiscard]] QFuture<Result<std::int64_t>> append(CallRecord record);
    [[nodiscard]] QFuture<Result<QList<LogEntry>>> query(LogFilter filter); ///< newest first
    /// The whole call with its content.
    [[nodiscard]] QFuture<Result<CallRecord>> call(CallId id);

private:
    storage::Database &m_database;
    FactsMirror &m_mirror;
};

} // namespace assay::telemetry
