// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/money.h"
#include "catalog/servicetier.h"

#include <cstdint>
#include <optional>
#include <QDate>
#include <QStringList>
#include <vector>

namespace assay::catalog {

/// US dollars per million tokens. A price that the list does not have is empty, never 0.
struct PriceRates {
    std::optional<Money> input;
    std::optional<Money> cachedInput; ///< empty: cached tokens cost what `input` costs
    std::optional<Money> cacheWrite; ///< kept for five minutes; empty: likewise
    std::optional<Money> output;
    std::optional<Money> reasoning = {}; ///< empty: what `output` costs
    std::optional<Money> cacheWrite1h = {}; ///< empty: what `cacheWrite` costs

    friend bool operator==(const PriceRates &, const PriceRates &) = default;
};

/// The prices of a call whose whole input is larger than `aboveTokens`: everything in it costs these, output
/// included.
struct ContextTier {
    std::int64_t aboveTokens = 0;
    PriceRates rates;

    friend bool operator==(const ContextTier &, const ContextTier &) = default;
};

/// A whole list of prices. `tiers` is sorted by aboveTokens, each number once.
struct PriceTable {
    PriceRates rates;
    std::vector<ContextTier> tiers;

    friend bool operator==(const PriceTable &, const PriceTable &) = default;
};

/// Prices of what is counted apart from tokens of text. They are shown, and are no part of costOf(): a
/// provider that takes images counts them among the input tokens.
struct UnitPrices {
    std::optional<Money> audioInput; ///< US dollars per million tokens
    std::optional<Money> audioOutput; ///< likewise
    std::optional<Money> image; ///< US dollars per image sent

    friend bool operator==(const UnitPrices &, const UnitPrices &) = default;
};

/// Whether a model can do something. Unknown is no refusal: a call that needs it is tried.
enum class Ability { Unknown, Yes, No };

/// One model of the price list: what it can and what it costs.
struct CatalogModel {
    QString vendor;
    QString model;
    std::optional<std::int64_t> contextWindow; ///< tokens
    std::optional<std::int64_t> maxOutput; ///< tokens
    PriceRates rates; ///< of the standard service, below all `tiers`
    std::vector<ContextTier> tiers; ///< of the standard service, sorted as in PriceTable
    std::optional<PriceTable> batch; ///< empty: the standard prices are all that is known
    std::optional<PriceTable> flex; ///< likewise
    std::optional<PriceTable> priority; ///< likewise
    UnitPrices units;
    Ability vision = Ability::Unknown; ///< takes pictures
    Ability tools = Ability::Unknown; ///< calls tools
    Ability jsonSchema = Ability::Unknown; ///< can be held to a JSON schema
    Ability reasoning = Ability::Unknown; ///< has an effort of reasoning to set
    QStringList refuses = {}; ///< parameters that it answers to with an error, of refusableParameters()
    QStringList refusesWhileReasoning = {}; ///< likewise, when an effort of reasoning is asked for
    std::optional<QDate> deprecatedOn;

    friend bool operator==(const CatalogModel &, const CatalogModel &) = default;
};

} // namespace assay::catalog
