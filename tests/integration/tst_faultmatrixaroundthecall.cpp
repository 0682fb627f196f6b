// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <QDateTime>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlQuery>

#include "faultbench.h"
#include "orchestration/stages.h"
#include "simulator/simulator.h"

using namespace assay;
using namespace assay::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using catalog::Protocol;
using orchestration::CompletionResult;
using enum assay::ErrorCode;

namespace {

QByteArray hello()
{
    return streamHead() + delta("Hello") + finish() + usage() + done();
}

Script answersHello()
{
    return Script().request().send(hello()).close();
}

orchestration::Policy oneAtATime()
{
    auto policy = FaultBench::quickRetries();
    policy.queue.maxInFlight = 1;
    return policy;
}

orchestration::Policy withRoute(QList<catalog::ModelRef> models)
{
    auto policy = FaultBench::quickRetries();
    orchestration::Route route;
    route.name = u"any"_s;
    for (const catalog::ModelRef &model : models)
        route.candidates.append({model});
    policy.routes = {route};
    return policy;
}

simulator::SimulatorOptions atOnce()
{
    simulator::SimulatorOptions options;
    options.latency = 0ms;
    options.tokensPerSecond = 0;
    return options;
}

/// The machine's clocks, which may jump: the wall's when it is set, both when the machine slept.
class JumpingClock final : public Clock {
public:
    [[nodiscard]] UtcMicros utcMicros() const override { return m_real.utcMicros() + jump; }
    [[nodiscard]] SteadyTime steadyNow() const override { return m_real.steadyNow() + slept; }
    void sleepThrough(std::chrono::microseconds time)
    {
        jump += time.count();
        slept += time;
    }
    void set(const char *utc)
    {
        jump = QDateTime::fromString(QString::fromLatin1(utc), Qt::ISODate).toMSecsSinceEpoch() * 1000
            - m_real.utcMicros();
    }
    [[nodiscard]] QCoro::Task<> sleepFor(std::chrono::nanoseconds duration, std::stop_token stop) override
    {
        return m_real.sleepFor(duration, std::move(stop));
    }
    UtcMicros jump = 0;
    std::chrono::microseconds slept{0};

private:
    SystemClock m_real;
};

/// Runs one statement on the writer's own connection.
Result<> onTheWriter(FaultBench &bench, const QString &statement)
{
    return await(bench.database->write<>([statement](storage::Connection &connection) {
        return connection.exec(statement).map([](QSqlQuery *) {});
    }));
}

/// Another program that is at work on the workspace, and keeps it locked.
class OtherProgram final {
public:
    explicit OtherProgram(const QString &path)
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
        database.setDatabaseName(path);
        m_isWriting = database.open() && QSqlQuery(database).exec(u"BEGIN IMMEDIATE"_s);
    }
    ~OtherProgram()
    {
        QSqlDatabase::database(m_name).close();
        QSqlDatabase::removeDatabase(m_name);
    }
    OtherProgram(const OtherProgram &) = delete;
    OtherProgram &operator=(const OtherProgram &) = delete;
    [[nodiscard]] bool isWriting() const { return m_isWriting; }

private:
    const QString m_name = u"another program"_s;
    bool m_isWriting = false;
};

ErrorCode codeOf(const CompletionResult &result)
{
    return result.completion.error ? result.completion.error->code : Internal; // no test expects Internal
}

} // namespace

/// Faults 58 to 78, and what of 10 is no matter of the connection: around the call.
///
/// 58 cancelledWhile...; 59 tst_comparepage (aWindowClosedInMidCallLosesNoCall), tst_assayctl
///    (anInterruptedRunIsRecordedAsCancelled)
/// 60 theProgramQuitsWithCallsInFlight; 61 tst_killed (everyReportedCallSurvivesAKill)
/// 62 aFullDiskIsNoFinishedCall, theStoreFailsInMidCall, tst_database (aFileThatIsGone...), tst_assayctl
///    (aWorkspaceLockedByAnotherProgramIsSaid)
/// 63 theWallClockJumps, theBudgetsDayIsTheZonesDay, tst_budgetproperties (periodsPartTheCalendar)
/// 64 theLimitFallsToZero, tst_ratelimiter (tenThousand...)
/// 65 concurrentCallsCrossABudget, tst_budgetproperties (twoHundredAndFiftySixCallsAtOnce)
/// 66 aPriceThatChangesDuringACallIsNotItsPrice; unknown: tst_modelcatalog and 36
/// 67 theKeychainIsGone, tst_faultmatrixkeychain, tst_keyvault, tst_secrets
/// 68 theKeyIsRotatedWhileCallsAreQueued; 69 tst_killed (twoProgramsOnOneWorkspaceLoseNothing)
/// 70 tst_responsecache (aDamagedEntryIsNone); 71 everyProviderIsDown
/// 72 aFallbackThatCannotIsPassedOver, tst_routerproperties; 73 aRetryStormIsBounded
/// 74 probesAreLimitedUnderLoad; 75 askingAgainEnds
/// 76 nothingOrTooMuchToSend, tst_template (refusesWhatGrowsWithoutMeasure)
/// 77 oddModelNames; 78 anAnswerThatContainsTheKey
class FaultMatrixAroundTheCallTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void cancelledWhileQueued();
    void cancelledWhileConnecting();
    void cancelledWhileStreaming();
    void cancelledWhileAskedAgain();
    void theProgramQuitsWithCallsInFlight();
    void aFullDiskIsNoFinishedCall();
    void theStoreFailsInMidCall_data();
    void theStoreFailsInMidCall();
    void theMachineSleepsInMidCall_data();
    void theMachineSleepsInMidCall();
    void theMachineSleepsWhileACallIsQueued();
    void theBudgetsDayIsTheZonesDay();
    void aPriceThatChangesDuringACallIsNotItsPrice_data();
    void aPriceThatChangesDuringACallIsNotItsPrice();
    void theWallClockJumps_data();
    void theWallClockJumps();
    void theLimitFallsToZero();
    void concurrentCallsCrossABudget();
    void theKeychainIsGone();
    void theKeyIsRotatedWhileCallsAreQueued();
    void everyProviderIsDown();
    void aFallbackThatCannotIsPassedOver();
    void aRetryStormIsBounded();
    void probesAreLimitedUnderLoad();
    void askingAgainEnds();
    void nothingOrTooMuchToSend_data();
    void nothingOrTooMuchToSend();
    void oddModelNames_data();
    void oddModelNames();
    void anAnswerThatContainsTheKey_data();
    void anAnswerThatContainsTheKey();

private:
    /// From the event loop, as a person's click comes; never from inside the client.
    void stopSoon(FaultBench &bench)
    {
        QTimer::singleShot(0, this, [&bench] { bench.stop.request_stop(); });
    }
};

void FaultMatrixAroundTheCallTest::cancelledWhileQueued()
{
    const auto held = std::make_shared<Gate>();
    const FaultServer server({Script().request().await(held).send(hello()).close()});
    FaultBench bench(oneAtATime());
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    Listening other;
    auto first = bench.orchestrator.complete(FaultBench::request(), other, {});
    QTRY_COMPARE(server.requests().size(), 1);
    stopSoon(bench);
    const auto result = bench.complete(FaultBench::request());
    QCOMPARE(codeOf(result), Cancelled);
    QCOMPARE(result.record.attempts, 0);
    QVERIFY(!result.record.usage);
    QCOMPARE(bench.audit(result), QString());
    held->open();
    QCOMPARE(await(std::move(first)).completion.text, u"Hello"_s);
    QCOMPARE(server.requests().size(), 1);
}

void FaultMatrixAroundTheCallTest::cancelledWhileConnecting()
{
    const FaultServer server({Script()}); // says nothing to the handshake
    FaultBench bench;
    bench.add(u"faulty"_s, "https://" + server.place() + "/v1");
    auto call = bench.orchestrator.complete(FaultBench::request(), bench.listener, bench.stop.get_token());
    QTRY_COMPARE(server.connections(), 1);
    stopSoon(bench);
    const auto result = await(std::move(call));
    QCOMPARE(codeOf(result), Cancelled);
    QTRY_COMPARE(server.disconnects(), 1);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAroundTheCallTest::cancelledWhileStreaming()
{
    const FaultServer server({Script().request().send(streamHead() + delta("Hel"))});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    bench.listener.onFirstDelta = [this, &bench] { stopSoon(bench); };
    const auto result = bench.complete(FaultBench::request());
    QCOMPARE(codeOf(result), Cancelled);
    QCOMPARE(result.completion.text, u"Hel"_s);
    QVERIFY(result.record.usage && result.record.usageEstimated); // it was sent, so it may cost
    QCOMPARE(server.requests().size(), 1);
    QTRY_COMPARE(server.disconnects(), 1);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAroundTheCallTest::cancelledWhileAskedAgain()
{
    // Validating itself takes no time; what follows from it does.
    const FaultServer server({answersHello(), Script().request()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    auto request = FaultBench::request();
    request.contract.emplace();
    request.contract->format = validation::Format::Json;
    request.contract->maxReAsks = 3;
    auto call = bench.orchestrator.complete(request, bench.listener, bench.stop.get_token());
    QTRY_COMPARE(server.requests().size(), 2);
    stopSoon(bench);
    const auto result = await(std::move(call));
    QCOMPARE(codeOf(result), Cancelled);
    QCOMPARE(result.record.attempts, 2);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAroundTheCallTest::theProgramQuitsWithCallsInFlight()
{
    // 60: each call ends, and is in the log before the program may go.
    const FaultServer server({Script().request().send(streamHead() + delta("Hel"))});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    std::vector<QCoro::Task<CompletionResult>> calls;
    for (int i = 0; i < 5; ++i)
        calls.push_back(bench.orchestrator.complete(FaultBench::request(), bench.listener, {}));
    QTRY_COMPARE(bench.listener.deltas, 5);
    bench.orchestrator.stopAll();
    for (auto &call : calls) {
        const auto result = await(std::move(call));
        QCOMPARE(codeOf(result), Cancelled);
        QCOMPARE(result.completion.text, u"Hel"_s);
        QCOMPARE(bench.audit(result), QString());
    }
    QCOMPARE(bench.orchestrator.runningCount(), 0);
}

void FaultMatrixAroundTheCallTest::aFullDiskIsNoFinishedCall()
{
    // 62: the answer is not lost to the person, but never shown as a finished call.
    QByteArray noise(300'000, Qt::Uninitialized); // what does not compress
    QRandomGenerator random(62);
    for (char &c : noise)
        c = static_cast<char>(random.bounded(256));
    noise = noise.toBase64();
    const FaultServer server(
        {Script().request().send(streamHead() + delta(noise) + finish() + done()).close(), answersHello()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    QVERIFY(await(bench.database->write<>([](storage::Connection &connection) -> Result<> {
        // SQLite then reports a full disk at the size that the file has now, or close to it.
        auto pages = connection.exec(u"PRAGMA page_count"_s).map([](QSqlQuery *query) {
            return query->next() ? query->value(0).toLongLong() : 0;
        });
        return connection.exec(u"PRAGMA max_page_count = %1"_s.arg(*pages + 4)).map([](QSqlQuery *) {});
    })));
    const auto result = bench.complete(FaultBench::request());
    QCOMPARE(codeOf(result), Storage);
    QCOMPARE(result.completion.text.size(), noise.size());
    QCOMPARE(result.record.status, telemetry::CallStatus::Failed);
    QCOMPARE(server.requests().size(), 1); // paid for once
    QVERIFY(await(bench.database->write<>([](storage::Connection &connection) {
        return connection.exec(u"PRAGMA max_page_count = 1000000"_s).map([](QSqlQuery *) {});
    })));
    bench.listener.text.clear();
    const auto later = bench.complete(FaultBench::request());
    QVERIFY(!later.completion.error);
    QCOMPARE(bench.audit(later), QString());
}

void FaultMatrixAroundTheCallTest::theStoreFailsInMidCall_data()
{
    QTest::addColumn<QString>("fault");
    QTest::newRow("62 file removed") << u"removed"_s;
    QTest::newRow("62 file moved away, and back") << u"moved"_s;
    QTest::newRow("62 read-only") << u"read-only"_s;
    QTest::newRow("62 locked by another program") << u"locked"_s;
}

void FaultMatrixAroundTheCallTest::theStoreFailsInMidCall()
{
    QFETCH(QString, fault);
    const auto held = std::make_shared<Gate>();
    const FaultServer server({Script()
                                  .request()
                                  .send(streamHead() + delta("Hel"))
                                  .await(held)
                                  .send(delta("lo") + finish() + usage() + done())
                                  .close(),
                              answersHello()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    QVERIFY(onTheWriter(bench, u"PRAGMA busy_timeout = 20"_s)); // instead of 10 s
    auto call = bench.orchestrator.complete(FaultBench::request(), bench.listener, {});
    QTRY_COMPARE(bench.listener.text, u"Hel"_s);

    const QString path = bench.database->path();
    const QString elsewhere = bench.folder.filePath(u"elsewhere"_s);
    std::optional<OtherProgram> other;
    if (fault == u"removed"_s)
        QVERIFY(QFile::remove(path));
    else if (fault == u"moved"_s)
        QVERIFY(QFile::rename(path, elsewhere));
    else if (fault == u"read-only"_s)
        QVERIFY(onTheWriter(bench, u"PRAGMA query_only = 1"_s)); // as on a disk that turned read-only
    else
        QVERIFY(other.emplace(path).isWriting());
    held->open();
    const auto result = await(std::move(call));
    QCOMPARE(codeOf(result), Storage);
    QVERIFY(!result.completion.error->message.isEmpty());
    QCOMPARE(result.completion.text, u"Hello"_s); // paid for, and not lost to who asked
    QVERIFY(result.record.usage);
    QCOMPARE(result.record.status, telemetry::CallStatus::Failed);
    QCOMPARE(server.requests().size(), 1);

    const bool isMended = fault == u"moved"_s || fault == u"locked"_s;
    if (fault == u"moved"_s)
        QVERIFY(QFile::rename(elsewhere, path));
    other.reset();
    bench.listener.text.clear();
    const auto later = bench.complete(FaultBench::request());
    if (isMended) {
        QVERIFY(!later.completion.error);
        QCOMPARE(bench.audit(later), QString());
    } else {
        QCOMPARE(codeOf(later), Storage);
        QCOMPARE(QFile::exists(path), fault != u"removed"_s); // no empty one in its place
    }
}

void FaultMatrixAroundTheCallTest::theMachineSleepsInMidCall_data()
{
    QTest::addColumn<bool>("isConnectionGone");
    QTest::newRow("10 and the connection is still there") << false;
    QTest::newRow("10 and the connection is gone") << true;
}

void FaultMatrixAroundTheCallTest::theMachineSleepsInMidCall()
{
    QFETCH(bool, isConnectionGone);
    const auto held = std::make_shared<Gate>();
    Script script = Script().request().send(streamHead() + delta("Hel")).await(held);
    if (isConnectionGone)
        script.reset();
    else
        script.send(delta("lo") + finish() + done()).close();
    const FaultServer server({script, answersHello()});
    JumpingClock clock;
    FaultBench bench(FaultBench::quickRetries(), &clock);
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    bench.listener.onFirstDelta = [&] {
        clock.sleepThrough(8h);
        QTimer::singleShot(0, this, [held] { held->open(); });
    };
    const auto result = bench.complete(FaultBench::request());
    QCOMPARE(result.completion.error.has_value(), isConnectionGone);
    if (isConnectionGone)
        QCOMPARE(codeOf(result), Network);
    QCOMPARE(result.completion.text, isConnectionGone ? u"Hel"_s : u"Hello"_s);
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(bench.audit(result), QString());
    bench.listener.text.clear();
    const auto later = bench.complete(FaultBench::request()); // what was learnt before the sleep is old
    QCOMPARE(later.completion.text, u"Hello"_s);
    QCOMPARE(bench.audit(later), QString());
}

void FaultMatrixAroundTheCallTest::theMachineSleepsWhileACallIsQueued()
{
    // 10: it has waited longer than anybody may, or it is its turn; it does not wait for ever.
    const auto held = std::make_shared<Gate>();
    const FaultServer server({Script().request().await(held).reset(), answersHello()});
    JumpingClock clock;
    auto policy = oneAtATime();
    policy.retry.maxRetries = 0;
    FaultBench bench(policy, &clock);
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    auto first = bench.orchestrator.complete(FaultBench::request(), bench.listener, {});
    QTRY_COMPARE(server.requests().size(), 1);
    Listening other;
    auto second = bench.orchestrator.complete(FaultBench::request(), other, {});
    QTRY_COMPARE(bench.orchestrator.stages().limiter.snapshot().waiting.front(), 1);
    clock.sleepThrough(8h);
    held->open();
    QCOMPARE(codeOf(await(std::move(first))), Network);
    const auto result = await(std::move(second));
    QVERIFY(!result.completion.error || codeOf(result) == RateLimited);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAroundTheCallTest::theBudgetsDayIsTheZonesDay()
{
    // 63: in Berlin the 29th of March 2026 has 23 hours and ends at 22:00 UTC.
    const FaultServer server(
        {Script()
             .request()
             .send(streamHead() + delta("Hello") + finish() + usage(3, 1'000'000'000) + done())
             .close()});
    auto policy = FaultBench::quickRetries();
    orchestration::Budget budget;
    budget.period = orchestration::BudgetPeriod::Day;
    budget.limit = Money::fromNanoUsd(1'000'000'000);
    budget.isHard = true;
    policy.budgets = {budget};
    policy.timeZone = "Europe/Berlin";
    JumpingClock clock;
    clock.set("2026-03-29T21:50:00Z");
    FaultBench bench(policy, &clock);
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1", {}, u"simulated"_s);
    const auto passes = [&bench] {
        bench.listener.text.clear();
        return codeOf(bench.complete(FaultBench::request(u"sim-swift"_s))) != BudgetExceeded;
    };
    QVERIFY(passes()); // and spends more than there is
    QVERIFY(!passes());
    clock.set("2026-03-29T22:01:00Z");
    QVERIFY(passes());
    QVERIFY(!passes());
    clock.set("2026-03-29T21:55:00Z"); // set back: no money is given a second time
    QVERIFY(!passes());
    clock.set("2026-03-30T21:59:00Z");
    QVERIFY(!passes());
    clock.set("2026-03-30T22:01:00Z");
    QVERIFY(passes());
    QCOMPARE(server.requests().size(), 3);
}

void FaultMatrixAroundTheCallTest::aPriceThatChangesDuringACallIsNotItsPrice_data()
{
    QTest::addColumn<bool>("isKnownBefore");
    QTest::newRow("66 somebody sets another") << false;
    QTest::newRow("66 one that was announced begins to hold") << true;
}

void FaultMatrixAroundTheCallTest::aPriceThatChangesDuringACallIsNotItsPrice()
{
    QFETCH(bool, isKnownBefore);
    const auto held = std::make_shared<Gate>();
    const FaultServer server({Script()
                                  .request()
                                  .send(streamHead() + delta("Hel"))
                                  .await(held)
                                  .send(delta("lo") + finish() + usage() + done())
                                  .close(),
                              answersHello()});
    JumpingClock clock;
    FaultBench bench(FaultBench::quickRetries(), &clock);
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1", {}, u"simulated"_s);
    const catalog::CatalogModel before =
        *bench.prices->find(u"simulated"_s, u"sim-swift"_s, clock.utcMicros());
    catalog::PriceEntry entry;
    entry.vendor = u"simulated"_s;
    entry.model = u"sim-swift"_s;
    entry.validFrom = isKnownBefore ? clock.utcMicros() + 3'600'000'000 : 0;
    entry.price = before;
    entry.price->rates.input = entry.price->rates.output = Money::fromNanoUsd(9'000'000'000);
    const auto changed = catalog::PriceBook::of(catalog::ModelCatalog::builtIn(), {entry});
    if (isKnownBefore)
        bench.prices = changed;
    bench.listener.onFirstDelta = [&] {
        bench.prices = changed;
        clock.jump = 2 * 3'600'000'000LL;
        QTimer::singleShot(0, this, [held] { held->open(); });
    };
    const auto result = bench.complete(FaultBench::request(u"sim-swift"_s));
    QVERIFY(!result.completion.error);
    QVERIFY(result.record.usage);
    QCOMPARE(result.record.cost, catalog::costOf(before, *result.record.usage));
    QCOMPARE(bench.logged(result).cost, result.record.cost);
    bench.listener.text.clear();
    const auto later = bench.complete(FaultBench::request(u"sim-swift"_s));
    QCOMPARE(later.record.cost, catalog::costOf(*entry.price, *later.record.usage));
    QVERIFY(later.record.cost > result.record.cost);
}

void FaultMatrixAroundTheCallTest::theWallClockJumps_data()
{
    QTest::addColumn<qint64>("jump");
    QTest::newRow("63 back by a day") << -86'400'000'000LL;
    QTest::newRow("63 forward by a day") << 86'400'000'000LL;
}

void FaultMatrixAroundTheCallTest::theWallClockJumps()
{
    QFETCH(qint64, jump);
    const auto held = std::make_shared<Gate>();
    const FaultServer server({Script().request().send(answer(500, "{}")).close(),
                              Script()
                                  .request()
                                  .send(streamHead() + delta("Hel"))
                                  .await(held)
                                  .send(delta("lo") + finish() + done())
                                  .close()});
    JumpingClock clock;
    FaultBench bench(FaultBench::quickRetries(), &clock);
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    bench.listener.onFirstDelta = [&] {
        clock.jump = jump;
        QTimer::singleShot(0, this, [held] { held->open(); });
    };
    const auto result = bench.complete(FaultBench::request());
    QVERIFY(!result.completion.error);
    QCOMPARE(result.completion.text, u"Hello"_s);
    const auto row = bench.logged(result);
    constexpr qint64 minute = 60'000'000;
    for (const qint64 each : {row.latencyUs, row.waitedUs, *row.firstTokenUs, row.trace.back().atUs})
        QVERIFY2(each >= 0 && each < minute, qPrintable(QString::number(each)));
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAroundTheCallTest::theLimitFallsToZero()
{
    // 64: those that wait go on waiting; nothing is sent, and each still ends when it is stopped.
    constexpr int many = 10'000;
    const auto held = std::make_shared<Gate>();
    const FaultServer server({Script().request().await(held).send(hello()).close()});
    FaultBench bench(oneAtATime());
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    std::vector<QCoro::Task<CompletionResult>> calls;
    for (int i = 0; i < many; ++i)
        calls.push_back(bench.orchestrator.complete(FaultBench::request(), bench.listener, {}));
    QTRY_COMPARE(server.requests().size(), 1);
    auto policy = oneAtATime();
    orchestration::RateLimit none;
    none.requestsPerMinute = 0;
    policy.rateLimits = {none};
    QVERIFY(orchestration::checked(policy));
    bench.orchestrator.setPolicy(policy);
    held->open();
    QTRY_COMPARE(bench.listener.text, u"Hello"_s); // the one that had left
    bench.orchestrator.stopAll();
    int answered = 0;
    for (auto &call : calls) {
        const auto result = await(std::move(call));
        answered += result.completion.error ? 0 : 1;
        if (result.completion.error) {
            QVERIFY(codeOf(result) == Cancelled || codeOf(result) == RateLimited);
            QCOMPARE(result.record.attempts, 0);
        }
    }
    QCOMPARE(answered, 1);
    QCOMPARE(server.requests().size(), 1);
}

void FaultMatrixAroundTheCallTest::concurrentCallsCrossABudget()
{
    // 65: what is set aside for the calls under way counts.
    auto options = atOnce();
    options.latency = 300ms; // so that all have asked before the first is answered
    auto simulated = std::move(*simulator::Simulator::start(options));
    auto policy = FaultBench::quickRetries();
    orchestration::Budget budget;
    budget.limit = Money::fromNanoUsd(100'000); // two calls of sim-swift with 100 tokens set aside
    budget.isHard = true;
    policy.budgets = {budget};
    FaultBench bench(policy);
    bench.add(u"faulty"_s, simulated->baseUrl(), {}, u"simulated"_s);
    auto request = FaultBench::request(u"sim-swift"_s);
    request.parameters.maxTokens = 100;
    std::vector<QCoro::Task<CompletionResult>> calls;
    for (int i = 0; i < 20; ++i)
        calls.push_back(bench.orchestrator.complete(request, bench.listener, {}));
    Money spent;
    int refused = 0;
    for (auto &call : calls) {
        const auto result = await(std::move(call));
        QVERIFY(!result.completion.error || codeOf(result) == BudgetExceeded);
        refused += result.completion.error ? 1 : 0;
        spent = spent + result.record.cost.value_or(Money());
        QCOMPARE(bench.audit(result), QString());
    }
    QVERIFY2(refused > 0 && refused < 20, qPrintable(QString::number(refused)));
    QVERIFY(spent > Money() && spent <= budget.limit);
    QCOMPARE(simulated->requestCount(), quint64(20 - refused));
}

void FaultMatrixAroundTheCallTest::theKeychainIsGone()
{
    // 67: in mid-run, for a provider whose key is not in memory yet.
    const FaultServer server({answersHello()});
    FaultBench bench;
    bench.add(u"known"_s, "http://" + server.place() + "/v1");
    QVERIFY(!bench.complete(FaultBench::request(u"m"_s, u"known"_s)).completion.error);
    catalog::Provider other;
    other.id = ProviderId::create();
    other.name = u"other"_s;
    other.keyHint = u"zz.t"_s;
    other.baseUrl = QUrl(QString::fromLatin1("http://" + server.place() + "/v1"));
    QVERIFY(await(bench.providers.add(other)));
    bench.listener.text.clear();
    const auto result = bench.complete(FaultBench::request(u"m"_s, u"other"_s));
    QCOMPARE(codeOf(result), Keychain);
    QCOMPARE(result.record.attempts, 0);
    QCOMPARE(bench.audit(result), QString());
    QVERIFY(!bench.complete(FaultBench::request(u"m"_s, u"known"_s)).completion.error);
    QCOMPARE(server.requests().size(), 2);
}

void FaultMatrixAroundTheCallTest::theKeyIsRotatedWhileCallsAreQueued()
{
    // 68: who leaves the queue after the change leaves with the new key.
    const auto held = std::make_shared<Gate>();
    const FaultServer server({Script().request().await(held).send(hello()).close(), answersHello()});
    FaultBench bench(oneAtATime());
    const ProviderId id = bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    auto first = bench.orchestrator.complete(FaultBench::request(), bench.listener, {});
    QTRY_COMPARE(server.requests().size(), 1);
    Listening other;
    auto second = bench.orchestrator.complete(FaultBench::request(), other, {});
    QTRY_COMPARE(bench.orchestrator.runningCount(), 2);
    QTRY_COMPARE(bench.orchestrator.stages().limiter.snapshot().waiting.front(), 1);
    bench.keys.useForThisRun(id, security::Secret::fromUtf8("R8-the-new-one"));
    held->open();
    QVERIFY(!await(std::move(first)).completion.error);
    const auto result = await(std::move(second));
    QVERIFY(!result.completion.error);
    QCOMPARE(server.requests().size(), 2);
    QVERIFY(server.requests().at(0).contains(faultKey));
    QVERIFY(server.requests().at(1).contains("R8-the-new-one"));
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAroundTheCallTest::everyProviderIsDown()
{
    // 71: each candidate has its attempts, and the last word is a typed error.
    const FaultServer failing({Script().request().send(answer(500, "{}")).close()});
    const FaultServer busy({Script().request().send(answer(503, "{}")).close()});
    FaultBench bench(withRoute({{u"failing"_s, u"m"_s}, {u"busy"_s, u"m"_s}}));
    bench.add(u"failing"_s, "http://" + failing.place() + "/v1");
    bench.add(u"busy"_s, "http://" + busy.place() + "/v1");
    const auto result = bench.complete(FaultBench::request(u"any"_s, u"route"_s));
    QCOMPARE(codeOf(result), Overloaded);
    QCOMPARE(failing.requests().size(), 3);
    QCOMPARE(busy.requests().size(), 3);
    QCOMPARE(result.record.attempts, 6);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAroundTheCallTest::aFallbackThatCannotIsPassedOver()
{
    // 72: sim-swift knows no tools, and its window is the smallest.
    auto simulated = std::move(*simulator::Simulator::start(atOnce()));
    FaultBench bench(withRoute({{u"faulty"_s, u"sim-swift"_s}, {u"faulty"_s, u"sim-balanced"_s}}));
    bench.add(u"faulty"_s, simulated->baseUrl(), {}, u"simulated"_s);
    auto withTool = FaultBench::request(u"any"_s, u"route"_s);
    withTool.tools = {{u"look"_s, u"Looks."_s, {{u"type"_s, u"object"_s}}}};
    auto tooLong = FaultBench::request(u"any"_s, u"route"_s);
    tooLong.messages.front().text = u"word "_s.repeated(90'000);
    for (const auto &request : {withTool, tooLong}) {
        bench.listener.text.clear();
        const auto result = bench.complete(request);
        QVERIFY2(!result.completion.error,
                 qPrintable(result.completion.error ? result.completion.error->message : QString()));
        const auto row = bench.logged(result);
        QCOMPARE(row.model, u"sim-balanced"_s);
        const bool isTold =
            std::any_of(row.trace.begin(), row.trace.end(), [](const telemetry::TraceStep &step) {
                return step.outcome == u"passed_over"_s && step.model.endsWith(u"sim-swift"_s);
            });
        QVERIFY(isTold);
        QCOMPARE(bench.audit(result), QString());
    }
    QCOMPARE(simulated->requestCount(), quint64(2));
}

void FaultMatrixAroundTheCallTest::aRetryStormIsBounded()
{
    // 73: a hundred calls fail at once; retries stay a fifth of them.
    constexpr int many = 100;
    const FaultServer server({Script().request().send(answer(500, "{}")).close()});
    auto policy = FaultBench::quickRetries();
    policy.breaker.minimumCalls = 10'000; // so that it is the budget that holds
    FaultBench bench(policy);
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    std::vector<QCoro::Task<CompletionResult>> calls;
    for (int i = 0; i < many; ++i)
        calls.push_back(bench.orchestrator.complete(FaultBench::request(), bench.listener, {}));
    int attempts = 0;
    for (auto &call : calls) {
        const auto result = await(std::move(call));
        QCOMPARE(codeOf(result), ServerError);
        attempts += result.record.attempts;
    }
    QCOMPARE(attempts, server.requests().size());
    QVERIFY2(attempts > many && attempts <= many + many * policy.retry.budgetPercent / 100,
             qPrintable(QString::number(attempts)));
}

void FaultMatrixAroundTheCallTest::probesAreLimitedUnderLoad()
{
    // 74: of twenty calls at a half-open breaker three go out as probes; the others are told to wait.
    const Script failing = Script().request().send(answer(500, "{}")).close();
    const auto held = std::make_shared<Gate>();
    const FaultServer server({failing, failing, Script().request().await(held).send(hello()).close()});
    auto policy = FaultBench::quickRetries();
    policy.retry.maxRetries = 0;
    policy.breaker.minimumCalls = 2;
    policy.breaker.openFor = 100ms;
    FaultBench bench(policy);
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    for (int i = 0; i < 2; ++i)
        QCOMPARE(codeOf(bench.complete(FaultBench::request())), ServerError);
    QCOMPARE(codeOf(bench.complete(FaultBench::request())), Overloaded); // open
    QCOMPARE(server.requests().size(), 2);
    const catalog::ModelRef model{u"faulty"_s, u"m"_s};
    QTRY_VERIFY(!bench.orchestrator.stages().breaker.isRefusing(model));

    std::vector<QCoro::Task<CompletionResult>> calls;
    for (int i = 0; i < 20; ++i)
        calls.push_back(bench.orchestrator.complete(FaultBench::request(), bench.listener, {}));
    QTRY_COMPARE(server.requests().size(), 2 + policy.breaker.probes);
    QTRY_COMPARE(bench.orchestrator.runningCount(), policy.breaker.probes); // the others were refused
    held->open();
    int answered = 0;
    for (auto &call : calls) {
        const auto result = await(std::move(call));
        QVERIFY(!result.completion.error || codeOf(result) == Overloaded);
        answered += result.completion.error ? 0 : 1;
    }
    QCOMPARE(answered, policy.breaker.probes);
    QVERIFY(!bench.complete(FaultBench::request()).completion.error); // closed again
}

void FaultMatrixAroundTheCallTest::askingAgainEnds()
{
    // 75: as often as the contract says, then a typed error with the answer kept.
    const FaultServer server({answersHello()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    auto request = FaultBench::request();
    request.contract.emplace();
    request.contract->format = validation::Format::Json;
    request.contract->maxReAsks = 2;
    const auto result = bench.complete(request);
    QCOMPARE(codeOf(result), MalformedResponse);
    QCOMPARE(result.completion.text, u"Hello"_s);
    QCOMPARE(server.requests().size(), 3);
    QCOMPARE(result.record.attempts, 3);
    QCOMPARE(result.record.usage->output, 6); // all three are paid for
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAroundTheCallTest::nothingOrTooMuchToSend_data()
{
    QTest::addColumn<int>("length"); // of the one message; -1: there is none
    QTest::newRow("76 no message") << -1;
    QTest::newRow("76 renders to nothing") << 0;
    QTest::newRow("76 renders to 50 MB") << 50'000'000;
}

void FaultMatrixAroundTheCallTest::nothingOrTooMuchToSend()
{
    QFETCH(int, length);
    const FaultServer server({answersHello()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    auto request = FaultBench::request();
    if (length < 0)
        request.messages.clear();
    else
        request.messages.front().text = QString(length, u'a');
    const auto result = bench.complete(request);
    QCOMPARE(codeOf(result), InvalidInput);
    QCOMPARE(server.requests().size(), 0);
    QCOMPARE(result.record.attempts, 0);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAroundTheCallTest::oddModelNames_data()
{
    QTest::addColumn<Protocol>("protocol");
    QTest::newRow("77 in the body") << Protocol::OpenAiChat;
    QTest::newRow("77 in the address") << Protocol::Gemini;
}

void FaultMatrixAroundTheCallTest::oddModelNames()
{
    QFETCH(Protocol, protocol);
    const QString name = u"org/modèle:7b?x#y %41"_s;
    const FaultServer server({Script().request().send(answer(404, "{}")).close()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1", Scenario{.protocol = protocol});
    const auto result = bench.complete(FaultBench::request(name));
    QCOMPARE(codeOf(result), NotFound);
    QCOMPARE(server.requests().size(), 1);
    const QByteArray request = server.requests().first();
    const QByteArray line = request.left(request.indexOf('\r'));
    QCOMPARE(line.count(' '), 2);
    if (protocol == Protocol::OpenAiChat) {
        const auto body = QJsonDocument::fromJson(request.mid(request.indexOf("\r\n\r\n") + 4)).object();
        QCOMPARE(body[u"model"_s].toString(), name);
    } else {
        QVERIFY2(line.contains("mod%C3%A8le") && line.contains("%3Fx%23y%20%2541"), line.constData());
    }
    QCOMPARE(bench.logged(result).model, name);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAroundTheCallTest::anAnswerThatContainsTheKey_data()
{
    QTest::addColumn<QByteArray>("events");
    QTest::newRow("78 at once") << delta("It is Q7-zz.tst now");
    QTest::newRow("78 in pieces") << delta("It is Q7-") + delta("zz.ts") + delta("t now");
}

void FaultMatrixAroundTheCallTest::anAnswerThatContainsTheKey()
{
    QFETCH(QByteArray, events);
    const FaultServer server({Script().request().send(streamHead() + events + finish() + done()).close()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    const auto result = bench.complete(FaultBench::request());
    QVERIFY(!result.completion.error);
    QCOMPARE(result.completion.text, u"It is **** now"_s);
    QCOMPARE(bench.listener.text, result.completion.text);
    QCOMPARE(bench.audit(result), QString());
}

QTEST_GUILESS_MAIN(FaultMatrixAroundTheCallTest)
#include "tst_faultmatrixaroundthecall.moc"
