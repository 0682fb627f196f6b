// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/degradedmode.h"

#include <algorithm>

namespace assay::orchestration {
namespace {

/// How the route goes on without the providers that are down; empty when it does not lead to this one.
std::optional<DegradedProvider::StandIn> standInOf(const Route &route, const QString &provider,
                                                   const QSet<QString> &down)
{
    const auto isOf = [&provider](const Route::Candidate &each) { return each.model.provider == provider; };
    const auto isWell = [&down](const Route::Candidate &each) { return !down.contains(each.model.provider); };
    if (std::ranges::none_of(route.candidates, isOf))
        return std::nullopt;
    const auto well = std::ranges::find_if(route.candidates, isWell);
    return DegradedProvider::StandIn{
        route.name, well == route.candidates.end() ? std::nullopt : std::optional(well->model)};
}

} // namespace

QList<DegradedProvider> degradedMode(const QList<ProviderHealth> &health, const QList<Route> &routes)
{
    QList<DegradedProvider> degraded;
    QSet<QString> down;
    for (const ProviderHealth &each : health) {
        if (each.state != HealthState::Down)
            continue;
        down.insert(each.provider);
        degraded.append({each.provider, each.error, {}});
    }
    for (DegradedProvider &each : degraded) {
        for (const Route &route : routes) {
            if (const auto standIn = standInOf(route, each.provider, down))
                each.routes.append(*standIn);
        }
    }
    return degraded;
}

} // namespace assay::orchestration
