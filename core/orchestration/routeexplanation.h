// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/call.h"
#include "orchestration/complexity.h"
#include "orchestration/policy.h"
#include "orchestration/router.h"
#include "orchestration/stages.h"

#include <functional>

#include <QCoroTask>

namespace assay::catalog {
class ProviderStore;
class PriceBook;
} // namespace assay::catalog

namespace assay::orchestration {

class ProviderClient;

/// Where a request would go now, and why.
struct RouteExplanation {
    Complexity complexity; ///< of the request
    QList<PlannedModel> places; ///< every candidate, in the order in which they would be tried
    QStringList notes; ///< what a candidate would not be sent
    std::optional<Error> error; ///< why no candidate could be asked

    RouteExplanation() = default;
};

struct RouteServices {
    const Clock &clock;
    catalog::ProviderStore &providers;
    ProviderClient &client;
    std::function<QByteArray(const catalog::Provider &)> baseUrl;
    const Stages &stages;
    std::shared_ptr<const catalog::PriceBook> prices;
};

/// Goes the way that a call goes up to its first attempt; sends nothing. Weighted routes draw anew each time.
/// Engine thread.
[[nodiscard]] QCoro::Task<RouteExplanation> explainRoute(RouteServices services, Policy policy,
                                                         CompletionRequest request);

} // namespace assay::orchestration
