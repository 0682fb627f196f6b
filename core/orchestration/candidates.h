// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/providerstore.h"
#include "orchestration/callstate.h"
#include "orchestration/policy.h"
#include "orchestration/providerclient.h"
#include "orchestration/providerdirectory.h"
#include "orchestration/router.h"
#include "orchestration/stages.h"

#include <functional>

namespace assay::orchestration {

/// Finds the models that a call may go to, by the routing policies, and makes each ready to be asked.
class Candidates final {
public:
    struct Services {
        const Clock &clock;
        catalog::ProviderStore &providers;
        ProviderClient &client;
        std::function<QByteArray(const catalog::Provider &)> baseUrl;
        const Stages &stages;
    };
    explicit Candidates(Services services);

    /// The models that a call may go to, in the order to try them, each with its provider, its price and the
    /// request as it gets it. The trace tells each one's place. An error when there is none: the route is
    /// unknown, or the reason why the last one was passed over.
    [[nodiscard]] QCoro::Task<Result<std::vector<Candidate>>> find(CallState &call, const Policy &policy);
    /// Adds what sending takes: key and address.
    [[nodiscard]] QCoro::Task<Result<>> unlock(Candidate &candidate, std::stop_token stop);

private:
    struct Leniency {
        bool mayDrop = false; ///< what a model does not take is left out; else it is not asked
        bool isNamed = true; ///< by the caller; else it is one of a route's
    };
    QCoro::Task<Result<Candidate>> candidateFor(catalog::ModelRef model, CallState &call, Leniency leniency);
    [[nodiscard]] Result<> fit(Candidate &candidate, CallState &call, Leniency leniency) const;
    /// What the router weighs.
    QCoro::Task<CandidateInfo> infoOf(const Candidate &candidate, int weight);

    Services m_services;
    ProviderDirectory m_directory;
};

} // namespace assay::orchestration
