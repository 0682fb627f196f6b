// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "providers/codec.h"
#include "security/secret.h"
#include "transport/httpclient.h"

#include <stop_token>

#include <QCoroTask>

namespace assay::orchestration {

/// What one HTTP exchange with a model brought.
struct AttemptOutcome {
    providers::Completion completion;
    transport::HttpTimings timings;
    std::optional<SteadyTime> firstTokenAt; ///< arrival of the piece with the first visible token
    int httpStatus = 0;
    transport::HttpHeaders headers; ///< of the answer
};

/// Where an attempt goes.
struct AttemptTarget {
    catalog::Provider provider;
    QByteArray baseUrl;
    security::Secret key; ///< empty for servers that want none
    CallId call; ///< for whom

    AttemptTarget() = default; // see transport::HttpRequest
};

using DeltaHandler = providers::CompletionDecoder::DeltaHandler;

/// Encodes `request`, sends it, decodes the answer and hands deltas on at once. `request` must live until the
/// task ends.
[[nodiscard]] QCoro::Task<AttemptOutcome> runAttempt(transport::HttpClient &http, AttemptTarget target,
                                                     const providers::ModelRequest &request,
                                                     DeltaHandler onDelta, std::stop_token stop);

} // namespace assay::orchestration
