// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/callstate.h"

namespace assay::orchestration {

/// What an attempt is billed as, or nothing when the provider had no reason to bill it: it answered an error,
/// or nothing at all. Where the provider did not say what was used, it is estimated and marked so. A `loser`
/// of a race was stopped while the provider worked on it, which may be billed without an answer.
[[nodiscard]] std::optional<Charge> chargeOf(const AttemptOutcome &outcome, const Candidate &candidate,
                                             bool isLoser);

/// Several charges as one; nothing when there is none. The cost is unknown when one of them is.
[[nodiscard]] std::optional<Charge> sumOf(const std::vector<Charge> &charges);
/// What the call used and cost in all.
[[nodiscard]] std::optional<Charge> sumOf(const std::vector<Asked> &asked);

/// For the timeline: what each kind of token cost, in USD; kinds that cost nothing are left out.
[[nodiscard]] QJsonObject costFacts(const catalog::CostSplit &cost);

} // namespace assay::orchestration
