// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/cost.h"

#include "base/names.h"

#include <algorithm>
#include <array>
#include <limits>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

/// Wide enough for any count of tokens times any price.
__extension__ using Wide = __int128;

constexpr Wide perMillion = 1'000'000; // a price is of so many tokens

enum Part { Input, CachedInput, CacheWrite, Output, Reasoning, PartCount };

/// The exact cost of each part in millionths of a nano-dollar.
using Parts = std::array<Wide, PartCount>;

constexpr std::array tierNames{
    std::pair{ServiceTier::Standard, "standard"_L1},
    std::pair{ServiceTier::Batch, "batch"_L1},
    std::pair{ServiceTier::Flex, "flex"_L1},
    std::pair{ServiceTier::Priority, "priority"_L1},
};

const std::optional<PriceTable> &tableOf(const CatalogModel &model, ServiceTier tier)
{
    static const std::optional<PriceTable> none;
    switch (tier) {
    case ServiceTier::Standard:
        return none;
    case ServiceTier::Batch:
        return model.batch;
    case ServiceTier::Flex:
        return model.flex;
    case ServiceTier::Priority:
        return model.priority;
    }
    Q_UNREACHABLE();
}

/// The prices that hold for a call with so much input; notes in `split` which they are.
const PriceRates &ratesFor(const CatalogModel &model, std::int64_t input, ServiceTier serviceTier,
                           CostSplit &split)
{
    const std::optional<PriceTable> &own = tableOf(model, serviceTier);
    split.serviceTier = own ? serviceTier : ServiceTier::Standard;
    const std::vector<ContextTier> &tiers = own ? own->tiers : model.tiers;
    const auto tier = std::find_if(tiers.rbegin(), tiers.rend(),
                                   [input](const ContextTier &t) { return input > t.aboveTokens; });
    if (tier == tiers.rend())
        return own ? own->rates : model.rates;
    split.aboveTokens = tier->aboveTokens;
    return tier->rates;
}

/// Adds tokens x price to `sum`; false when the price is needed but unknown.
bool addUp(Wide &sum, Wide tokens, const std::optional<Money> &price)
{
    if (tokens <= 0)
        return true;
    if (!price)
        return false;
    sum += tokens * price->nanoUsd();
    return true;
}

/// Empty when a price that is needed is unknown.
std::optional<Parts> partsOf(const Usage &usage, const PriceRates &rates)
{
    const auto cached = rates.cachedInput ? rates.cachedInput : rates.input;
    const auto write = rates.cacheWrite ? rates.cacheWrite : rates.input;
    const auto writeForHour = rates.cacheWrite1h ? rates.cacheWrite1h : write;
    const auto reasoningRate = rates.reasoning ? rates.reasoning : rates.output;
    const Wide written = std::max<std::int64_t>(usage.cacheWrite, 0);
    const Wide writtenForHour = std::clamp<Wide>(usage.cacheWrite1h, 0, written);
    const Wide output = std::max<std::int64_t>(usage.output, 0);
    const Wide reasoning = std::clamp<Wide>(usage.reasoning, 0, output);
    const Wide uncached = Wide(usage.input) - std::max<std::int64_t>(usage.cachedInput, 0) - written;

    Parts parts{};
    const bool areKnown = addUp(parts[Input], uncached, rates.input)
        && addUp(parts[CachedInput], usage.cachedInput, cached)
        && addUp(parts[CacheWrite], written - writtenForHour, write)
        && addUp(parts[CacheWrite], writtenForHour, writeForHour)
        && addUp(parts[Output], output - reasoning, rates.output)
        && addUp(parts[Reasoning], reasoning, reasoningRate);
    return areKnown ? std::optional(parts) : std::nullopt;
}

/// Whole nano-dollars for each part that add up to `total`: rounded down, and what is left goes, one each, to
/// those that lost most (largest remainders).
std::array<std::int64_t, PartCount> shares(const Parts &exact, Wide total)
{
    std::array<std::int64_t, PartCount> whole{};
    std::array<int, PartCount> byLoss{};
    Wide left = total;
    for (int i = 0; i < PartCount; ++i) {
        byLoss[size_t(i)] = i;
        whole[size_t(i)] = std::int64_t(exact[size_t(i)] / perMillion);
        left -= whole[size_t(i)];
    }
    std::stable_sort(byLoss.begin(), byLoss.end(), [&exact](int a, int b) {
        return exact[size_t(a)] % perMillion > exact[size_t(b)] % perMillion;
    });
    for (size_t i = 0; i < byLoss.size() && left > 0; ++i, --left)
        ++whole[size_t(byLoss[i])];
    return whole;
}

} // namespace

QString serviceTierName(ServiceTier tier)
{
    return nameIn(tierNames, tier);
}

std::optional<ServiceTier> serviceTierFromName(QStringView name)
{
    return valueIn(tierNames, name);
}

std::optional<CostSplit> costSplitOf(const CatalogModel &model, const Usage &usage, ServiceTier serviceTier)
{
    CostSplit split;
    const auto exact = partsOf(usage, ratesFor(model, usage.input, serviceTier, split));
    if (!exact)
        return std::nullopt;
    Wide sum = 0;
    for (const Wide part : *exact)
        sum += part;
    const Wide total = (sum + perMillion / 2) / perMillion;
    if (total > std::numeric_limits<std::int64_t>::max())
        return std::nullopt;

    const auto whole = shares(*exact, total);
    split.input = Money::fromNanoUsd(whole[Input]);
    split.cachedInput = Money::fromNanoUsd(whole[CachedInput]);
    split.cacheWrite = Money::fromNanoUsd(whole[CacheWrite]);
    split.output = Money::fromNanoUsd(whole[Output]);
    split.reasoning = Money::fromNanoUsd(whole[Reasoning]);
    split.total = Money::fromNanoUsd(std::int64_t(total));
    return split;
}

std::optional<Money> costOf(const CatalogModel &model, const Usage &usage, ServiceTier serviceTier)
{
    const auto split = costSplitOf(model, usage, serviceTier);
    return split ? std::optional(split->total) : std::nullopt;
}

} // namespace assay::catalog
