// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/pricebook.h"

#include <span>

namespace assay::catalog {

/// One list of a model's prices: of a service, for calls whose input is larger than `aboveTokens`.
struct RateTarget {
    ServiceTier service = ServiceTier::Standard;
    std::int64_t aboveTokens = 0; ///< 0: the base prices
};

/// `model` with these rates in that list, its other lists as they were. A tier of a service without prices of
/// its own needs base prices first: they are then the standard ones.
[[nodiscard]] CatalogModel withRates(CatalogModel model, const RateTarget &target, const PriceRates &rates);

/// US dollars per million tokens as a person types them; empty when it is no such price, or more than a dollar
/// a token, which is a slip of units.
[[nodiscard]] std::optional<Money> priceFromText(const QString &text);

/// Something that a model can do, by its name in JSON and on the command line.
struct AbilityName {
    QLatin1String name; ///< "vision", "tools", "json_schema", "reasoning"
    Ability CatalogModel::*ability;
};
[[nodiscard]] std::span<const AbilityName> abilityNames();

/// What held for a model over a time, until the next period.
struct PricePeriod {
    std::optional<UtcMicros> from; ///< empty: the built-in list's, which has no beginning
    PriceOrigin origin = PriceOrigin::BuiltIn;
    std::optional<CatalogModel> price; ///< empty: nothing is known
    std::optional<UtcMicros> createdAt; ///< when a person or an import wrote it down
    bool endsOthers = false; ///< an entry from which the built-in list holds again
    bool holdsNow = false;
};

/// The whole history of exactly this model, oldest first: the built-in price, then the workspace's entries.
[[nodiscard]] std::vector<PricePeriod> pricePeriods(const PriceBook &book, const QString &vendor,
                                                    const QString &model, UtcMicros now);

} // namespace assay::catalog
