// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/providerstore.h"
#include "orchestration/callstate.h"
#include "orchestration/policy.h"
#include "orchestration/providerclient.h"
#include "orchestration/providerdirectory.h"

#include <functional>

namespace assay::orchestration {

/// Finds the models that a call may go to, and makes each ready to be asked.
class Candidates final {
public:
    struct Services {
        const Clock &clock;
        catalog::ProviderStore &providers;
        const catalog::ModelCatalog &catalog;
        ProviderClient &client;
        std::function<QByteArray(const catalog::Provider &)> baseUrl;
    };
    explicit Candidates(Services services);

    /// The models in the order to try them; NotFound for a route that there is not.
    [[nodiscard]] Result<QList<catalog::ModelRef>> plan(const CallState &call, const Policy &policy) const;

    /// Looks up provider and price of one model and fits the request to it. What the provider cannot do is an
    /// InvalidInput, or left out with a note where the policy or the caller says so.
    [[nodiscard]] QCoro::Task<Result<Candidate>> find(catalog::ModelRef model, CallState &call, bool mayDrop);
    /// Adds what sending takes: key and address.
    [[nodiscard]] QCoro::Task<Result<>> unlock(Candidate &candidate);

private:
    [[nodiscard]] Result<> fit(Candidate &candidate, CallState &call, bool mayDrop) const;

    Services m_services;
    ProviderDirectory m_directory;
};

} // namespace assay::orchestration
