// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/cost.h"
#include "catalog/pricebook.h"
#include "orchestration/attempt.h"
#include "orchestration/budgetgate.h"
#include "orchestration/call.h"
#include "orchestration/tokenestimator.h"
#include "orchestration/tracerecorder.h"

namespace assay::orchestration {

/// A model that a call may go to, with all that asking it takes.
struct Candidate {
    catalog::ModelRef model;
    AttemptTarget target;
    const catalog::CatalogModel *price =
        nullptr; ///< null when nothing is known; lives as long as CallState::prices
    providers::ModelRequest request; ///< as this model gets it
    TokenEstimate tokens; ///< of the request
    std::int64_t inputTokens = 0; ///< the same as one number
    std::int64_t outputTokens = 0; ///< expected at most
    std::optional<Money> estimate; ///< what the call may cost here; nothing when no price is known

    Candidate() = default; // see transport::HttpRequest
};

/// What one exchange with a model used, and costs.
struct Charge {
    catalog::Usage usage;
    bool isEstimated = false; ///< the provider did not say
    std::optional<catalog::CostSplit> cost; ///< nothing when the price is unknown
};

/// A candidate that was asked: the money put aside for it, and what it was billed for.
struct Asked {
    BudgetGate::Reservation reservation;
    std::vector<Charge> charges;
};

/// A call on its way through the stages: what it asks, and what became of it so far.
struct CallState {
    CallState(CompletionRequest completionRequest, const Clock &clock)
        : request(std::move(completionRequest))
        , trace(clock)
    {
        record.id = CallId::create();
        record.startedAt = clock.utcMicros();
        record.attempts = 0;
    }

    CompletionRequest request; ///< its texts as they go out: masked where the safety policy says so
    TraceRecorder trace;
    std::shared_ptr<const catalog::PriceBook> prices; ///< as they were when the call began
    telemetry::CallRecord record;
    AttemptOutcome last; ///< of the attempt whose answer, or error, is the call's
    std::vector<Asked> asked;
    bool wasHeard = false; ///< a delta reached the caller: no silent second try from now on
    std::optional<validation::Verdict> verdict;
    QStringList notes;

    [[nodiscard]] const std::optional<Error> &error() const { return last.completion.error; }
    void fail(Error why) { last.completion.error = std::move(why); }
};

} // namespace assay::orchestration
