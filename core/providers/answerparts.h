// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: what the plain answers of all protocols share.
#pragma once

#include "base/result.h"
#include "providers/jsonparser.h"
#include "transport/httpclient.h"

#include <vector>

namespace assay::providers {

/// The object that a plain answer is, or the error that it reports. Lives as long as `parser`, until its next
/// parse().
[[nodiscard]] Result<JsonElement> readAnswerObject(JsonParser &parser, int status,
                                                   const transport::HttpHeaders &headers,
                                                   const QByteArray &body);
/// The answer to a question for a count of tokens, which stands in the member `name`.
[[nodiscard]] Result<std::int64_t> readTokenCount(int status, const transport::HttpHeaders &headers,
                                                  const QByteArray &body, std::string_view name);
/// An array of numbers; empty when an element is none that a float can hold.
[[nodiscard]] std::vector<float> readVector(const std::optional<JsonElement> &numbers);
/// Whether there are `expected` vectors, none empty and all of one length.
[[nodiscard]] bool areAlike(const std::vector<std::vector<float>> &vectors, qsizetype expected);

} // namespace assay::providers
