// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/litellmprices.h"
#include "catalog/pricebook.h"

namespace assay::catalog {

/// One difference between two entries of a model.
struct PriceDifference {
    QString what; ///< the path in the model's JSON, "usd_per_mtok.input"
    QString before; ///< empty: was unknown
    QString after; ///< empty: is unknown

    friend bool operator==(const PriceDifference &, const PriceDifference &) = default;
};
/// Sorted by path; empty when the entries are equal.
[[nodiscard]] std::vector<PriceDifference> differences(const CatalogModel &before, const CatalogModel &after);

/// What an import does with one model.
struct PlannedPrice {
    enum class Kind { New, Changed, Unchanged, KeptTyped };
    Kind kind = Kind::New;
    CatalogModel model; ///< as it will hold; of KeptTyped, as the file would have had it
    std::vector<PriceDifference> differences; ///< of Changed and KeptTyped
};

/// What an import of `models` that holds from `validFrom` on would do, in the order of the names. What the
/// file does not know of a model (limits, features, last day; services, while the standard prices are the same)
/// stays as it is; a price that a person typed and that holds at `validFrom` is never replaced.
[[nodiscard]] std::vector<PlannedPrice>
planImport(const PriceBook &book, const std::vector<CatalogModel> &models, UtcMicros validFrom);
/// The models that the plan writes: New and Changed.
[[nodiscard]] std::vector<CatalogModel> modelsToWrite(const std::vector<PlannedPrice> &plan);

} // namespace assay::catalog
