// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipelinebench.h"

#include "orchestration/charges.h"
#include "orchestration/race.h"
#include "support/manualclock.h"

#include <QPromise>
#include <QTest>

using namespace assay;
using namespace assay::test;

namespace {

constexpr auto patience = 200ms;

AttemptOutcome outcomeOf(const QString &text, std::optional<ErrorCode> failure = {})
{
    AttemptOutcome outcome;
    outcome.completion.text = text;
    if (failure)
        outcome.completion.error = Error{*failure, text, {}, false, {}};
    return outcome;
}

/// An attempt whose pace the test sets; stopped, it ends as cancelled.
struct Lane {
    Lane() { promise.start(); }
    void say(const QString &text) const
    {
        providers::Delta delta;
        delta.text = text;
        heard(delta);
    }
    void end(const AttemptOutcome &outcome)
    {
        if (std::exchange(isOver, true))
            return;
        promise.addResult(outcome);
        promise.finish();
    }
    DeltaHandler heard;
    bool isSent = false;
    bool wasStopped = false;
    bool isOver = false;
    QPromise<AttemptOutcome> promise;
};

/// Two attempts and what the caller hears of them.
struct Track {
    QCoro::Task<AttemptOutcome> attempt(bool isSecond, DeltaHandler onDelta, std::stop_token stopped)
    {
        Lane &lane = isSecond ? second : first;
        lane.isSent = true;
        lane.heard = std::move(onDelta);
        const std::stop_callback onStop(std::move(stopped), [&lane] {
            lane.wasStopped = true;
            lane.end(outcomeOf(u"stopped"_s, ErrorCode::Cancelled));
        });
        const QFuture<AttemptOutcome> future = lane.promise.future();
        AttemptOutcome outcome = co_await future;
        co_return outcome;
    }
    QCoro::Task<RaceOutcome> run()
    {
        return raceAttempts(
            clock,
            [this](bool isSecond, DeltaHandler onDelta, std::stop_token stopped) {
                return attempt(isSecond, std::move(onDelta), std::move(stopped));
            },
            patience, [this] { return maySendSecond; },
            [this](const providers::Delta &delta) { heard += delta.text; }, stop.get_token());
    }
    ManualClock clock;
    Lane first;
    Lane second;
    bool maySendSecond = true;
    QString heard;
    std::stop_source stop;
};

} // namespace

class RaceTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void aTokenInTimeKeepsTheSecondHome()
    {
        Track track;
        auto race = track.run();
        track.first.say(u"hi"_s);
        track.clock.advance(patience * 2);
        track.first.end(outcomeOf(u"hi"_s));
        const RaceOutcome outcome = await(std::move(race));
        QVERIFY(!track.second.isSent);
        QCOMPARE(outcome.winner.completion.text, u"hi"_s);
        QVERIFY(!outcome.loser && !outcome.secondWon && !outcome.secondSentAt);
        QCOMPARE(track.heard, u"hi"_s);
    }

    void theSecondWinsAndOnlyItIsHeard()
    {
        Track track;
        auto race = track.run();
        QTRY_COMPARE(track.clock.sleepers(), 1);
        track.clock.advance(patience);
        QTRY_VERIFY(track.second.isSent);
        track.second.say(u"second"_s);
        QVERIFY(track.first.wasStopped && !track.second.wasStopped);
        track.first.say(u"too late"_s);
        track.second.end(outcomeOf(u"second"_s));
        const RaceOutcome outcome = await(std::move(race));
        QVERIFY(outcome.secondWon);
        QCOMPARE(outcome.winner.completion.text, u"second"_s);
        QVERIFY(outcome.loser);
        QCOMPARE(outcome.loser->completion.error->code, ErrorCode::Cancelled);
        QCOMPARE(track.heard, u"second"_s);
    }

    void theFirstWinsAndTheSecondIsStopped()
    {
        Track track;
        auto race = track.run();
        QTRY_COMPARE(track.clock.sleepers(), 1);
        track.clock.advance(patience);
        QTRY_VERIFY(track.second.isSent);
        track.first.say(u"first"_s);
        QVERIFY(track.second.wasStopped && !track.first.wasStopped);
        track.first.end(outcomeOf(u"first"_s));
        const RaceOutcome outcome = await(std::move(race));
        QVERIFY(!outcome.secondWon);
        QCOMPARE(outcome.winner.completion.text, u"first"_s);
        QCOMPARE(outcome.loser->completion.error->code, ErrorCode::Cancelled);
        QCOMPARE(track.heard, u"first"_s);
    }

    void anAnswerWithoutAnyTokenWins()
    {
        Track track;
        auto race = track.run();
        QTRY_COMPARE(track.clock.sleepers(), 1);
        track.clock.advance(patience);
        QTRY_VERIFY(track.second.isSent);
        track.first.end(outcomeOf({}));
        QTRY_VERIFY(track.second.wasStopped);
        QVERIFY(!await(std::move(race)).winner.completion.error);
    }

    void oneThatFailsLeavesTheOtherRunning()
    {
        Track track;
        auto race = track.run();
        QTRY_COMPARE(track.clock.sleepers(), 1);
        track.clock.advance(patience);
        QTRY_VERIFY(track.second.isSent);
        track.first.end(outcomeOf(u"broke"_s, ErrorCode::Network));
        track.second.say(u"good"_s);
        track.second.end(outcomeOf(u"good"_s));
        const RaceOutcome outcome = await(std::move(race));
        QVERIFY(outcome.secondWon && !outcome.winner.completion.error);
        QCOMPARE(outcome.loser->completion.error->code, ErrorCode::Network);
    }

    void whenBothFailTheFirstsErrorIsTold()
    {
        Track track;
        auto race = track.run();
        QTRY_COMPARE(track.clock.sleepers(), 1);
        track.clock.advance(patience);
        QTRY_VERIFY(track.second.isSent);
        track.second.end(outcomeOf(u"second's"_s, ErrorCode::Timeout));
        track.first.end(outcomeOf(u"first's"_s, ErrorCode::ServerError));
        const RaceOutcome outcome = await(std::move(race));
        QVERIFY(!outcome.secondWon);
        QCOMPARE(outcome.winner.completion.error->code, ErrorCode::ServerError);
        QCOMPARE(outcome.loser->completion.error->code, ErrorCode::Timeout);
    }

    void aFirstThatFailsInTimeIsNotSentTwice()
    {
        Track track;
        auto race = track.run();
        track.first.end(outcomeOf(u"broke"_s, ErrorCode::Network));
        const RaceOutcome outcome = await(std::move(race));
        QVERIFY(!track.second.isSent && !outcome.loser);
        QCOMPARE(outcome.winner.completion.error->code, ErrorCode::Network);
    }

    void withoutLeaveThereIsOne()
    {
        Track track;
        track.maySendSecond = false;
        auto race = track.run();
        QTRY_COMPARE(track.clock.sleepers(), 1);
        track.clock.advance(patience * 2);
        QTRY_COMPARE(track.clock.sleepers(), 0);
        track.first.end(outcomeOf(u"slow"_s));
        QCOMPARE(await(std::move(race)).winner.completion.text, u"slow"_s);
        QVERIFY(!track.second.isSent);
    }

    void stoppingEndsBoth()
    {
        Track track;
        auto race = track.run();
        QTRY_COMPARE(track.clock.sleepers(), 1);
        track.clock.advance(patience);
        QTRY_VERIFY(track.second.isSent);
        track.stop.request_stop();
        QVERIFY(track.first.wasStopped && track.second.wasStopped);
        QCOMPARE(await(std::move(race)).winner.completion.error->code, ErrorCode::Cancelled);
    }

    void aStopWhileWaitingSendsNoSecond()
    {
        Track track;
        auto race = track.run();
        QTRY_COMPARE(track.clock.sleepers(), 1);
        track.stop.request_stop();
        QCOMPARE(await(std::move(race)).winner.completion.error->code, ErrorCode::Cancelled);
        QVERIFY(!track.second.isSent);
    }

    void aLoserIsChargedWhenItWasWorkedOn()
    {
        Candidate candidate;
        candidate.inputTokens = 120;
        AttemptOutcome loser = outcomeOf(u"stopped"_s, ErrorCode::Cancelled);
        loser.completion.text.clear();
        QVERIFY(!chargeOf(loser, candidate, true)); // never sent
        loser.timings.sentAt = SteadyTime(1s);
        const std::optional<Charge> charge = chargeOf(loser, candidate, true);
        QVERIFY(charge && charge->isEstimated);
        QCOMPARE(charge->usage.input, 120);
        QVERIFY(!chargeOf(loser, candidate, false)); // one that only failed was not worked on
        loser.httpStatus = 503;
        QVERIFY(!chargeOf(loser, candidate, true)); // it was refused
    }

    void bothRequestsOfAHedgedCallAreInItsCost()
    {
        auto options = atOnce();
        options.latency = 400ms;
        Policy policy = quickRetries();
        policy.hedge.enabled = true;
        policy.hedge.minDelay = 20ms;
        Bench bench(options, policy);
        for (int i = 0; i < 2 * hedgeMinimumSamples; ++i)
            bench.orchestrator.stages().recent.record(request().target, {false, 10ms, 10ms});
        const CompletionResult result = bench.complete(request());
        QVERIFY(!result.completion.error);
        QCOMPARE(bench.simulated->requestCount(), quint64(2));
        const telemetry::CallRecord logged = bench.logged(result);
        QCOMPARE(logged.attempts, 2);
        QVERIFY(logged.usageEstimated); // nobody says what the loser used
        double loser = 0;
        for (const telemetry::TraceStep &step : logged.trace) {
            if (step.stage == telemetry::TraceStage::Hedge)
                loser = step.facts[u"cost_usd"_s].toDouble();
        }
        QVERIFY(loser > 0);
        const auto price = bench.prices->find(u"simulated"_s, u"sim-swift"_s, bench.clock.utcMicros());
        const Money winner = *catalog::costOf(*price, *result.completion.usage);
        QVERIFY(qAbs(logged.cost->toUsd() - winner.toUsd() - loser) < 1e-9);
    }
};

QTEST_GUILESS_MAIN(RaceTest)
#include "tst_race.moc"
