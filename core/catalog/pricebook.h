// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "catalog/modelcatalog.h"

#include <memory>
#include <QStringList>

namespace assay::catalog {

/// Who said what a model costs.
enum class PriceOrigin { BuiltIn, LiteLlm, Person };

/// "built-in", "litellm", "person": as kept in the store and in JSON.
[[nodiscard]] QString priceOriginName(PriceOrigin origin);
[[nodiscard]] std::optional<PriceOrigin> priceOriginFromName(QStringView name);

/// What holds for a model from a moment on, until its next entry.
struct PriceEntry {
    QString vendor;
    QString model;
    UtcMicros validFrom = 0;
    PriceOrigin origin = PriceOrigin::Person;
    std::optional<CatalogModel> price; ///< empty: from here on the built-in list holds again
    UtcMicros createdAt = 0; ///< when it was written down, as opposed to since when it holds

    friend bool operator==(const PriceEntry &, const PriceEntry &) = default;
};

/// All prices of a workspace as they were when it was made: the built-in list and what a person set or
/// imported. Never changes, so that any thread may read it; after a change the engine takes a new one.
class PriceBook final {
public:
    /// The later of two entries of a model with the same `validFrom` counts. `problems`: see problems().
    [[nodiscard]] static std::shared_ptr<const PriceBook>
    of(ModelCatalog builtIn, std::vector<PriceEntry> entries = {}, QStringList problems = {});

    /// What holds for a model at `at`: its newest entry not after that, else the built-in list; by exact name
    /// first, then without a trailing date. Null when nothing is known. Lives as long as the book.
    [[nodiscard]] const CatalogModel *find(const QString &vendor, const QString &model, UtcMicros at) const;

    /// The entries of exactly this model, oldest first; empty when there is only the built-in list's.
    [[nodiscard]] std::vector<PriceEntry> history(const QString &vendor, const QString &model) const;
    /// What holds for exactly this model at `at` by an entry of the workspace; null when none does.
    [[nodiscard]] const PriceEntry *entryAt(const QString &vendor, const QString &model, UtcMicros at) const;
    /// Everything that holds at `at`: the built-in list in its order, then what only the workspace knows by
    /// name. Pointers live as long as the book.
    [[nodiscard]] std::vector<const CatalogModel *> models(UtcMicros at) const;
    [[nodiscard]] const ModelCatalog &builtIn() const { return m_builtIn; }
    /// A sentence for each entry of the workspace that could not be read and so does not count.
    [[nodiscard]] const QStringList &problems() const { return m_problems; }

private:
    PriceBook(ModelCatalog builtIn, std::vector<PriceEntry> entries, QStringList problems);
    [[nodiscard]] const CatalogModel *findExact(const QString &vendor, const QString &model,
                                                UtcMicros at) const;

    ModelCatalog m_builtIn;
    QHash<QString, std::vector<PriceEntry>> m_entries; ///< by "vendor/model", sorted by validFrom
    QStringList m_problems;
};

} // namespace assay::catalog
