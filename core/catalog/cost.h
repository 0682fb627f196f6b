// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalogmodel.h"
#include "catalog/usage.h"

namespace assay::catalog {

/// What each kind of token of a call cost. The five parts add up to `total` to the nano-dollar.
struct CostSplit {
    Money input; ///< neither read from nor written to a cache
    Money cachedInput;
    Money cacheWrite; ///< of both lifetimes
    Money output; ///< without reasoning
    Money reasoning;
    Money total;
    ServiceTier serviceTier = ServiceTier::Standard; ///< whose prices these are; see costSplitOf()
    std::int64_t aboveTokens = 0; ///< the context tier whose prices these are; 0: the base prices

    friend bool operator==(const CostSplit &, const CostSplit &) = default;
};

/// The cost of `usage`; empty when a price it needs is unknown or the sum is beyond Money. Formula:
/// (input - cachedInput - cacheWrite) x input + cachedInput x cached + (cacheWrite - cacheWrite1h) x write
/// + cacheWrite1h x write for an hour + (output - reasoning) x output + reasoning x reasoning, all at the
/// prices of the largest context tier that the whole input exceeds. The sum is rounded half up to the
/// nano-dollar once; what the parts lose by rounding down goes to those that lost most. Counts that
/// contradict each other (more cached than there was input) never make a part negative.
///
/// A model without prices of its own for `serviceTier` is billed at its standard prices, which the split
/// says.
[[nodiscard]] std::optional<CostSplit> costSplitOf(const CatalogModel &model, const Usage &usage,
                                                   ServiceTier serviceTier = ServiceTier::Standard);

/// The total of costSplitOf().
[[nodiscard]] std::optional<Money> costOf(const CatalogModel &model, const Usage &usage,
                                          ServiceTier serviceTier = ServiceTier::Standard);

} // namespace assay::catalog
