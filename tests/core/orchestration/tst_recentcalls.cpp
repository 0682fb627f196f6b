// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "orchestration/hedge.h"
#include "orchestration/recentcalls.h"
#include "support/manualclock.h"

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const catalog::ModelRef model{u"p"_s, u"m"_s};

CallSample good(std::chrono::milliseconds firstToken)
{
    return {false, firstToken, firstToken * 2};
}

} // namespace

class RecentCallsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sumsUpWhatSucceededAndCountsWhatFailed()
    {
        test::ManualClock clock;
        RecentCalls recent(clock);
        for (int i = 100; i >= 1; --i)
            recent.record(model, good(std::chrono::milliseconds(i)));
        for (int i = 0; i < 25; ++i)
            recent.record(model, {true, std::nullopt, 60s}); // a timeout must not look like a slow answer
        const RecentFigures figures = recent.figures(model);
        QCOMPARE(figures.samples, 125);
        QCOMPARE(figures.errorRate, 0.2);
        QVERIFY(figures.p50FirstToken == 50ms);
        QVERIFY(figures.p95FirstToken == 95ms);
        QVERIFY(figures.p95Latency == 190ms);
        QVERIFY(recent.firstTokenPercentile(model, 99) == 99ms);
        QVERIFY(recent.firstTokenPercentile(model, 100) == 100ms);
        QVERIFY(!recent.firstTokenPercentile(model, 50, 101));
    }

    void saysNothingOfAnUnknownModel()
    {
        test::ManualClock clock;
        const RecentCalls recent(clock);
        QCOMPARE(recent.samples(model), 0);
        QVERIFY(!recent.figures(model).p95Latency);
        QCOMPARE(recent.figures(model).errorRate, 0.0);
    }

    void forgetsWithTimeAndKeepsABoundedNumber()
    {
        test::ManualClock clock;
        RecentCalls recent(clock);
        recent.record(model, good(1ms));
        clock.advance(RecentCalls::window - 1ms);
        recent.record(model, good(5ms));
        QCOMPARE(recent.samples(model), 2);
        clock.advance(1ms);
        QCOMPARE(recent.samples(model), 1);
        QVERIFY(recent.figures(model).p50FirstToken == 5ms);
        for (int i = 0; i < 10'000; ++i)
            recent.record(model, good(7ms));
        QCOMPARE(recent.samples(model), static_cast<int>(RecentCalls::maxSamples));
    }

    void hedgesOnlyWhenOnAndTheTailIsKnown()
    {
        test::ManualClock clock;
        RecentCalls recent(clock);
        HedgeSettings settings;
        for (int i = 1; i < hedgeMinimumSamples; ++i)
            recent.record(model, good(3s));
        settings.enabled = true;
        QVERIFY(!hedgeDelay(settings, recent, model));
        recent.record(model, good(10s));
        QCOMPARE(hedgeDelay(settings, recent, model), std::optional(3'000ms)); // the 19th of 20
        settings.afterPercentile = 99;
        QCOMPARE(hedgeDelay(settings, recent, model), std::optional(10'000ms));
        settings.minDelay = 15s;
        QCOMPARE(hedgeDelay(settings, recent, model), std::optional(15'000ms));
        settings.enabled = false;
        QVERIFY(!hedgeDelay(settings, recent, model));
    }
};

QTEST_GUILESS_MAIN(RecentCallsTest)
#include "tst_recentcalls.moc"
