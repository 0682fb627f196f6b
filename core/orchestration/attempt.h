// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/orchestrator.h"

namespace assay::orchestration {

/// What one HTTP exchange with a model brought.
struct AttemptOutcome {
    providers::Completion completion;
    transport::HttpTimings timings;
    std::optional<SteadyTime> firstTokenAt; ///< arrival of the piece with the first visible token
    int httpStatus = 0;
};

/// Encodes `request`, sends it, decodes the stream and hands deltas on at once. `provider` is taken by value:
/// the task outlives the caller's statement.
[[nodiscard]] QCoro::Task<AttemptOutcome> runAttempt(transport::HttpClient &http, catalog::Provider provider,
                                                     QByteArray baseUrl, security::Secret key,
                                                     const providers::ModelRequest &request,
                                                     CompletionListener &listener, std::stop_token stop);

} // namespace assay::orchestration
