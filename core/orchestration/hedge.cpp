// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/hedge.h"

#include <algorithm>

namespace assay::orchestration {

std::optional<std::chrono::milliseconds> hedgeDelay(const HedgeSettings &settings, const RecentCalls &recent,
                                                    const catalog::ModelRef &model)
{
    if (!settings.enabled)
        return std::nullopt;
    const auto usual = recent.firstTokenPercentile(model, settings.afterPercentile, hedgeMinimumSamples);
    if (!usual)
        return std::nullopt;
    return std::max(settings.minDelay, std::chrono::ceil<std::chrono::milliseconds>(*usual));
}

} // namespace assay::orchestration
