// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "catalog/pricebook.h"
#include "storage/database.h"

#include <QFuture>

namespace assay::catalog {

/// The prices that a workspace added to the built-in list, each with the moment from which it holds. Changing
/// them changes no recorded cost. Such moments are kept to the second. Thread-safe through Database.
class PriceStore final {
public:
    PriceStore(storage::Database &database, const Clock &clock);

    /// A snapshot of all prices. An entry that cannot be read does not count, and is among its problems().
    [[nodiscard]] QFuture<Result<std::shared_ptr<const PriceBook>>> book();

    /// Writes what holds for `model` from `validFrom` on; an entry of that very moment is replaced.
    /// InvalidInput for what problemWith() (modelentry.h) refuses.
    [[nodiscard]] QFuture<Result<>> set(CatalogModel model, UtcMicros validFrom, PriceOrigin origin);
    /// The same for many, all or none.
    [[nodiscard]] QFuture<Result<>> setAll(std::vector<CatalogModel> models, UtcMicros validFrom,
                                           PriceOrigin origin);
    /// From `validFrom` on the built-in list holds again. NotFound when the model has no entry before that.
    [[nodiscard]] QFuture<Result<>> end(const QString &vendor, const QString &model, UtcMicros validFrom);
    /// Strikes an entry that was a mistake, as if it had never been. NotFound names the model's entries.
    [[nodiscard]] QFuture<Result<>> remove(const QString &vendor, const QString &model, UtcMicros validFrom);

private:
    storage::Database &m_database;
    const Clock &m_clock;
};

} // namespace assay::catalog
