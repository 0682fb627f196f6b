// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/pricedmodels.h"

namespace assay::ui {

QList<PricedModel> pricedModels(const catalog::PriceBook &book, const QString &vendor,
                                const QList<catalog::ListedModel> &listed, UtcMicros now)
{
    QList<PricedModel> models;
    for (const catalog::ListedModel &each : listed) {
        PricedModel model{each, {}};
        if (const catalog::CatalogModel *known = book.find(vendor, each.id, now))
            model.known = *known;
        if (const catalog::PriceEntry *entry = book.entryAt(vendor, each.id, now); entry && entry->price) {
            model.origin = entry->origin;
            model.since = entry->validFrom;
        }
        models.append(std::move(model));
    }
    return models;
}

catalog::CatalogModel withRates(const PricedModel &model, const QString &vendor,
                                const catalog::PriceRates &rates)
{
    catalog::CatalogModel priced = model.known.value_or(catalog::CatalogModel());
    priced.vendor = vendor;
    priced.model = model.listed.id;
    priced.rates = rates;
    priced.tiers.clear();
    priced.batch.reset();
    priced.flex.reset();
    priced.priority.reset();
    return priced;
}

} // namespace assay::ui
