// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/circuitbreaker.h"

#include <algorithm>
#include <deque>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

/// The translation context; see transport/transporttr.h.
struct CircuitBreakerTr {
    Q_DECLARE_TR_FUNCTIONS(CircuitBreakerTr)
};

bool isFaultOfTheirs(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Network:
    case ErrorCode::Overloaded:
    case ErrorCode::ServerError:
    case ErrorCode::Timeout:
    case ErrorCode::MalformedResponse:
        return true;
    default:
        return false;
    }
}

/// Errors that the other side made by looking at the request: it is there and works.
bool isAnswer(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Authentication:
    case ErrorCode::Permission:
    case ErrorCode::NotFound:
    case ErrorCode::InvalidRequest:
    case ErrorCode::ContextLengthExceeded:
    case ErrorCode::ContentFiltered:
        return true;
    default:
        return false;
    }
}

bool reaches(int part, int whole, int percent)
{
    return static_cast<std::int64_t>(part) * 100 >= static_cast<std::int64_t>(whole) * percent;
}

} // namespace

QString breakerStateName(BreakerState state)
{
    switch (state) {
    case BreakerState::Closed:
        return u"closed"_s;
    case BreakerState::Open:
        return u"open"_s;
    case BreakerState::HalfOpen:
        return u"half_open"_s;
    case BreakerState::ForcedOpen:
        return u"forced_open"_s;
    case BreakerState::ForcedClosed:
        return u"forced_closed"_s;
    }
    return {};
}

std::optional<BreakerState> breakerStateFromName(QStringView name)
{
    for (const BreakerState state : {BreakerState::Closed, BreakerState::Open, BreakerState::HalfOpen,
                                     BreakerState::ForcedOpen, BreakerState::ForcedClosed}) {
        if (breakerStateName(state) == name)
            return state;
    }
    return std::nullopt;
}

struct CircuitBreaker::Circuit {
    struct Outcome {
        SteadyTime at;
        bool isFailure;
        bool isSlow;
    };
    catalog::ModelRef model;
    BreakerState state = BreakerState::Closed;
    std::uint64_t generation = 0; ///< grows with each change, so that late outcomes are known as such
    std::deque<Outcome> outcomes; ///< of the window
    int failures = 0; ///< in outcomes
    int slow = 0; ///< in outcomes
    SteadyTime openUntil{};
    int probesOut = 0;
    int goodProbes = 0;
    QString reason;
    QString who;

    void note(Outcome outcome)
    {
        outcomes.push_back(outcome);
        failures += outcome.isFailure ? 1 : 0;
        slow += outcome.isSlow ? 1 : 0;
    }
    void dropUntil(SteadyTime end)
    {
        while (!outcomes.empty() && outcomes.front().at <= end) {
            failures -= outcomes.front().isFailure ? 1 : 0;
            slow -= outcomes.front().isSlow ? 1 : 0;
            outcomes.pop_front();
        }
    }
    void clear()
    {
        outcomes.clear();
        failures = slow = probesOut = goodProbes = 0;
    }
    [[nodiscard]] bool hasRoomForProbe(int probes) const { return probesOut + goodProbes < probes; }
};

CircuitBreaker::CircuitBreaker(const Clock &clock, const BreakerSettings &settings)
    : m_clock(clock)
    , m_settings(settings)
{
}

CircuitBreaker::~CircuitBreaker() = default;

CircuitBreaker::Circuit &CircuitBreaker::circuitOf(const catalog::ModelRef &model)
{
    std::unique_ptr<Circuit> &circuit = m_circuits[model.toString()];
    if (!circuit) {
        circuit = std::make_unique<Circuit>();
        circuit->model = model;
    }
    return *circuit;
}

void CircuitBreaker::change(Circuit &circuit, BreakerState to, const QString &reason, const QString &who)
{
    const BreakerEvent event{m_clock.utcMicros(), circuit.model, circuit.state, to, reason, who};
    circuit.state = to;
    ++circuit.generation;
    circuit.clear();
    circuit.reason = reason;
    circuit.who = who;
    if (to == BreakerState::Open)
        circuit.openUntil = m_clock.steadyNow() + m_settings.openFor;
    if (m_onEvent)
        m_onEvent(event);
}

namespace {

Error stopped(const catalog::ModelRef &model, const QString &reason)
{
    const QString words = reason.endsWith(u'.') ? reason.chopped(1) : reason;
    const QString why = words.isEmpty() ? QString() : CircuitBreakerTr::tr(" (%1)").arg(words);
    return {ErrorCode::Overloaded,
            CircuitBreakerTr::tr("%1 was stopped by an administrator%2. Use another model, or let it run "
                                 "again with: assayctl breaker reset %1")
                .arg(model.toString(), why),
            {},
            false,
            {}};
}

Error refusal(const catalog::ModelRef &model, SteadyTime::duration rest)
{
    Error error{ErrorCode::Overloaded, {}, {}, false, {}};
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(
        std::max(rest, SteadyTime::duration(std::chrono::seconds(1))));
    error.retryAfter = seconds;
    error.message =
        CircuitBreakerTr::tr(
            "%1 failed too often or was too slow lately and is left alone for a while. Try again in "
            "%2 s, or use another model.")
            .arg(model.toString())
            .arg(seconds.count());
    return error;
}

} // namespace

Result<CircuitBreaker::Ticket> CircuitBreaker::allow(const catalog::ModelRef &model)
{
    Circuit &circuit = circuitOf(model);
    const SteadyTime now = m_clock.steadyNow();
    if (circuit.state == BreakerState::ForcedOpen)
        return tl::unexpected(stopped(model, circuit.reason));
    if (circuit.state == BreakerState::Open) {
        if (now < circuit.openUntil)
            return tl::unexpected(refusal(model, circuit.openUntil - now));
        change(circuit, BreakerState::HalfOpen,
               CircuitBreakerTr::tr("The pause is over: a few calls try it."), {});
    }
    if (circuit.state == BreakerState::HalfOpen) {
        if (!circuit.hasRoomForProbe(m_settings.probes))
            return tl::unexpected(refusal(model, SteadyTime::duration{}));
        ++circuit.probesOut;
    }
    return Ticket(this, &circuit, circuit.generation);
}

bool CircuitBreaker::isRefusing(const catalog::ModelRef &model) const
{
    const auto found = m_circuits.find(model.toString());
    if (found == m_circuits.end())
        return false;
    const Circuit &circuit = *found->second;
    switch (circuit.state) {
    case BreakerState::Closed:
    case BreakerState::ForcedClosed:
        return false;
    case BreakerState::ForcedOpen:
        return true;
    case BreakerState::Open:
        return m_clock.steadyNow() < circuit.openUntil;
    case BreakerState::HalfOpen:
        return !circuit.hasRoomForProbe(m_settings.probes);
    }
    return false;
}

void CircuitBreaker::settle(Circuit &circuit, std::uint64_t generation, bool isFailure, bool isSlow)
{
    if (generation != circuit.generation)
        return;
    const SteadyTime now = m_clock.steadyNow();
    circuit.dropUntil(now - m_settings.window);
    circuit.note({now, isFailure, isSlow});
    if (circuit.state == BreakerState::HalfOpen) {
        --circuit.probesOut;
        if (isFailure || isSlow)
            change(circuit, BreakerState::Open,
                   isFailure ? CircuitBreakerTr::tr("A probe failed.")
                             : CircuitBreakerTr::tr("A probe was slow."),
                   {});
        else if (++circuit.goodProbes >= m_settings.probes)
            change(circuit, BreakerState::Closed, CircuitBreakerTr::tr("Every probe went well."), {});
        return;
    }
    const int calls = static_cast<int>(circuit.outcomes.size());
    if (circuit.state != BreakerState::Closed || calls < m_settings.minimumCalls)
        return;
    if (reaches(circuit.failures, calls, m_settings.failureRatePercent)) {
        change(circuit, BreakerState::Open,
               CircuitBreakerTr::tr("%1 of the last %2 calls failed.").arg(circuit.failures).arg(calls), {});
    } else if (reaches(circuit.slow, calls, m_settings.slowRatePercent)) {
        change(circuit, BreakerState::Open,
               CircuitBreakerTr::tr("%1 of the last %2 calls were slow.").arg(circuit.slow).arg(calls), {});
    }
}

void CircuitBreaker::force(const catalog::ModelRef &model, Forced forced, const QString &who,
                           const QString &reason)
{
    Circuit &circuit = circuitOf(model);
    const bool isForced =
        circuit.state == BreakerState::ForcedOpen || circuit.state == BreakerState::ForcedClosed;
    if (forced == Forced::None && !isForced)
        return; // the breaker decides already
    const BreakerState to = forced == Forced::Open ? BreakerState::ForcedOpen
        : forced == Forced::Closed                 ? BreakerState::ForcedClosed
                                                   : BreakerState::Closed;
    if (circuit.state != to) {
        change(circuit, to, reason, who);
    } else if (forced != Forced::None) {
        circuit.reason = reason;
        circuit.who = who;
    }
}

QList<BreakerStatus> CircuitBreaker::states() const
{
    QList<BreakerStatus> all;
    const SteadyTime now = m_clock.steadyNow();
    for (const auto &[name, circuit] : m_circuits) {
        circuit->dropUntil(now - m_settings.window);
        BreakerStatus status{circuit->model,    circuit->state, static_cast<int>(circuit->outcomes.size()),
                             circuit->failures, circuit->slow,  {},
                             circuit->reason,   circuit->who};
        if (circuit->state == BreakerState::Open) {
            status.opensProbesIn = std::chrono::ceil<std::chrono::milliseconds>(
                std::max(circuit->openUntil - now, SteadyTime::duration{}));
        }
        all.append(std::move(status));
    }
    std::sort(all.begin(), all.end(), [](const BreakerStatus &a, const BreakerStatus &b) {
        return a.model.toString() < b.model.toString();
    });
    return all;
}

void CircuitBreaker::Ticket::succeeded(std::chrono::nanoseconds firstToken)
{
    CircuitBreaker *breaker = std::exchange(m_breaker, nullptr);
    if (breaker != nullptr)
        breaker->settle(*m_circuit, m_generation, false, firstToken > breaker->m_settings.slowAfter);
}

void CircuitBreaker::Ticket::failed(const Error &error)
{
    const bool isFailure = isFaultOfTheirs(error.code);
    if (!isFailure && !isAnswer(error.code)) {
        abandoned();
        return;
    }
    if (CircuitBreaker *breaker = std::exchange(m_breaker, nullptr); breaker != nullptr)
        breaker->settle(*m_circuit, m_generation, isFailure, false);
}

void CircuitBreaker::Ticket::abandoned()
{
    CircuitBreaker *breaker = std::exchange(m_breaker, nullptr);
    if (breaker != nullptr && m_generation == m_circuit->generation
        && m_circuit->state == BreakerState::HalfOpen)
        --m_circuit->probesOut;
}

} // namespace assay::orchestration
