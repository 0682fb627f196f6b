// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/modeledit.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

constexpr Money maxPrice = Money::fromNanoUsd(1'000'000'000'000'000);

constexpr std::array abilities{
    AbilityName{"vision"_L1, &CatalogModel::vision},
    AbilityName{"tools"_L1, &CatalogModel::tools},
    AbilityName{"json_schema"_L1, &CatalogModel::jsonSchema},
    AbilityName{"reasoning"_L1, &CatalogModel::reasoning},
};

void setTier(std::vector<ContextTier> &tiers, std::int64_t aboveTokens, const PriceRates &rates)
{
    const auto at = std::lower_bound(tiers.begin(), tiers.end(), aboveTokens,
                                     [](const ContextTier &tier, std::int64_t above) {
                                         return tier.aboveTokens < above;
                                     });
    if (at != tiers.end() && at->aboveTokens == aboveTokens)
        at->rates = rates;
    else
        tiers.insert(at, {aboveTokens, rates});
}

std::optional<PriceTable> *serviceOf(CatalogModel &model, ServiceTier service)
{
    switch (service) {
    case ServiceTier::Standard:
        break;
    case ServiceTier::Batch:
        return &model.batch;
    case ServiceTier::Flex:
        return &model.flex;
    case ServiceTier::Priority:
        return &model.priority;
    }
    return nullptr;
}

} // namespace

CatalogModel withRates(CatalogModel model, const RateTarget &target, const PriceRates &rates)
{
    std::optional<PriceTable> *service = serviceOf(model, target.service);
    if (service == nullptr) {
        if (target.aboveTokens > 0)
            setTier(model.tiers, target.aboveTokens, rates);
        else
            model.rates = rates;
        return model;
    }
    if (!*service)
        *service = PriceTable{model.rates, {}};
    if (target.aboveTokens > 0)
        setTier((*service)->tiers, target.aboveTokens, rates);
    else
        (*service)->rates = rates;
    return model;
}

std::optional<Money> priceFromText(const QString &text)
{
    const std::optional<Money> price = Money::fromDecimal(text.trimmed());
    return price && *price >= Money() && *price <= maxPrice ? price : std::nullopt;
}

std::span<const AbilityName> abilityNames()
{
    return abilities;
}

std::vector<PricePeriod> pricePeriods(const PriceBook &book, const QString &vendor, const QString &model,
                                      UtcMicros now)
{
    const CatalogModel *known = book.builtIn().findExact(vendor, model);
    const std::optional<CatalogModel> builtIn = known != nullptr ? std::optional(*known) : std::nullopt;
    std::vector<PricePeriod> periods;
    if (builtIn)
        periods.push_back({{}, PriceOrigin::BuiltIn, builtIn, {}});
    for (const PriceEntry &entry : book.history(vendor, model)) {
        PricePeriod period{entry.validFrom, entry.price ? entry.origin : PriceOrigin::BuiltIn,
                           entry.price ? entry.price : builtIn, entry.createdAt};
        period.endsOthers = !entry.price;
        periods.push_back(std::move(period));
    }
    const auto current = std::find_if(periods.rbegin(), periods.rend(), [now](const PricePeriod &period) {
        return period.from.value_or(0) <= now;
    });
    if (current != periods.rend())
        current->holdsNow = true;
    return periods;
}

} // namespace assay::catalog
