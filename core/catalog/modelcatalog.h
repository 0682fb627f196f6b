// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "catalog/catalogmodel.h"
#include "catalog/cost.h"

#include <QDate>
#include <QHash>
#include <QString>
#include <vector>

namespace assay::catalog {

/// The models and prices that come with Assay, from resources/catalog. A value: copy it freely. What a person
/// added to them is in the PriceBook.
class ModelCatalog final {
public:
    /// Reads the project's catalogue file (JSON, see resources/catalog/README.md).
    [[nodiscard]] static Result<ModelCatalog> fromJson(const QByteArray &json);
    /// The catalogue built into the program.
    [[nodiscard]] static const ModelCatalog &builtIn();

    /// Exact name first, then without a trailing date ("gpt-5-2025-08-07" is "gpt-5"); null when unknown.
    [[nodiscard]] const CatalogModel *find(const QString &vendor, const QString &model) const;
    /// By exact name only.
    [[nodiscard]] const CatalogModel *findExact(const QString &vendor, const QString &model) const;
    [[nodiscard]] const std::vector<CatalogModel> &models() const { return m_models; }
    /// The day the prices were read off the vendors' lists.
    [[nodiscard]] QDate pricesAsOf() const { return m_pricesAsOf; }

private:
    std::vector<CatalogModel> m_models;
    QHash<QString, size_t> m_byName; ///< "vendor/model" -> index
    QDate m_pricesAsOf;
};

/// `model` without a trailing date ("-2025-08-07" or "-20250807"); empty when it has none.
[[nodiscard]] QString withoutTrailingDate(const QString &model);

} // namespace assay::catalog
