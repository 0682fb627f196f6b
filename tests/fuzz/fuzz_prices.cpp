// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a price file says, what is taken from it can be kept, read again and billed by, and importing it
// twice changes nothing the second time.
#include "catalog/cost.h"
#include "catalog/litellmprices.h"
#include "catalog/modelentry.h"
#include "catalog/priceimport.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

using namespace assay;
using namespace assay::catalog;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkCosts(const CatalogModel &model)
{
    Usage usage;
    for (const std::int64_t input : {0, 1, 199'999, 200'000, 200'001, 1'000'000}) {
        usage.input = input;
        usage.cachedInput = input / 3;
        usage.cacheWrite = input / 4;
        usage.cacheWrite1h = input / 8;
        usage.output = input / 2;
        usage.reasoning = input / 5;
        for (const ServiceTier tier :
             {ServiceTier::Standard, ServiceTier::Batch, ServiceTier::Flex, ServiceTier::Priority}) {
            const auto split = costSplitOf(model, usage, tier);
            if (!split)
                continue;
            const std::array parts{split->input, split->cachedInput, split->cacheWrite, split->output,
                                   split->reasoning};
            Money sum;
            for (const Money part : parts)
                sum += part;
            require(sum == split->total && *std::min_element(parts.begin(), parts.end()) >= Money());
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size)
{
    const QByteArray file(reinterpret_cast<const char *>(bytes), qsizetype(size));
    const auto prices = readLiteLlmPrices(file);
    if (!prices) {
        require(prices.error().code == ErrorCode::InvalidInput && !prices.error().message.isEmpty());
        return 0;
    }
    std::vector<PriceEntry> entries;
    for (const CatalogModel &model : prices->models) {
        require(problemWith(model).isEmpty());
        const auto reread = modelFromJson(toJson(model));
        require(reread && *reread == model);
        checkCosts(model);
        entries.push_back({model.vendor, model.model, 0, PriceOrigin::LiteLlm, model, 0});
    }
    require(modelsToWrite(planImport(*PriceBook::of(ModelCatalog(), entries), prices->models, 1)).empty());
    return 0;
}
