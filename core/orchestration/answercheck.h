// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/call.h"

namespace assay::orchestration {

/// What the answer must be: the request's contract, else what its response format says, which is checked and
/// shown but fails no call; nothing when anything will do.
[[nodiscard]] std::optional<validation::OutputContract> contractOf(const CompletionRequest &request);

/// Holds the answer to the contract: repaired and formatted in place where that is asked for and can be.
[[nodiscard]] validation::Verdict holdTo(const validation::OutputContract &contract,
                                         providers::Completion &completion);

/// An answer that calls tools is not the last word: no contract holds for it.
[[nodiscard]] bool wantsTool(const providers::Completion &completion);
/// MalformedResponse with the first problem.
[[nodiscard]] Error brokenContract(const validation::Verdict &verdict);
/// The first problem with where it is, in a sentence; empty when there is none.
[[nodiscard]] QString problemOf(const std::optional<validation::Verdict> &verdict);
[[nodiscard]] telemetry::TraceStep validationStep(const validation::Verdict &verdict,
                                                  const catalog::ModelRef &model);

} // namespace assay::orchestration
