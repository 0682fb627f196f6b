// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <QLatin1String>
#include <QString>

namespace assay {

/// The closed list of what can go wrong. The provider codes are those every codec maps its errors to.
enum class ErrorCode {
    // What a provider, or the way to it, answered.
    Authentication, ///< key missing, wrong or expired
    Permission, ///< key valid, but not for this model, region or organization; or a role forbids the step
    NotFound, ///< model, deployment, path, prompt, version or label does not exist
    InvalidRequest, ///< the provider refuses the request as it is
    ContextLengthExceeded,
    ContentFiltered,
    InsufficientQuota, ///< money or allowance is used up; waiting does not help
    RateLimited,
    Overloaded,
    ServerError,
    Timeout,
    Network, ///< name, connect, proxy, TLS, or the connection broke
    MalformedResponse,
    // What Assay itself says.
    Cancelled,
    InvalidInput, ///< refused at the edge: the sentence names position and reason
    Conflict, ///< exists already, or somebody changed it meanwhile
    BudgetExceeded,
    Keychain, ///< no keychain, locked, or the entry cannot be had
    Storage, ///< workspace file: full disk, read-only, locked, damaged, newer
    Internal ///< a bug
};

/// The stable name in JSON, logs and the store, e.g. "rate_limited".
[[nodiscard]] QLatin1String errorCodeName(ErrorCode code);
/// The reverse of errorCodeName(); an unknown name (written by a newer Assay) is Internal.
[[nodiscard]] ErrorCode errorCodeFromName(QStringView name);

/// A failure as a value. Never holds a secret, a prompt or an answer.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString message; ///< one sentence for the person: what happened, why, the way out
    QString detail; ///< for the log and "Details"
    bool retryable = false; ///< waiting and sending the same again can help
    std::optional<std::chrono::milliseconds> retryAfter; ///< how long the other side asked to wait

    friend bool operator==(const Error &, const Error &) = default;
};

} // namespace assay
