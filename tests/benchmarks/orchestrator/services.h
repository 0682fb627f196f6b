// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/orchestrator.h"

#include <chrono>
#include <memory>

#include <QProcess>
#include <QTemporaryDir>

namespace assay::bench {

class Silent final : public orchestration::CompletionListener {
public:
    void onDelta(const providers::Delta &) override { }
    void onRetry(const Error &, int, std::chrono::milliseconds) override { }
};

struct SimulatorPace {
    std::chrono::milliseconds latency{0};
    int answerTokens = 16;
};

/// A simulator in a process of its own, so that it does not share the engine's core or its clock: this
/// program with --serve.
class SimulatorProcess final {
public:
    explicit SimulatorProcess(const SimulatorPace &pace);
    ~SimulatorProcess();
    [[nodiscard]] QByteArray url() const { return m_url; }

private:
    QProcess m_process;
    QByteArray m_url;
};

/// An engine on an empty workspace whose one provider is the simulator.
struct Services {
    explicit Services(QByteArray url);

    QTemporaryDir folder;
    SystemClock clock;
    std::unique_ptr<telemetry::FactsMirror> facts; // outlives the database, as RequestLog asks
    std::unique_ptr<storage::Database> database;
    telemetry::RequestLog log;
    catalog::ProviderStore providers;
    security::KeyVault keys;
    security::ContentCipher cipher;
    transport::HttpClient http;
    std::shared_ptr<const catalog::PriceBook> prices =
        catalog::PriceBook::of(catalog::ModelCatalog::builtIn());
    orchestration::Orchestrator orchestrator;
};

/// User and system time of this process, all threads.
[[nodiscard]] double cpuSeconds();
/// Memory of this process that is in use, KiB.
[[nodiscard]] double residentKib();

} // namespace assay::bench
