// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "catalog/provider.h"
#include "orchestration/policy.h"
#include "storage/database.h"

#include <functional>
#include <optional>
#include <vector>

#include <QCoroTask>
#include <QHash>
#include <QList>
#include <QSet>

namespace assay::orchestration {

enum class HealthState {
    Unknown, ///< nothing was heard, or too long ago
    Up,
    Down
};
/// "unknown", "up", "down".
[[nodiscard]] QString healthStateName(HealthState state);

/// What is known of a provider, for display.
struct ProviderHealth {
    ProviderId id;
    QString provider; ///< its name
    HealthState state = HealthState::Unknown;
    UtcMicros since = 0; ///< when this state began; 0 while unknown
    UtcMicros checkedAt = 0; ///< when a probe or a call last told; 0: never
    std::optional<std::chrono::microseconds> latency; ///< of the last good probe or call
    QString error; ///< why it is down, a sentence; empty while up
};

/// Which providers answer. Learns from every real call, and, where the settings have it on, from a free probe
/// (a listing of models) on an interval with jitter.
///
/// Only faults of the other side or of the way to it count (network, timeout, overload, server error, broken
/// answer): one failed probe, or callFailuresToDown failed calls in a row, and a provider is down; one good
/// answer and it is up. An answer that refuses (bad key, used-up quota) comes from a provider that is up.
/// Engine thread. Destroyed only after stop() was awaited; clock, database and what the probe uses outlive
/// it.
class HealthMonitor final {
public:
    /// Sends one free request and tells how long it took; comes back soon once its token is stopped.
    using Probe =
        std::function<QCoro::Task<Result<std::chrono::microseconds>>(catalog::Provider, std::stop_token)>;
    using Random = std::function<double()>; ///< uniform in [0, 1)
    using ChangeHandler = std::function<void(const ProviderHealth &)>;

    static constexpr std::chrono::seconds probeTimeout{10};
    static constexpr int callFailuresToDown = 3;
    /// What was heard counts so long, or three intervals when that is longer; then the state is unknown.
    static constexpr std::chrono::minutes staleAfter{10};

    HealthMonitor(Clock &clock, storage::Database &database, Probe probe, Random random = {});
    ~HealthMonitor();
    HealthMonitor(const HealthMonitor &) = delete;
    HealthMonitor &operator=(const HealthMonitor &) = delete;

    /// Takes up what the last run knew; what is too old shows as unknown. Await before start().
    [[nodiscard]] QCoro::Task<Result<>> load();
    /// Probes these providers from now on, or none when the settings have it off; again after every change of
    /// settings or providers. Forgets providers that are not among them.
    void start(const HealthSettings &settings, const QList<catalog::Provider> &providers);
    /// Ends probes under way and waits for their end.
    [[nodiscard]] QCoro::Task<> stop();

    /// A call was answered; `latency` is the time to its first byte.
    void noteSuccess(const catalog::Provider &provider, std::chrono::microseconds latency);
    void noteFailure(const catalog::Provider &provider, const Error &error);

    [[nodiscard]] bool isDown(ProviderId provider) const;
    /// Every provider that was started or heard of, by name.
    [[nodiscard]] QList<ProviderHealth> snapshot() const;
    /// Called when a provider goes up or down, on the engine thread; a state that only grew old is not told.
    void setChangeHandler(ChangeHandler handler) { m_onChange = std::move(handler); }

private:
    struct Watched {
        ProviderHealth health;
        int failedCalls = 0; ///< in a row
        UtcMicros storedAt = 0;
    };
    QCoro::Task<> watch(catalog::Provider provider, HealthSettings settings, std::stop_token stop);
    // The provider is watch()'s own, which outlives both.
    QCoro::Task<> check(const catalog::Provider &provider, std::stop_token stop);
    QCoro::Task<Result<std::chrono::microseconds>> probeInTime(const catalog::Provider &provider,
                                                               std::stop_token stop);
    [[nodiscard]] Watched &watchedOf(const catalog::Provider &provider);
    void becameUp(Watched &watched, std::optional<std::chrono::microseconds> latency);
    void becameDown(Watched &watched, const QString &error);
    void enter(Watched &watched, HealthState state);
    void store(Watched &watched, bool isChange);
    [[nodiscard]] ProviderHealth aged(const ProviderHealth &health) const;

    Clock &m_clock;
    storage::Database &m_database;
    Probe m_probe;
    Random m_random;
    ChangeHandler m_onChange;
    std::chrono::seconds m_interval{0};
    std::stop_source m_stop;
    std::vector<QCoro::Task<>> m_watches; ///< one for each provider, and those that are ending
    QHash<ProviderId, Watched> m_watched;
    QSet<ProviderId> m_probed; ///< right now
};

} // namespace assay::orchestration
