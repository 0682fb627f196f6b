// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/policy.h"
#include "orchestration/recentcalls.h"

namespace assay::orchestration {

/// Fewer recent calls say nothing of a model's slow tail.
inline constexpr int hedgeMinimumSamples = 20;

/// How long to wait for the first token before a second, equal request goes out ("hedged requests", Dean and
/// Barroso, The Tail at Scale, 2013): the percentile of the model's recent times to the first token, at least
/// minDelay. Nothing when hedging is off or too little is known of the model.
[[nodiscard]] std::optional<std::chrono::milliseconds>
hedgeDelay(const HedgeSettings &settings, const RecentCalls &recent, const catalog::ModelRef &model);

} // namespace assay::orchestration
