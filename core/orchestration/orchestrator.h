// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "catalog/pricebook.h"
#include "catalog/providerstore.h"
#include "orchestration/embedding.h"
#include "orchestration/healthmonitor.h"
#include "orchestration/policy.h"
#include "security/contentcipher.h"
#include "security/keyvault.h"
#include "storage/database.h"
#include "telemetry/requestlog.h"
#include "transport/httpclient.h"

#include <memory>
#include <stop_token>

#include <QCoroTask>

namespace assay::orchestration {

class ProviderClient;
struct Stages;

/// Takes a call through the stages of a call's life. Lives on the engine thread.
class Orchestrator final {
public:
    struct Services {
        Clock &clock;
        storage::Database &database;
        catalog::ProviderStore &providers;
        std::function<std::shared_ptr<const catalog::PriceBook>()> prices; ///< that hold now
        security::KeyVault &keys;
        security::ContentCipher &cipher;
        transport::HttpClient &http;
        telemetry::RequestLog &log;
        /// The address of a provider now; the built-in simulator's changes each start.
        std::function<QByteArray(const catalog::Provider &)> baseUrl;
        HealthMonitor::Probe probe = {}; ///< sends one free request; needed once health checks are started
    };
    Orchestrator(Services services, Policy policy);
    ~Orchestrator();

    /// Runs one call to its end; the result comes only after the call is recorded on disk. `listener` must
    /// live until then. A stop aborts the HTTP request at once and records what was spent.
    [[nodiscard]] QCoro::Task<CompletionResult> complete(CompletionRequest request,
                                                         CompletionListener &listener, std::stop_token stop);

    /// Embeds texts with limits, budgets, safety and a record in the log, as every call; see EmbeddingCalls.
    [[nodiscard]] QCoro::Task<EmbeddingResult> embed(EmbeddingRequest request, std::stop_token stop);
    /// The input tokens of a request as the provider counts them; NotFound where it has no such endpoint.
    /// What the safety policy masks does not leave here either; ContentFiltered where it forbids the text.
    [[nodiscard]] QCoro::Task<Result<std::int64_t>>
    countTokens(catalog::ModelRef model, providers::ModelRequest request, std::stop_token stop);

    /// From now on, also for calls that wait. The policy must be checked().
    void setPolicy(Policy policy);
    [[nodiscard]] const Policy &policy() const;
    /// What the stages know, and their levers.
    [[nodiscard]] Stages &stages();
    /// For providers' keys.
    [[nodiscard]] ProviderClient &client();

    /// Stops every call, also those that start from now on: the program is about to quit.
    void stopAll();
    /// Calls between their start and their result.
    [[nodiscard]] int runningCount() const;

private:
    class Pipeline;
    std::unique_ptr<Pipeline> m_pipeline;
};

} // namespace assay::orchestration
