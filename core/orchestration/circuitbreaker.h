// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "catalog/provider.h"
#include "orchestration/policy.h"

#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>

namespace assay::orchestration {

enum class BreakerState {
    Closed, ///< calls pass
    Open, ///< calls are refused for a while
    HalfOpen, ///< a few calls pass as probes
    ForcedOpen, ///< an admin stopped the model
    ForcedClosed ///< an admin lets every call pass, whatever happens
};
/// "closed", "open", "half_open", "forced_open", "forced_closed".
[[nodiscard]] QString breakerStateName(BreakerState state);
[[nodiscard]] std::optional<BreakerState> breakerStateFromName(QStringView name);

/// A change of state.
struct BreakerEvent {
    UtcMicros at = 0;
    catalog::ModelRef model;
    BreakerState from = BreakerState::Closed;
    BreakerState to = BreakerState::Closed;
    QString reason; ///< a sentence
    QString who; ///< who forced it; empty when the breaker decided
};

/// A model's circuit, for display.
struct BreakerStatus {
    catalog::ModelRef model;
    BreakerState state = BreakerState::Closed;
    int calls = 0; ///< counted in the window
    int failures = 0;
    int slow = 0;
    std::optional<std::chrono::milliseconds> opensProbesIn; ///< while open; 0 when the next call is a probe
    QString reason; ///< of the last change; empty when there was none
    QString who;
};

/// Stops asking a model that keeps failing or got slow, and probes it after a while. One circuit per
/// provider and model.
///
/// Closed: the share of failed and of slow calls in the last `window` opens it, once `minimumCalls` are in.
/// Open: refuses for `openFor`, then is half-open. Half-open: up to `probes` calls pass; as many good ones
/// close it, a failed or slow one opens it again. What comes back after the state changed counts no more.
/// Only faults of the other side count as failures (network, overload, server error, timeout, broken
/// answers), not bad requests or a used-up limit. One thread.
class CircuitBreaker final {
    struct Circuit;

public:
    enum class Forced { None, Open, Closed };
    using EventHandler = std::function<void(const BreakerEvent &)>;

    CircuitBreaker(const Clock &clock, const BreakerSettings &settings);
    ~CircuitBreaker();
    CircuitBreaker(const CircuitBreaker &) = delete;
    CircuitBreaker &operator=(const CircuitBreaker &) = delete;

    /// Leave for one attempt. Tell it how the attempt ended, at most once; an end without word (the call was
    /// cancelled, nothing was sent) counts nothing and frees the probe. The breaker must outlive it.
    class Ticket final {
    public:
        Ticket(Ticket &&other) noexcept
            : m_breaker(std::exchange(other.m_breaker, nullptr))
            , m_circuit(other.m_circuit)
            , m_generation(other.m_generation)
        {
        }
        Ticket &operator=(Ticket &&other) noexcept
        {
            std::swap(m_breaker, other.m_breaker);
            std::swap(m_circuit, other.m_circuit);
            std::swap(m_generation, other.m_generation);
            return *this;
        }
        ~Ticket() { abandoned(); }
        /// `firstToken` is the time from the request to the first token (or the answer, when not streamed).
        void succeeded(std::chrono::nanoseconds firstToken);
        /// An answer that refuses this one request (bad key, bad request, filtered) shows that the other side
        /// works and counts as good; errors that are neither (rate limited, quota, cancelled) count nothing.
        void failed(const Error &error);
        void abandoned();

    private:
        friend class CircuitBreaker;
        Ticket(CircuitBreaker *breaker, Circuit *circuit, std::uint64_t generation)
            : m_breaker(breaker)
            , m_circuit(circuit)
            , m_generation(generation)
        {
        }
        CircuitBreaker *m_breaker; ///< null once the outcome is told
        Circuit *m_circuit;
        std::uint64_t m_generation;
    };

    /// Overloaded, with the rest of the pause as retryAfter, while the circuit is open or its probes are out.
    [[nodiscard]] Result<Ticket> allow(const catalog::ModelRef &model);
    /// Whether allow() would refuse now; changes nothing. For the router.
    [[nodiscard]] bool isRefusing(const catalog::ModelRef &model) const;

    /// An admin's word; None gives the circuit back to the breaker, closed and with nothing counted. Said
    /// again with another reason, it is no change of state: the status has the new reason.
    void force(const catalog::ModelRef &model, Forced forced, const QString &who, const QString &reason);
    void setSettings(const BreakerSettings &settings) { m_settings = settings; }
    /// Called for every change of state, on the breaker's thread.
    void setEventHandler(EventHandler handler) { m_onEvent = std::move(handler); }

    /// Every model that was asked or forced so far, by provider and model.
    [[nodiscard]] QList<BreakerStatus> states() const;

private:
    [[nodiscard]] Circuit &circuitOf(const catalog::ModelRef &model);
    void settle(Circuit &circuit, std::uint64_t generation, bool isFailure, bool isSlow);
    void change(Circuit &circuit, BreakerState to, const QString &reason, const QString &who);

    const Clock &m_clock;
    BreakerSettings m_settings;
    EventHandler m_onEvent;
    std::unordered_map<QString, std::unique_ptr<Circuit>> m_circuits;
};

} // namespace assay::orchestration
