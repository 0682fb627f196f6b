// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runoptions.h"
#include "workspace/promptestimate.h"

namespace assay::ctl {

/// What a run will take of one of its models; of a route, what the dearest of its candidates would.
struct RunEstimate {
    QString asked; ///< as the command line names it: "openai/gpt-5", "route/cheap"
    workspace::PromptEstimate estimate;
    /// The most that the call can cost, with as many re-asks as its contract allows. Empty when the price, or
    /// the longest answer, is unknown.
    std::optional<Money> atMost;
    bool leavesOut = false; ///< what the model does not take; else the call is refused

    RunEstimate() = default;
};

/// One estimate a request. Sends nothing.
[[nodiscard]] QCoro::Task<Result<std::vector<RunEstimate>>> estimateRun(Invocation in, RunPlan plan);

void printEstimates(const Terminal &terminal, const std::vector<RunEstimate> &estimates);

/// CheckFailed's sentence when the run may cost more than `most`, or nobody can tell; empty when it cannot.
[[nodiscard]] QString whyTooDear(const std::vector<RunEstimate> &estimates, Money most);

} // namespace assay::ctl
