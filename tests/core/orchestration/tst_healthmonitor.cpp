// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "catalog/providerstore.h"
#include "orchestration/healthmonitor.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

#include <QTemporaryDir>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::await;
using Answer = Result<std::chrono::microseconds>;

namespace {

Error fault(ErrorCode code)
{
    return {code, u"It is away."_s, {}, false, {}};
}

HealthSettings on(int jitterPercent = 0)
{
    HealthSettings settings;
    settings.enabled = true;
    settings.interval = 60s;
    settings.jitterPercent = jitterPercent;
    return settings;
}

struct Bench {
    Bench()
        : database(
            std::move(*storage::Database::open(folder.filePath(u"w.assay"_s), storage::OpenMode::Create)))
        , providers(*database, clock)
        , monitor(
              clock, *database,
              [this](catalog::Provider provider, std::stop_token stop) { return probe(provider, stop); },
              [this] { return random; })
    {
        monitor.setChangeHandler([this](const ProviderHealth &health) {
            changes << QString(health.provider + u' ' + healthStateName(health.state));
        });
    }
    ~Bench() { await(monitor.stop()); }

    catalog::Provider add(const QString &name)
    {
        catalog::Provider provider;
        provider.id = ProviderId::create();
        provider.name = name;
        provider.baseUrl = QUrl(u"https://%1.example/v1"_s.arg(name));
        return *await(providers.add(provider));
    }
    QCoro::Task<Answer> probe(catalog::Provider provider, std::stop_token stop)
    {
        probed << provider.name;
        mostAtOnce = std::max(mostAtOnce, ++underWay);
        if (hangs)
            co_await clock.sleepFor(24h, stop);
        --underWay;
        if (hangs)
            co_return tl::unexpected(fault(ErrorCode::Cancelled));
        Answer told = answer; // GCC 12 moves from what co_return names, also from a member
        co_return told;
    }
    /// Lets what sleeps wake, and what waits for that go on.
    void pass(std::chrono::nanoseconds time)
    {
        settle();
        clock.advance(time);
        settle();
    }
    static void settle()
    {
        for (int i = 0; i < 10; ++i) // each step of a chain is queued by the one before
            QCoreApplication::processEvents();
    }
    ProviderHealth health() const { return monitor.snapshot().constFirst(); }

    QTemporaryDir folder;
    test::ManualClock clock;
    std::unique_ptr<storage::Database> database;
    catalog::ProviderStore providers;
    Answer answer = 5ms;
    bool hangs = false;
    double random = 0.5;
    QStringList probed;
    QStringList changes;
    int underWay = 0;
    int mostAtOnce = 0;
    HealthMonitor monitor;
};

} // namespace

class HealthMonitorTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsSentUnlessItIsOn()
    {
        Bench bench;
        bench.monitor.start({}, {bench.add(u"p"_s)});
        bench.pass(24h);
        QVERIFY(bench.probed.isEmpty());
        QCOMPARE(bench.health().state, HealthState::Unknown);
    }

    void eachProviderIsProbedOnItsInterval()
    {
        Bench bench;
        bench.monitor.start(on(), {bench.add(u"a"_s), bench.add(u"b"_s)});
        QTRY_COMPARE(bench.clock.sleepers(), 2);
        QCOMPARE(bench.probed.size(), 2);
        bench.pass(59s);
        QCOMPARE(bench.probed.size(), 2);
        bench.pass(1s);
        QTRY_COMPARE(bench.probed.size(), 4);
        QCOMPARE(bench.health().state, HealthState::Up);
        QCOMPARE(bench.health().latency, std::optional<std::chrono::microseconds>(5ms));
    }

    void jitterSpreadsTheProbes_data()
    {
        QTest::addColumn<double>("random");
        QTest::addColumn<int>("firstMs");
        QTest::addColumn<int>("nextMs");
        QTest::newRow("least") << 0.0 << 0 << 48'000;
        QTest::newRow("middle") << 0.5 << 6'000 << 60'000;
        QTest::newRow("most") << 0.75 << 9'000 << 66'000;
    }
    void jitterSpreadsTheProbes()
    {
        QFETCH(const double, random);
        QFETCH(const int, firstMs);
        QFETCH(const int, nextMs);
        Bench bench;
        bench.random = random;
        bench.monitor.start(on(20), {bench.add(u"p"_s)});
        if (firstMs > 0) {
            bench.pass(std::chrono::milliseconds(firstMs - 1));
            QCOMPARE(bench.probed.size(), 0);
            bench.pass(1ms);
        }
        QTRY_COMPARE(bench.probed.size(), 1);
        QTRY_COMPARE(bench.clock.sleepers(), 1);
        bench.pass(std::chrono::milliseconds(nextMs - 1));
        QCOMPARE(bench.probed.size(), 1);
        bench.pass(1ms);
        QTRY_COMPARE(bench.probed.size(), 2);
    }

    void aFailedProbeIsDownSinceThenAndWhy()
    {
        Bench bench;
        bench.answer = tl::unexpected(fault(ErrorCode::Network));
        const catalog::Provider provider = bench.add(u"p"_s);
        const UtcMicros began = bench.clock.utcMicros();
        bench.monitor.start(on(), {provider});
        QTRY_VERIFY(bench.monitor.isDown(provider.id));
        QTRY_COMPARE(bench.clock.sleepers(), 1);
        bench.pass(60s);
        QTRY_COMPARE(bench.probed.size(), 2);
        QTRY_COMPARE(bench.clock.sleepers(), 1);
        QCOMPARE(bench.health().since, began);
        QCOMPARE(bench.health().checkedAt, began + 60'000'000);
        QCOMPARE(bench.health().error, u"It is away."_s);
        bench.answer = 5ms;
        bench.pass(60s);
        QTRY_VERIFY(!bench.monitor.isDown(provider.id));
        QVERIFY(bench.health().error.isEmpty());
        QCOMPARE(bench.changes, QStringList({u"p down"_s, u"p up"_s}));
    }

    void aProviderThatRefusesIsUp()
    {
        Bench bench;
        bench.answer = tl::unexpected(fault(ErrorCode::Authentication));
        bench.monitor.start(on(), {bench.add(u"p"_s)});
        QTRY_COMPARE(bench.health().state, HealthState::Up);
        bench.answer = tl::unexpected(fault(ErrorCode::Keychain)); // says nothing of the provider
        bench.pass(60s);
        QTRY_COMPARE(bench.probed.size(), 2);
        QCOMPARE(bench.health().state, HealthState::Up);
    }

    void aProbeIsBoundedInTimeAndNeverTwiceAtOnce()
    {
        Bench bench;
        bench.hangs = true;
        const catalog::Provider provider = bench.add(u"p"_s);
        bench.monitor.start(on(), {provider});
        QTRY_COMPARE(bench.clock.sleepers(), 2); // the probe, and what bounds it
        bench.monitor.start(on(), {provider}); // the first is still ending
        QTRY_VERIFY(bench.underWay == 0);
        QCOMPARE(bench.mostAtOnce, 1);
        QCOMPARE(bench.health().state, HealthState::Unknown); // it was stopped, not late
        bench.pass(60s);
        QTRY_COMPARE(bench.probed.size(), 2);
        bench.pass(HealthMonitor::probeTimeout);
        QTRY_VERIFY(bench.monitor.isDown(provider.id));
        QVERIFY(bench.health().error.contains(u"10"_s));
        QCOMPARE(bench.mostAtOnce, 1);
    }

    void stopEndsAProbeUnderWay()
    {
        Bench bench;
        bench.hangs = true;
        bench.monitor.start(on(), {bench.add(u"p"_s)});
        QTRY_COMPARE(bench.underWay, 1);
        await(bench.monitor.stop());
        QCOMPARE(bench.underWay, 0);
        QCOMPARE(bench.clock.sleepers(), 0);
        bench.pass(24h);
        QCOMPARE(bench.probed.size(), 1);
    }

    void realCallsTeachItToo()
    {
        Bench bench;
        const catalog::Provider provider = bench.add(u"p"_s);
        for (int i = 1; i < HealthMonitor::callFailuresToDown; ++i)
            bench.monitor.noteFailure(provider, fault(ErrorCode::ServerError));
        QVERIFY(!bench.monitor.isDown(provider.id));
        bench.monitor.noteSuccess(provider, 7ms); // not in a row
        for (int i = 1; i < HealthMonitor::callFailuresToDown; ++i)
            bench.monitor.noteFailure(provider, fault(ErrorCode::ServerError));
        bench.monitor.noteFailure(provider, fault(ErrorCode::Cancelled)); // says nothing
        QVERIFY(!bench.monitor.isDown(provider.id));
        bench.monitor.noteFailure(provider, fault(ErrorCode::Timeout));
        QVERIFY(bench.monitor.isDown(provider.id));
        bench.monitor.noteSuccess(provider, 7ms);
        QVERIFY(!bench.monitor.isDown(provider.id));
        QCOMPARE(bench.changes, QStringList({u"p up"_s, u"p down"_s, u"p up"_s}));
    }

    void whatWasHeardGetsOld()
    {
        Bench bench;
        bench.monitor.noteSuccess(bench.add(u"p"_s), 7ms);
        bench.pass(HealthMonitor::staleAfter - 1s);
        QCOMPARE(bench.health().state, HealthState::Up);
        bench.pass(1s);
        QCOMPARE(bench.health().state, HealthState::Unknown);
    }

    void theNextRunKnowsSinceWhen()
    {
        Bench bench;
        const catalog::Provider provider = bench.add(u"p"_s);
        for (int i = 0; i < HealthMonitor::callFailuresToDown; ++i)
            bench.monitor.noteFailure(provider, fault(ErrorCode::Network));
        const UtcMicros began = bench.clock.utcMicros();
        bench.pass(60s);
        HealthMonitor next(bench.clock, *bench.database, {});
        QVERIFY(await(bench.database->write<>([](storage::Connection &) { return Result<>(); })));
        QVERIFY(await(next.load()));
        QVERIFY(next.isDown(provider.id));
        QCOMPARE(next.snapshot().constFirst().since, began);
        QCOMPARE(next.snapshot().constFirst().error, u"It is away."_s);
        QCOMPARE(next.snapshot().constFirst().provider, u"p"_s);
        bench.pass(24h);
        QVERIFY(!next.isDown(provider.id)); // too long ago to say
    }

    void aRemovedProviderIsForgotten()
    {
        Bench bench;
        const catalog::Provider provider = bench.add(u"p"_s);
        bench.monitor.start(on(), {provider});
        QTRY_COMPARE(bench.probed.size(), 1);
        bench.monitor.start(on(), {});
        QVERIFY(bench.monitor.snapshot().isEmpty());
        QVERIFY(await(bench.providers.remove(provider.id)));
        bench.pass(24h);
        QCOMPARE(bench.probed.size(), 1);
    }
};

QTEST_GUILESS_MAIN(HealthMonitorTest)
#include "tst_healthmonitor.moc"
