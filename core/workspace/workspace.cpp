// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspace.h"

#include "orchestration/stages.h"
#include "workspace/sampleworkspace.h"

#include <QCoreApplication>
#include <QCoroFuture>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace assay::workspace {
namespace {

using storage::Connection;
using storage::OpenMode;

QString tr(const char *text)
{
    return QCoreApplication::translate("Workspace", text);
}

Result<std::unique_ptr<storage::Database>> openOrCreate(const WorkspaceOptions &options)
{
    using WhenMissing = WorkspaceOptions::WhenMissing;
    const QFileInfo file(options.path);
    if (file.exists() || options.whenMissing == WhenMissing::Refuse)
        return storage::Database::open(options.path, OpenMode::ReadWrite);
    if (!QDir().mkpath(file.absolutePath())) {
        return fail(ErrorCode::Storage,
                    tr("The folder %1 cannot be created. Choose another place for the workspace.")
                        .arg(file.absolutePath()));
    }
    return storage::Database::open(options.path, OpenMode::Create);
}

/// The value of `key` in the table workspace; empty when there is none.
Result<QString> workspaceValue(Connection &connection, const QString &key)
{
    return connection.exec(u"SELECT value FROM workspace WHERE key = ?"_s, {key}).map([](QSqlQuery *query) {
        return query->next() ? query->value(0).toString() : QString();
    });
}

Result<WorkspaceId> ensureId(Connection &connection, const Clock &clock)
{
    const Result<QString> known = workspaceValue(connection, u"id"_s);
    if (!known)
        return tl::unexpected(known.error());
    if (!known->isEmpty())
        return WorkspaceId::fromString(*known);
    const WorkspaceId id = WorkspaceId::create();
    const QString insert = u"INSERT INTO workspace (key, value) VALUES (?, ?)"_s;
    return connection.exec(insert, {u"id"_s, id.toString()})
        .and_then([&](QSqlQuery *) {
            return connection.exec(insert, {u"created_at"_s, QString::number(clock.utcMicros())});
        })
        .map([&id](QSqlQuery *) { return id; });
}

} // namespace

QString defaultWorkspacePath()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation))
        .filePath(u"sample.assay"_s);
}

Result<std::unique_ptr<Workspace>> Workspace::open(const WorkspaceOptions &options)
{
    Result<std::unique_ptr<storage::Database>> database = openOrCreate(options);
    if (!database)
        return tl::unexpected(database.error());
    const bool isSample = options.whenMissing == WorkspaceOptions::WhenMissing::CreateSample;
    std::unique_ptr<Workspace> workspace(new Workspace(std::move(*database), isSample));
    if (const Result<> loaded = workspace->load(); !loaded)
        return tl::unexpected(loaded.error());
    return workspace;
}

Workspace::Workspace(std::unique_ptr<storage::Database> database, bool isSample)
    : m_isSample(isSample)
    , m_database(std::move(database))
{
}

Workspace::~Workspace() = default;

Result<> Workspace::load()
{
    const Clock &clock = m_clock;
    const Result<WorkspaceId> id =
        m_database
            ->write<WorkspaceId>([&clock](Connection &connection) { return ensureId(connection, clock); })
            .result();
    if (!id)
        return tl::unexpected(id.error());
    m_id = *id;
    m_priceStore = std::make_unique<catalog::PriceStore>(*m_database, m_clock);
    const auto prices = m_priceStore->book().result();
    if (!prices)
        return tl::unexpected(prices.error());
    m_prices = *prices;
    m_policies = std::make_unique<orchestration::PolicyStore>(*m_database);
    const Result<orchestration::Policy> policy = m_policies->load().result();
    if (!policy)
        return tl::unexpected(policy.error());
    auto facts = telemetry::FactsMirror::open(*m_database);
    if (!facts)
        return tl::unexpected(facts.error());

    m_facts = std::move(*facts);
    m_providers = std::make_unique<catalog::ProviderStore>(*m_database, m_clock);
    m_keys = std::make_unique<security::KeyVault>(m_id);
    m_cipher = std::make_unique<security::ContentCipher>(*m_keys);
    m_access = std::make_unique<security::AccessStore>(*m_database, m_clock);
    m_prompts = std::make_unique<prompts::PromptStore>(*m_database, m_clock);
    m_savedSets = std::make_unique<prompts::SavedSets>(*m_database, m_clock);
    m_releases = std::make_unique<release::ReleaseStore>(*m_database, m_clock);
    m_releases->setScores([](storage::Connection &connection, const QString &prompt) {
        return evaluation::versionScores(connection, prompt).map([](const auto &byVersion) {
            QHash<int, std::vector<double>> scores;
            for (auto each = byVersion.cbegin(); each != byVersion.cend(); ++each)
                scores.insert(each.key(), each->scores());
            return scores;
        });
    });
    m_releaseWatch = std::make_unique<release::ReleaseWatch>(*m_releases, m_clock);
    m_comparisons = std::make_unique<evaluation::ComparisonStore>(*m_database);
    m_datasets = std::make_unique<evaluation::DatasetStore>(*m_database, m_clock);
    m_votes = std::make_unique<evaluation::VoteStore>(*m_database, m_clock);
    m_log = std::make_unique<telemetry::RequestLog>(*m_database, *m_facts);
    m_connections = std::make_unique<telemetry::ConnectionLog>(*m_database, m_clock);
    m_http = std::make_unique<transport::HttpClient>();
    m_http->setConnectionObserver(m_connections.get());
    m_orchestrator = std::make_unique<orchestration::Orchestrator>(
        orchestration::Orchestrator::Services{
            m_clock, *m_database, *m_providers, [this] { return m_prices; }, *m_keys, *m_cipher, *m_http,
            *m_log, [this](const catalog::Provider &provider) { return baseUrl(provider); },
            [this](catalog::Provider provider, std::stop_token stop) {
                return probe(std::move(provider), std::move(stop));
            }},
        *policy);
    return {};
}

QCoro::Task<Result<>> Workspace::completeSample()
{
    if (!m_isSample)
        co_return Result<>();
    co_return co_await fillSample(
        *this); // does nothing once it is complete, and completes what a kill interrupted
}

QCoro::Task<Result<>> Workspace::setPolicy(orchestration::Policy policy)
{
    const Result<> saved = co_await m_policies->save(policy);
    if (!saved)
        co_return saved;
    co_return co_await applyPolicy(std::move(policy));
}

QCoro::Task<Result<>> Workspace::applyPolicy(orchestration::Policy policy)
{
    ++m_policyChanges;
    m_orchestrator->setPolicy(std::move(policy));
    if (!m_checksHealth)
        co_return Result<>();
    co_return co_await startHealthChecks();
}

QCoro::Task<Result<>> Workspace::reloadPrices()
{
    auto prices = co_await m_priceStore->book();
    if (!prices)
        co_return tl::unexpected(prices.error());
    m_prices = std::move(*prices);
    co_return Result<>();
}

QCoro::Task<Result<bool>> Workspace::reloadPolicy()
{
    const quint64 changes = m_policyChanges;
    Result<orchestration::Policy> policy = co_await m_policies->load();
    if (!policy)
        co_return tl::unexpected(policy.error());
    // What was set here while it was read is newer.
    if (changes != m_policyChanges || *policy == m_orchestrator->policy())
        co_return false;
    const Result<> applied = co_await applyPolicy(std::move(*policy));
    if (!applied)
        co_return tl::unexpected(applied.error());
    co_return true;
}

QCoro::Task<Result<>> Workspace::startHealthChecks()
{
    orchestration::HealthMonitor &health = m_orchestrator->stages().health;
    if (!std::exchange(m_checksHealth, true)) {
        const Result<> loaded = co_await health.load();
        if (!loaded)
            co_return loaded;
    }
    const Result<QList<catalog::Provider>> providers = co_await m_providers->list();
    if (!providers)
        co_return tl::unexpected(providers.error());
    if (!m_stopping.stop_requested())
        health.start(m_orchestrator->policy().health, *providers);
    co_return Result<>();
}

QCoro::Task<> Workspace::shutDown()
{
    m_stopping.request_stop();
    m_orchestrator->stopAll();
    co_await m_orchestrator->stages().health.stop();
    co_await m_releaseWatch->stop();
    constexpr auto patience = std::chrono::seconds(5);
    const SteadyTime giveUp = m_clock.steadyNow() + patience;
    while (m_orchestrator->runningCount() > 0 && m_clock.steadyNow() < giveUp)
        co_await m_clock.sleepFor(std::chrono::milliseconds(5), {});
}

QByteArray Workspace::baseUrl(const catalog::Provider &provider)
{
    if (!provider.isSimulated)
        return provider.baseUrl.toEncoded();
    if (!m_simulator) {
        auto started = simulator::Simulator::start({});
        if (!started)
            return "http://127.0.0.1:9/v1"; // nothing listens there: the call ends with "refused" and says
                                            // where
        m_simulator = std::move(*started);
    }
    return m_simulator->baseUrl();
}

} // namespace assay::workspace
