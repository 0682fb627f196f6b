// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/ratelimiter.h"

#include "orchestration/ratequeue.h"

#include <algorithm>
#include <queue>

#include <QObject>

using namespace std::chrono_literals;

namespace assay::orchestration {
namespace {

/// Positions are told at most so often.
constexpr auto positionInterval = 250ms;

Error stopped()
{
    return {ErrorCode::Cancelled,
            RateLimiterTr::tr("The call was stopped while it waited for its turn."),
            {},
            false,
            {}};
}

Error waitedTooLong(const RateWaiter &waiter)
{
    const auto waited = std::chrono::ceil<std::chrono::seconds>(waiter.deadline - waiter.arrived);
    return {
        ErrorCode::RateLimited,
        RateLimiterTr::tr(
            "The limits left no room for this call to %1 within %2 s. Try again later, or raise the limits "
            "or the longest wait in the settings.")
            .arg(waiter.ask.model.toString())
            .arg(waited.count()),
        {},
        false,
        {}};
}

Error pausedTooLong(const catalog::ModelRef &model, SteadyTime::duration rest)
{
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(rest);
    return {ErrorCode::RateLimited,
            RateLimiterTr::tr(
                "The provider of %1 asked to wait another %2 s, which is longer than this call may wait. Try "
                "again then, or use another model.")
                .arg(model.toString())
                .arg(seconds.count()),
            {},
            false,
            seconds};
}

} // namespace

/// Brings limits and queue together. Permits come out of pass() only, which runs from the event loop: never
/// inside a caller's stack, and once for all that happened in a turn of the loop.
class RateLimiter::State final {
public:
    State(RateLimiter &limiter, Clock &clock)
        : m_limiter(limiter)
        , m_clock(clock)
    {
    }
    ~State() { m_sleep.request_stop(); }
    State(const State &) = delete;
    State &operator=(const State &) = delete;

    void setLimits(const QList<RateLimit> &limits, const QueueSettings &queue)
    {
        m_settings = queue;
        m_book.setLimits(limits, now());
        passSoon();
    }
    void learn(const catalog::ModelRef &model, const transport::HttpHeaders &headers, SteadyTime saidAt)
    {
        m_book.learn(model, rateLimitsIn(headers), saidAt, now());
        passSoon();
    }
    [[nodiscard]] SteadyTime now() const { return m_clock.steadyNow(); }
    [[nodiscard]] SteadyTime deadlineOf(const RateAsk &ask) const
    {
        return now() + ask.maxWait.value_or(m_settings.maxWait);
    }

    /// Leave or refusal at once; nothing when the call has to wait.
    [[nodiscard]] std::optional<Result<Permit>> decideNow(const RateWaiter &waiter);
    void enqueue(RateWaiter &waiter);
    void stop(RateWaiter &waiter);

    void settle(std::uint64_t ticket, std::int64_t tokens);
    void giveBack(std::uint64_t ticket);
    void end(std::uint64_t ticket);

    [[nodiscard]] RateLimiterSnapshot snapshot()
    {
        return {m_book.uses(now()), m_queue.waiting(), static_cast<int>(m_out.size()),
                m_settings.maxInFlight};
    }

private:
    /// A permit that is out.
    struct Out {
        RateScope scope;
        std::int64_t estimated;
    };
    using Turns = std::priority_queue<RateQueue::Turn, std::vector<RateQueue::Turn>, std::greater<>>;

    [[nodiscard]] bool hasPlace() const { return static_cast<int>(m_out.size()) < m_settings.maxInFlight; }
    [[nodiscard]] Permit issue(const RateScope &scope, const RateBook::Windows &windows, std::int64_t tokens);
    [[nodiscard]] std::optional<Error> refusal(const RateWaiter &waiter, const RateScope &scope,
                                               const RateBook::Windows &windows) const;
    void passSoon();
    void pass();
    [[nodiscard]] SteadyTime admitAll();
    [[nodiscard]] SteadyTime serve(RateLane &lane);
    void endOverdue();
    [[nodiscard]] SteadyTime tellPositions();
    void finish(RateWaiter &waiter, Result<Permit> outcome);
    void wakeAt(SteadyTime at);
    QCoro::Task<> sleepUntil(SteadyTime at, std::stop_token stop);

    RateLimiter &m_limiter;
    Clock &m_clock;
    QObject m_context; ///< for calls through the event loop, which end with it
    QueueSettings m_settings;
    RateBook m_book;
    RateQueue m_queue;
    std::unordered_map<std::uint64_t, Out> m_out;
    std::list<RateWaiter *> m_finished; ///< whose coroutines go on at the end of the pass
    bool m_isPassDue = false;
    std::stop_source m_sleep;
    SteadyTime m_wakesAt = SteadyTime::max();
    SteadyTime m_positionsToldAt = SteadyTime::min();
};

RateLimiter::Permit RateLimiter::State::issue(const RateScope &scope, const RateBook::Windows &windows,
                                              std::int64_t tokens)
{
    const std::uint64_t ticket = m_book.take(scope, windows, tokens, now());
    m_out.emplace(ticket, Out{scope, tokens});
    return Permit(&m_limiter, ticket);
}

std::optional<Error> RateLimiter::State::refusal(const RateWaiter &waiter, const RateScope &scope,
                                                 const RateBook::Windows &windows) const
{
    if (const auto possible = m_book.possible(scope, windows, waiter.ask.estimatedTokens, now()); !possible)
        return possible.error();
    if (const SteadyTime until = m_book.pausedUntil(scope.model); until > now() && until > waiter.deadline)
        return pausedTooLong(scope.model, until - now());
    return std::nullopt;
}

std::optional<Result<RateLimiter::Permit>> RateLimiter::State::decideNow(const RateWaiter &waiter)
{
    const RateScope scope{waiter.ask.model, waiter.ask.key};
    const RateBook::Windows windows = m_book.windowsFor(scope);
    if (auto refused = refusal(waiter, scope, windows))
        return tl::unexpected(std::move(*refused));
    if (!m_queue.isEmpty() || !hasPlace() || m_book.pausedUntil(scope.model) > now())
        return std::nullopt;
    const std::int64_t tokens = waiter.ask.estimatedTokens;
    const bool isOpen = std::all_of(windows.begin(), windows.end(), [&](const LimitWindow *window) {
        return window->opensAt(1, tokens, now()) <= now();
    });
    if (!isOpen)
        return std::nullopt;
    return issue(scope, windows, tokens);
}

void RateLimiter::State::enqueue(RateWaiter &waiter)
{
    m_queue.join(waiter);
    passSoon();
}

void RateLimiter::State::stop(RateWaiter &waiter)
{
    if (waiter.lane == nullptr)
        return; // it has its outcome
    finish(waiter, tl::unexpected(stopped()));
    passSoon();
}

void RateLimiter::State::settle(std::uint64_t ticket, std::int64_t tokens)
{
    const Out &out = m_out.at(ticket);
    m_book.settle(ticket, out.scope, out.estimated, tokens, now());
    passSoon();
}

void RateLimiter::State::giveBack(std::uint64_t ticket)
{
    m_book.giveBack(ticket, m_out.at(ticket).scope);
    passSoon();
}

void RateLimiter::State::end(std::uint64_t ticket)
{
    m_out.erase(ticket);
    passSoon();
}

void RateLimiter::State::passSoon()
{
    if (m_isPassDue || (m_queue.isEmpty() && m_finished.empty()))
        return;
    m_isPassDue = true;
    QMetaObject::invokeMethod(
        &m_context, [this] { pass(); }, Qt::QueuedConnection);
}

void RateLimiter::State::pass()
{
    m_isPassDue = false;
    const SteadyTime opensAt = admitAll();
    endOverdue();
    m_queue.dropEmptyLanes();
    const SteadyTime positionsDueAt = tellPositions();
    const RateWaiter *urgent = m_queue.mostUrgent();
    wakeAt(urgent == nullptr ? SteadyTime::max() : std::min({opensAt, positionsDueAt, urgent->deadline}));
    while (!m_finished.empty()) {
        RateWaiter *waiter = m_finished.front();
        m_finished.pop_front();
        waiter->coroutine.resume();
    }
}

/// Gives a permit to everyone who may go now. Returns when the next one may.
SteadyTime RateLimiter::State::admitAll()
{
    SteadyTime next = SteadyTime::max();
    m_book.beginPass(now());
    Turns turns(std::greater<>(), m_queue.turns(now()));
    while (!turns.empty() && hasPlace()) {
        const RateQueue::Turn turn = turns.top();
        turns.pop();
        const RateQueue::Turn current = m_queue.turnOf(*turn.lane, now());
        if (current.served != turn.served) { // its key was served in another lane meanwhile
            turns.push(current);
            continue;
        }
        const SteadyTime opensAt = serve(*turn.lane);
        if (opensAt > now())
            next = std::min(next, opensAt);
        else if (!turn.lane->waiters.empty())
            turns.push(m_queue.turnOf(*turn.lane, now()));
    }
    return next;
}

/// Decides on the lane's first waiter: a time up to now when it went, else when it may go by itself.
SteadyTime RateLimiter::State::serve(RateLane &lane)
{
    if (lane.windowsVersion != m_book.version()) {
        lane.windows = m_book.windowsFor(lane.scope);
        lane.windowsVersion = m_book.version();
    }
    RateWaiter &head = *lane.waiters.front();
    const std::int64_t tokens = head.ask.estimatedTokens;
    if (auto refused = refusal(head, lane.scope, lane.windows)) {
        finish(head, tl::unexpected(std::move(*refused)));
        return now();
    }
    if (const SteadyTime pausedUntil = m_book.pausedUntil(lane.scope.model); pausedUntil > now())
        return pausedUntil;
    SteadyTime opensAt = SteadyTime::min();
    bool isFree = true;
    for (const LimitWindow *window : lane.windows) {
        opensAt = std::max(opensAt, window->opensAt(1, tokens, now()));
        isFree = isFree && window->hasRoomNow(tokens, now());
    }
    if (isFree) {
        m_queue.noteServed(lane.scope.key);
        finish(head, issue(lane.scope, lane.windows, tokens));
        return now();
    }
    for (LimitWindow *window : lane.windows)
        window->keepRoom(tokens, now());
    // With room of its own it waits for those ahead, whose going brings the next pass.
    return opensAt > now() ? opensAt : SteadyTime::max();
}

void RateLimiter::State::endOverdue()
{
    for (RateWaiter *waiter = m_queue.mostUrgent(); waiter != nullptr && waiter->deadline <= now();
         waiter = m_queue.mostUrgent())
        finish(*waiter, tl::unexpected(waitedTooLong(*waiter)));
}

/// Returns when positions want to be told again.
SteadyTime RateLimiter::State::tellPositions()
{
    if (!m_queue.hasListeners())
        return SteadyTime::max();
    if (m_positionsToldAt != SteadyTime::min() && now() < m_positionsToldAt + positionInterval)
        return m_positionsToldAt + positionInterval;
    m_positionsToldAt = now();
    m_queue.tellPositions();
    return SteadyTime::max();
}

void RateLimiter::State::finish(RateWaiter &waiter, Result<Permit> outcome)
{
    m_queue.leave(waiter);
    waiter.outcome.emplace(std::move(outcome));
    m_finished.push_back(&waiter);
}

/// One sleeper for all: it sleeps again when the next event comes earlier than it would wake.
void RateLimiter::State::wakeAt(SteadyTime at)
{
    if (m_wakesAt <= at && at != SteadyTime::max())
        return;
    if (m_wakesAt != SteadyTime::max())
        m_sleep.request_stop();
    m_wakesAt = at;
    if (at == SteadyTime::max())
        return;
    m_sleep = std::stop_source();
    sleepUntil(at, m_sleep.get_token());
}

QCoro::Task<> RateLimiter::State::sleepUntil(SteadyTime at, std::stop_token stop)
{
    // Never at once: pass() calls this.
    co_await m_clock.sleepFor(std::max<SteadyTime::duration>(at - now(), 1ns), stop);
    if (stop.stop_requested())
        co_return; // this may be gone
    m_wakesAt = SteadyTime::max();
    pass();
}

namespace {

/// Suspends a coroutine until its waiter has an outcome.
struct Turnstile {
    RateWaiter *waiter;
    [[nodiscard]] bool await_ready() const { return waiter->outcome.has_value(); }
    void await_suspend(std::coroutine_handle<> coroutine) const { waiter->coroutine = coroutine; }
    void await_resume() const { }
};

} // namespace

RateLimiter::RateLimiter(Clock &clock)
    : m_state(std::make_unique<State>(*this, clock))
{
}

RateLimiter::~RateLimiter() = default;

void RateLimiter::setLimits(const QList<RateLimit> &limits, const QueueSettings &queue)
{
    m_state->setLimits(limits, queue);
}

QCoro::Task<Result<RateLimiter::Permit>> RateLimiter::admit(RateAsk ask, std::stop_token stop)
{
    if (stop.stop_requested())
        co_return tl::unexpected(stopped());
    const SteadyTime deadline = m_state->deadlineOf(ask);
    RateWaiter waiter(std::move(ask), m_state->now(), deadline);
    waiter.outcome = m_state->decideNow(waiter);
    if (!waiter.outcome) {
        m_state->enqueue(waiter);
        const std::stop_callback onStop(stop, [this, &waiter] { m_state->stop(waiter); });
        co_await Turnstile{&waiter};
    }
    co_return std::move(*waiter.outcome);
}

void RateLimiter::learn(const catalog::ModelRef &model, const transport::HttpHeaders &headers,
                        std::optional<SteadyTime> saidAt)
{
    m_state->learn(model, headers, saidAt.value_or(m_state->now()));
}

RateLimiterSnapshot RateLimiter::snapshot() const
{
    return m_state->snapshot();
}

RateLimiter::Permit::~Permit()
{
    if (m_limiter != nullptr)
        m_limiter->m_state->end(m_ticket);
}

void RateLimiter::Permit::settle(std::int64_t actualTokens)
{
    if (m_limiter != nullptr)
        m_limiter->m_state->settle(m_ticket, actualTokens);
}

void RateLimiter::Permit::giveBack()
{
    if (m_limiter != nullptr)
        m_limiter->m_state->giveBack(m_ticket);
}

} // namespace assay::orchestration
