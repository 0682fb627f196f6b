// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "catalog/modelcatalog.h"
#include "catalog/pricestore.h"
#include "catalog/providerstore.h"
#include "evaluation/comparisonstore.h"
#include "evaluation/datasetstore.h"
#include "evaluation/versionscores.h"
#include "evaluation/votestore.h"
#include "orchestration/orchestrator.h"
#include "orchestration/policystore.h"
#include "prompts/promptstore.h"
#include "prompts/savedsets.h"
#include "release/releasewatch.h"
#include "security/access.h"
#include "security/contentcipher.h"
#include "security/keyvault.h"
#include "simulator/simulator.h"
#include "storage/database.h"
#include "telemetry/connectionlog.h"
#include "telemetry/factsmirror.h"
#include "telemetry/requestlog.h"
#include "transport/httpclient.h"

#include <memory>

#include <QCoroTask>

namespace assay::workspace {

struct WorkspaceOptions {
    QString path; ///< of the *.assay file
    enum class WhenMissing { Refuse, CreateEmpty, CreateSample };
    WhenMissing whenMissing = WhenMissing::Refuse;

    WorkspaceOptions() = default;
};

/// Where a workspace lies when nobody says otherwise: AppDataLocation/sample.assay.
[[nodiscard]] QString defaultWorkspacePath();

/// The composition root: opens a workspace, owns one of each service, stops them in order.
/// Lives on one thread, the engine thread; its services may be called there only unless they say otherwise.
class Workspace final {
public:
    /// Blocks on disk. Errors are sentences that name the file and the way out.
    [[nodiscard]] static Result<std::unique_ptr<Workspace>> open(const WorkspaceOptions &options);
    ~Workspace();

    /// What a new sample workspace still lacks: provider, prompts, dataset. Quick; nothing when it is
    /// complete, or when the workspace is none of the samples.
    [[nodiscard]] QCoro::Task<Result<>> completeSample();
    /// Stops what runs and waits until each call is recorded, at most 5 s. Call before destroying it.
    [[nodiscard]] QCoro::Task<> shutDown();
    /// Stopped once shutDown() began: long work in steps looks here between them.
    [[nodiscard]] std::stop_token stopping() const { return m_stopping.get_token(); }

    [[nodiscard]] WorkspaceId id() const { return m_id; }
    [[nodiscard]] QString path() const { return m_database->path(); }

    [[nodiscard]] Clock &clock() { return m_clock; }
    [[nodiscard]] storage::Database &database() { return *m_database; }
    [[nodiscard]] catalog::ProviderStore &providers() { return *m_providers; }
    [[nodiscard]] const catalog::ModelCatalog &catalog() const { return catalog::ModelCatalog::builtIn(); }
    [[nodiscard]] catalog::PriceStore &priceStore() { return *m_priceStore; }
    /// The prices that hold; calls that begin take them as they are.
    [[nodiscard]] std::shared_ptr<const catalog::PriceBook> prices() const { return m_prices; }
    /// After a change in the price store.
    [[nodiscard]] QCoro::Task<Result<>> reloadPrices();
    [[nodiscard]] security::KeyVault &keys() { return *m_keys; }
    /// What seals content at rest, such as the texts that wait for review: await its ready() before they are read.
    [[nodiscard]] security::ContentCipher &cipher() { return *m_cipher; }
    /// Roles, protected labels, and who did what.
    [[nodiscard]] security::AccessStore &access() { return *m_access; }
    [[nodiscard]] prompts::PromptStore &prompts() { return *m_prompts; }
    [[nodiscard]] prompts::SavedSets &savedSets() { return *m_savedSets; }
    [[nodiscard]] release::ReleaseStore &releases() { return *m_releases; }
    /// Acts on running releases by itself once it is started: a window's business, as health checks are.
    [[nodiscard]] release::ReleaseWatch &releaseWatch() { return *m_releaseWatch; }
    [[nodiscard]] telemetry::RequestLog &log() { return *m_log; }
    [[nodiscard]] telemetry::ConnectionLog &connections() { return *m_connections; }
    [[nodiscard]] telemetry::FactsMirror &facts() { return *m_facts; }
    [[nodiscard]] evaluation::ComparisonStore &comparisons() { return *m_comparisons; }
    [[nodiscard]] evaluation::DatasetStore &datasets() { return *m_datasets; }
    [[nodiscard]] evaluation::VoteStore &votes() { return *m_votes; }
    [[nodiscard]] orchestration::PolicyStore &policies() { return *m_policies; }
    [[nodiscard]] orchestration::Orchestrator &orchestrator() { return *m_orchestrator; }

    /// The address of a provider now. Starts the built-in simulator when a simulated provider asks first.
    [[nodiscard]] QByteArray baseUrl(const catalog::Provider &provider);

    /// Puts a provider's key into the keychain and notes its last four characters, or keeps it for this run only.
    /// InvalidInput when it cannot be a key (empty, spaces or line breaks inside).
    enum class KeyPlace { Keychain, ThisRunOnly };
    [[nodiscard]] QCoro::Task<Result<>> setKey(catalog::Provider provider, security::Secret key, KeyPlace place);
    /// Forgets the key, in the keychain and in memory.
    [[nodiscard]] QCoro::Task<Result<>> removeKey(catalog::Provider provider);
    /// Keeps a changed provider, by its id; its key hint stays what it is. Where the key would go to another
    /// host than before (catalog::keyMayFollow) it needs a word about the key: Stays refuses such a change as a
    /// Conflict, Forgotten removes the key first, GoesAlong is what a person confirmed.
    enum class KeyFate { Stays, GoesAlong, Forgotten };
    [[nodiscard]] QCoro::Task<Result<>> updateProvider(catalog::Provider provider, KeyFate fate);
    /// After providers were added: health checks, where they run, ask those that are there now.
    [[nodiscard]] QCoro::Task<Result<>> providersChanged();
    /// Removes a provider with its key. The log keeps its calls.
    [[nodiscard]] QCoro::Task<Result<>> removeProvider(catalog::Provider provider);

    /// Asks the provider for its models, all pages, and keeps the listing. The free check of address and key.
    [[nodiscard]] QCoro::Task<Result<QList<catalog::ListedModel>>> listModels(catalog::Provider provider);
    /// Checks, keeps and applies how calls are made, from now on.
    [[nodiscard]] QCoro::Task<Result<>> setPolicy(orchestration::Policy policy);
    /// Takes up what another program set meanwhile; true when it differs.
    [[nodiscard]] QCoro::Task<Result<bool>> reloadPolicy();
    /// Begins the health checks that the policy asks for, and again after every change of providers. A window's
    /// business: a command is over before the first check.
    [[nodiscard]] QCoro::Task<Result<>> startHealthChecks();

    /// Local servers that answer a model listing on their usual loopback ports (Ollama, llama.cpp, LM Studio,
    /// vLLM).
    [[nodiscard]] QCoro::Task<QList<catalog::Provider>> findLocalServers();

private:
    /// One free request to a provider: how long it took.
    QCoro::Task<Result<std::chrono::microseconds>> probe(catalog::Provider provider, std::stop_token stop);
    QCoro::Task<Result<>> applyPolicy(orchestration::Policy policy);
    Workspace(std::unique_ptr<storage::Database> database, bool isSample);
    Result<> load();

    bool m_isSample;
    bool m_checksHealth = false;
    quint64 m_policyChanges = 0; ///< grows with each that was applied
    std::stop_source m_stopping;
    WorkspaceId m_id;
    SystemClock m_clock;
    std::unique_ptr<telemetry::FactsMirror> m_facts; ///< before the database: work queued there still feeds it at the end
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<simulator::Simulator> m_simulator;
    std::unique_ptr<catalog::ProviderStore> m_providers;
    std::unique_ptr<catalog::PriceStore> m_priceStore;
    std::shared_ptr<const catalog::PriceBook> m_prices;
    std::unique_ptr<security::KeyVault> m_keys;
    std::unique_ptr<security::ContentCipher> m_cipher;
    std::unique_ptr<security::AccessStore> m_access;
    std::unique_ptr<prompts::PromptStore> m_prompts;
    std::unique_ptr<prompts::SavedSets> m_savedSets;
    std::unique_ptr<release::ReleaseStore> m_releases;
    std::unique_ptr<release::ReleaseWatch> m_releaseWatch;
    std::unique_ptr<evaluation::ComparisonStore> m_comparisons;
    std::unique_ptr<evaluation::DatasetStore> m_datasets;
    std::unique_ptr<evaluation::VoteStore> m_votes;
    std::unique_ptr<telemetry::RequestLog> m_log;
    std::unique_ptr<telemetry::ConnectionLog> m_connections; ///< before the client, which tells it what it closes
    std::unique_ptr<transport::HttpClient> m_http;
    std::unique_ptr<orchestration::PolicyStore> m_policies;
    std::unique_ptr<orchestration::Orchestrator> m_orchestrator;
};

} // namespace assay::workspace
