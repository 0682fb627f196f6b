// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: what a provider says went wrong, and what that means.
#pragma once

#include "base/error.h"
#include "providers/jsonparser.h"
#include "transport/httpclient.h"

#include <chrono>
#include <optional>

#include <QString>

namespace assay::providers {

/// The facts of an error body or of an error event inside a stream, from all the shapes in use.
struct Fault {
    int status = 0; ///< HTTP status, or one given as the error's code; 0 when there is none
    QString code; ///< machine code, when it is no number
    QString type;
    QString reason; ///< a finer machine code: Anthropic details.error_code, OpenRouter metadata.error_type
    QString limitSource; ///< OpenRouter: which limit was hit
    QString message; ///< the provider's words
    bool isModeration = false; ///< OpenRouter: the moderation gave its reasons
    bool isDailyQuota = false; ///< Google: what is used up is the allowance of a day
    std::optional<std::chrono::milliseconds> retryDelay = {}; ///< Google: how long to wait, said in the body
};

/// Reads `{"error": object or string}`, top-level members, Mistral's `detail` and the like. `status` is 200
/// inside a stream.
[[nodiscard]] Fault readFault(const JsonElement &body, int status);

/// Whether a body or an event reports an error.
[[nodiscard]] bool holdsFault(const JsonElement &body);

/// The common error: code (body's codes, then its type, then the status), whether and when to retry, and a
/// sentence.
[[nodiscard]] Error errorFrom(const Fault &fault, const transport::HttpHeaders &headers);

/// 200 with something that is not what the protocol promises.
[[nodiscard]] Error malformedResponse(const QString &detail);
/// The stream ended before the answer did.
[[nodiscard]] Error cutOff();

} // namespace assay::providers
