// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/money.h"
#include "base/result.h"
#include "catalog/usage.h"

#include <optional>
#include <QDate>
#include <QHash>
#include <QString>
#include <vector>

namespace assay::catalog {

/// US dollars per million tokens. A price that the list does not have is empty, never 0.
struct PriceRates {
    std::optional<Money> input;
    std::optional<Money> cachedInput; ///< empty: cached tokens cost what `input` costs
    std::optional<Money> cacheWrite; ///< empty: likewise
    std::optional<Money> output;
};

/// One model of the price list: what it can and what it costs.
struct CatalogModel {
    QString vendor;
    QString model;
    std::optional<std::int64_t> contextWindow; ///< tokens
    std::optional<std::int64_t> maxOutput; ///< tokens
    PriceRates rates;
    std::optional<std::int64_t> tierAboveTokens; ///< input beyond this bills the whole call at `tierRates`
    PriceRates tierRates;
    bool vision = false;
    bool tools = false;
    bool jsonSchema = false;
    bool reasoning = false;
    std::optional<QDate> deprecatedOn;
};

/// The cost of `usage`, rounded half up to the nano-dollar once at the end; empty when a price it needs is
/// unknown. Formula: (input - cachedInput - cacheWrite) x input + cachedInput x cached + cacheWrite x write +
/// output x output.
[[nodiscard]] std::optional<Money> costOf(const CatalogModel &model, const Usage &usage);

/// The models and prices Assay knows, from resources/catalog. A value: copy it freely.
class ModelCatalog final {
public:
    /// Reads the project's catalogue file (JSON, see resources/catalog/README.md).
    [[nodiscard]] static Result<ModelCatalog> fromJson(const QByteArray &json);
    /// The catalogue built into the program.
    [[nodiscard]] static const ModelCatalog &builtIn();

    /// Exact name first, then without a trailing date ("gpt-5-2025-08-07" is "gpt-5"); null when unknown.
    [[nodiscard]] const CatalogModel *find(const QString &vendor, const QString &model) const;
    [[nodiscard]] const std::vector<CatalogModel> &models() const { return m_models; }
    /// The day the prices were read off the vendors' lists.
    [[nodiscard]] QDate pricesAsOf() const { return m_pricesAsOf; }

private:
    std::vector<CatalogModel> m_models;
    QHash<QString, size_t> m_byName; ///< "vendor/model" -> index
    QDate m_pricesAsOf;
};

} // namespace assay::catalog
