// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "catalog/pricebook.h"
#include "catalog/provider.h"

#include <optional>

namespace assay::ui {

/// A model that a provider listed, with what holds for it now.
struct PricedModel {
    catalog::ListedModel listed;
    std::optional<catalog::CatalogModel> known; ///< empty: neither the list nor the workspace knows it
    catalog::PriceOrigin origin = catalog::PriceOrigin::BuiltIn; ///< of `known`
    UtcMicros since = 0; ///< from when its price holds; 0 for the built-in list's
};

[[nodiscard]] QList<PricedModel> pricedModels(const catalog::PriceBook &book, const QString &vendor,
                                              const QList<catalog::ListedModel> &listed, UtcMicros now);

/// What is written down when a person types other rates for a model: the whole price, so that tiers and
/// services, which would stay as they were, go.
[[nodiscard]] catalog::CatalogModel withRates(const PricedModel &model, const QString &vendor,
                                              const catalog::PriceRates &rates);

} // namespace assay::ui
