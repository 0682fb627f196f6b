// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/attempt.h"

#include <functional>

namespace assay::orchestration {

/// How a race of up to two equal attempts ended.
struct RaceOutcome {
    AttemptOutcome winner;
    std::optional<AttemptOutcome> loser; ///< only when the second was sent
    bool secondWon = false;
    std::optional<SteadyTime> secondSentAt;
};

/// Makes an attempt; `isSecond` when it is the one that runs beside the first.
using AttemptFunction =
    std::function<QCoro::Task<AttemptOutcome>(bool isSecond, DeltaHandler, std::stop_token)>;

/// Runs `attempt`; when it has brought no token after `patience`, and `maySendSecond` says yes, runs it a
/// second time beside the first ("hedged request", J. Dean and L. Barroso, The Tail at Scale, CACM 2013). The
/// first to bring a token wins, and only its deltas are heard; the other is stopped.
[[nodiscard]] QCoro::Task<RaceOutcome> raceAttempts(Clock &clock, AttemptFunction attempt,
                                                    std::chrono::milliseconds patience,
                                                    std::function<bool()> maySendSecond, DeltaHandler onDelta,
                                                    std::stop_token stop);

} // namespace assay::orchestration
