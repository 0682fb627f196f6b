// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/call.h"

namespace assay::orchestration {

/// Texts to be embedded, and on whose account.
struct EmbeddingRequest {
    catalog::ModelRef model;
    QStringList texts;
    telemetry::CallSource askedBy = telemetry::CallSource::Window;
    std::optional<Priority> priority; ///< usualPriority() of who asks when not set
    std::optional<std::chrono::milliseconds> maxWait; ///< in the queue; the policy's when not set
    std::optional<CallId> forCall; ///< the call whose question it is, when there is one
    /// The texts went through content safety with that call.
    bool isInspected = false;
    QString prompt; ///< whose budget it spends; empty for none
    QString user; ///< empty: who runs the program
    QString key; ///< name of the access key it came with
    std::optional<RunId> run;

    EmbeddingRequest() = default; // see transport::HttpRequest
};

/// How it ended. `record` is in the store already, with CallSource::Embedding.
struct EmbeddingResult {
    std::vector<std::vector<float>> vectors; ///< one per text, in their order; none when it failed
    telemetry::CallRecord record; ///< without request and response content
    QStringList notes; ///< in sentences: budgets near
};

} // namespace assay::orchestration
