// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "catalog/modelcatalog.h"
#include "catalog/providerstore.h"
#include "orchestration/retrypolicy.h"
#include "providers/codec.h"
#include "security/keyvault.h"
#include "telemetry/requestlog.h"
#include "transport/httpclient.h"

#include <memory>
#include <stop_token>

#include <QCoroTask>

namespace assay::orchestration {

/// One call as a caller asks for it.
struct CompletionRequest {
    catalog::ModelRef target;
    std::vector<providers::Message> messages;
    providers::Parameters parameters;
    bool stream = true;
    bool useCache = false; ///< take the answer of an identical call of this run, if there is one

    telemetry::CallSource source = telemetry::CallSource::Window;
    QString prompt; ///< name of the prompt it came from; empty for free text
    int promptVersion = 0; ///< 0: draft or free text
    std::optional<RunId> run;

    CompletionRequest() = default; // see transport::HttpRequest
};

/// Hears of a call while it runs, on the engine's thread.
class CompletionListener {
public:
    virtual ~CompletionListener() = default;
    virtual void onDelta(const providers::Delta &delta) = 0;
    /// An attempt failed before any delta and another follows after `wait`.
    virtual void onRetry(const Error &error, int nextAttempt, std::chrono::milliseconds wait) = 0;
};

/// How a call ended. `record` is in the store already.
struct CompletionResult {
    providers::Completion completion; ///< its error is set when the call failed; partial text is kept
    telemetry::CallRecord record; ///< without request and response content
    QString formatProblem; ///< a JSON answer was asked for and this is none: why not
};

/// Takes a call through the stages of a call's life. Lives on the engine thread.
class Orchestrator final {
public:
    struct Services {
        Clock &clock;
        catalog::ProviderStore &providers;
        const catalog::ModelCatalog &catalog;
        security::KeyVault &keys;
        transport::HttpClient &http;
        telemetry::RequestLog &log;
        /// The address of a provider now; the built-in simulator's changes each start.
        std::function<QByteArray(const catalog::Provider &)> baseUrl;
        std::optional<Money> monthlyBudget; ///< hard; empty for none
        std::function<Money(UtcMicros from)> spentSince;
    };
    explicit Orchestrator(Services services);
    ~Orchestrator();

    /// Runs one call to its end; the result comes only after the call is recorded on disk. `listener` must
    /// live until then. A stop aborts the HTTP request at once and records what was spent.
    [[nodiscard]] QCoro::Task<CompletionResult> complete(CompletionRequest request,
                                                         CompletionListener &listener, std::stop_token stop);

    void setRetryPolicy(RetryPolicy policy);
    /// Stops every call, also those that start from now on: the program is about to quit.
    void stopAll();
    /// Calls between their start and their result.
    [[nodiscard]] int runningCount() const;

private:
    class Pipeline;
    std::unique_ptr<Pipeline> m_pipeline;
};

} // namespace assay::orchestration
