// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "base/money.h"
#include "catalog/usage.h"
#include "providers/completion.h"
#include "telemetry/calltrace.h"

#include <optional>
#include <QString>

namespace assay::telemetry {

/// Who asked.
enum class CallSource {
    Window,
    Terminal,
    Gateway,
    Evaluation,
    Sample,
    Embedding ///< no completion: texts made comparable, for the semantic cache or by name
};
[[nodiscard]] QString callSourceName(CallSource source);

enum class CallStatus { Ok, Failed, Cancelled };
[[nodiscard]] QString callStatusName(CallStatus status); ///< "ok", "failed", "cancelled"
[[nodiscard]] std::optional<CallStatus> callStatusFromName(QStringView name);

/// One finished call as the log keeps it: facts in plain columns, content apart and compressed.
struct CallRecord {
    CallId id;
    UtcMicros startedAt = 0;
    CallSource source = CallSource::Window;
    QString provider;
    QString model;
    QString prompt; ///< name; empty for free text
    int promptVersion = 0; ///< 0: draft or free text
    QString user;
    QString key; ///< name of the access key it came with; empty for the window and the terminal
    std::optional<RunId> run;

    CallStatus status = CallStatus::Ok;
    std::optional<Error> error;
    int httpStatus = 0;
    int attempts = 1;
    std::optional<providers::FinishReason> finishReason;

    std::int64_t latencyUs = 0; ///< of the last attempt: request sent to last byte, the provider's time
    std::optional<std::int64_t> firstTokenUs; ///< request sent to first visible token
    std::int64_t waitedUs =
        0; ///< admission to the last attempt's request sent: queue, backoff, earlier attempts

    std::optional<catalog::Usage> usage;
    bool usageEstimated = false; ///< the provider reported none: `usage` is Assay's estimate
    std::optional<Money> cost; ///< empty: price or usage unknown
    bool cacheHit = false;

    QByteArray request; ///< canonical JSON: messages, parameters
    QByteArray response; ///< JSON: text, reasoning, tool calls
    CallTrace trace; ///< what happened, step by step; only where the whole call is asked for
};

} // namespace assay::telemetry
