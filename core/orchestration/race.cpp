// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/race.h"

#include <array>

namespace assay::orchestration {
namespace {

/// Two lanes of which the first that brings a token is heard.
class Race final {
public:
    Race(AttemptFunction attempt, DeltaHandler onDelta)
        : m_attempt(std::move(attempt))
        , m_onDelta(std::move(onDelta))
    {
    }

    /// Runs one lane to its end.
    QCoro::Task<AttemptOutcome> run(std::size_t lane)
    {
        DeltaHandler heard = [this, lane](const providers::Delta &delta) { hear(lane, delta); };
        AttemptOutcome outcome = co_await m_attempt(lane == 1, std::move(heard), m_stops[lane].get_token());
        if (!outcome.completion.error)
            decide(lane); // an answer without a single delta is an answer
        m_decided.request_stop();
        co_return outcome;
    }

    void stopAll()
    {
        m_decided.request_stop();
        for (std::stop_source &each : m_stops)
            each.request_stop();
    }
    [[nodiscard]] bool isDecided() const { return m_winner.has_value(); }
    [[nodiscard]] bool secondWon() const { return m_winner == 1; }
    /// Requested once a lane won, or the only one ended.
    [[nodiscard]] std::stop_token decided() const { return m_decided.get_token(); }

private:
    void hear(std::size_t lane, const providers::Delta &delta)
    {
        decide(lane);
        if (m_winner == lane)
            m_onDelta(delta);
    }
    void decide(std::size_t lane)
    {
        if (m_winner)
            return;
        m_winner = lane;
        m_decided.request_stop();
        m_stops[1 - lane].request_stop();
    }

    AttemptFunction m_attempt;
    DeltaHandler m_onDelta;
    std::array<std::stop_source, 2> m_stops;
    std::stop_source m_decided;
    std::optional<std::size_t> m_winner;
};

} // namespace

QCoro::Task<RaceOutcome> raceAttempts(Clock &clock, AttemptFunction attempt,
                                      std::chrono::milliseconds patience, std::function<bool()> maySendSecond,
                                      DeltaHandler onDelta, std::stop_token stop)
{
    Race race(std::move(attempt), std::move(onDelta));
    const std::stop_callback onStop(stop, [&race] { race.stopAll(); });
    RaceOutcome outcome;
    QCoro::Task<AttemptOutcome> first = race.run(0);
    co_await clock.sleepFor(patience, race.decided());
    const bool isSlow = !race.decided().stop_requested();
    if (!isSlow || !maySendSecond()) {
        outcome.winner = co_await std::move(first);
        co_return outcome;
    }
    outcome.secondSentAt = clock.steadyNow();
    QCoro::Task<AttemptOutcome> second = race.run(1);
    AttemptOutcome firstOutcome = co_await std::move(first);
    AttemptOutcome secondOutcome = co_await std::move(second);
    // When both failed the first's error is told: the second only repeated it.
    outcome.secondWon = race.secondWon();
    outcome.winner = std::move(outcome.secondWon ? secondOutcome : firstOutcome);
    outcome.loser = std::move(outcome.secondWon ? firstOutcome : secondOutcome);
    co_return outcome;
}

} // namespace assay::orchestration
