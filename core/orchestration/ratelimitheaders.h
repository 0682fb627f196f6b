// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transport/httpclient.h"

#include <chrono>
#include <optional>

namespace assay::orchestration {

/// One kind of limit as an answer tells it.
struct ReportedLimit {
    std::optional<std::int64_t> perMinute;
    std::optional<std::int64_t> left; ///< now
    std::optional<std::chrono::milliseconds> resetsIn; ///< then all of it is there again
};

/// What an answer's head says of the account's limits.
struct RateLimitHeaders {
    ReportedLimit requests;
    ReportedLimit tokens;
    std::optional<std::chrono::milliseconds> retryAfter;
};

/// Reads x-ratelimit-limit-, -remaining- and -reset- (OpenAI with its project limits, Azure, Groq; a Go
/// duration or seconds), -req-minute and -tokens-minute (Mistral), anthropic-ratelimit- (RFC 3339 times,
/// measured against the answer's own date) and retry-after. Where an answer reports several limits on tokens
/// the tighter counts; input and output apart are added. Nonsense, and limits of zero, which would close a
/// model for ever, read as nothing said.
[[nodiscard]] RateLimitHeaders rateLimitsIn(const transport::HttpHeaders &headers);

/// "1h2m3.5s", "6m0s", "12ms" as Go prints durations; also a plain number of seconds.
[[nodiscard]] std::optional<std::chrono::milliseconds> goDuration(QByteArrayView text);

} // namespace assay::orchestration
