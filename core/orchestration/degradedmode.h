// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/healthmonitor.h"
#include "orchestration/policy.h"

namespace assay::orchestration {

/// What is done while a provider is down.
struct DegradedProvider {
    /// A route that leads to the provider, and the first of its models whose provider is not down.
    struct StandIn {
        QString route;
        std::optional<catalog::ModelRef> model; ///< empty: all its providers are down

        friend bool operator==(const StandIn &, const StandIn &) = default;
    };
    QString provider;
    QString reason; ///< a sentence
    QList<StandIn> routes;
};

/// For every provider that is down, in the order given. Which stand-in a route takes may differ by what a
/// request needs and by the route's policy; named is the first in its order. A call that names a model of the
/// provider itself has no stand-in: it is tried all the same, and ends with the provider's error. Pure.
[[nodiscard]] QList<DegradedProvider> degradedMode(const QList<ProviderHealth> &health,
                                                   const QList<Route> &routes);

} // namespace assay::orchestration
