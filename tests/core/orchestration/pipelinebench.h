// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/orchestrator.h"
#include "orchestration/stages.h"
#include "simulator/simulator.h"
#include "support/awaiting.h"

#include <QTemporaryDir>

namespace assay::test {

using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class Recorder final : public CompletionListener {
public:
    void onDelta(const providers::Delta &delta) override
    {
        text += delta.text;
        if (onFirstDelta)
            std::exchange(onFirstDelta, nullptr)();
    }
    void onRetry(const Error &error, int, std::chrono::milliseconds wait) override
    {
        retries.append({error.code, wait});
    }

    void onAskedAgain(const QString &) override
    {
        ++askedAgain;
        text.clear();
    }

    int askedAgain = 0;
    QString text;
    QList<std::pair<ErrorCode, std::chrono::milliseconds>> retries;
    std::function<void()> onFirstDelta;
};

/// Retries at once: the policy's arithmetic has tests of its own.
inline Policy quickRetries()
{
    Policy policy;
    policy.retry.baseDelay = 1ms;
    return policy;
}

/// A workspace's services around an orchestrator, with a simulator as its provider.
struct Bench {
    explicit Bench(simulator::SimulatorOptions options = {}, Policy policy = quickRetries(),
                   WorkspaceId workspace = WorkspaceId::create())
        : simulated(std::move(*simulator::Simulator::start(std::move(options))))
        , database(
              std::move(*storage::Database::open(folder.filePath(u"w.assay"_s), storage::OpenMode::Create)))
        , log(*database, *(facts = std::move(*telemetry::FactsMirror::open(*database))))
        , providers(*database, clock)
        , keys(workspace)
        , cipher(keys)
        , orchestrator({clock, *database, providers, [this] { return prices; }, keys, cipher, http, log,
                        [this](const catalog::Provider &provider) {
                            return provider.isSimulated ? simulated->baseUrl() : provider.baseUrl.toEncoded();
                        }},
                       std::move(policy))
    {
        catalog::Provider provider;
        provider.id = ProviderId::create();
        provider.name = u"simulated"_s;
        provider.vendor = u"simulated"_s;
        provider.baseUrl = QUrl(u"http://127.0.0.1:9/v1"_s);
        provider.isSimulated = true;
        provider.needsKey = false;
        if (auto added = await(providers.add(provider)); !added)
            qFatal("%s", qPrintable(added.error().message));
    }

    CompletionResult complete(CompletionRequest request, std::stop_token stop = {})
    {
        return await(orchestrator.complete(std::move(request), recorder, std::move(stop)));
    }
    telemetry::CallRecord logged(const CompletionResult &result)
    {
        const auto record = await(log.call(result.record.id));
        if (!record)
            qFatal("the call is not in the log: %s", qPrintable(record.error().message));
        return *record;
    }

    QTemporaryDir folder;
    SystemClock clock;
    std::unique_ptr<simulator::Simulator> simulated;
    std::unique_ptr<telemetry::FactsMirror> facts; // outlives the database, as RequestLog asks
    std::unique_ptr<storage::Database> database;
    telemetry::RequestLog log;
    catalog::ProviderStore providers;
    security::KeyVault keys;
    security::ContentCipher cipher;
    transport::HttpClient http;
    std::shared_ptr<const catalog::PriceBook> prices =
        catalog::PriceBook::of(catalog::ModelCatalog::builtIn());
    Orchestrator orchestrator;
    Recorder recorder;
};

inline CompletionRequest request(const QString &model = u"sim-swift"_s)
{
    CompletionRequest request;
    request.target = {u"simulated"_s, model};
    request.messages = {{providers::Role::User, u"Say hello in a sentence."_s}};
    return request;
}

inline simulator::SimulatorOptions atOnce()
{
    simulator::SimulatorOptions options;
    options.latency = 0ms;
    options.tokensPerSecond = 0;
    return options;
}

} // namespace assay::test
