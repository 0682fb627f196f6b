// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptstore.h"
#include "release/releasewatch.h"
#include "support/awaiting.h"
#include "support/manualclock.h"
#include "telemetry/requestlog.h"

#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::release;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using storage::Database;
using test::await;

/// Releases in a real workspace file, with calls in its log.
class ReleaseStoreTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        cleanup();
        m_folder = std::make_unique<QTemporaryDir>();
        m_database =
            std::move(Database::open(m_folder->filePath(u"w.assay"_s), storage::OpenMode::Create).value());
        m_mirror = std::move(telemetry::FactsMirror::open(*m_database).value());
        m_log = std::make_unique<telemetry::RequestLog>(*m_database, *m_mirror);
        m_prompts = std::make_unique<prompts::PromptStore>(*m_database, m_clock);
        m_store = std::make_unique<ReleaseStore>(*m_database, m_clock);
        m_watch = std::make_unique<ReleaseWatch>(*m_store, m_clock);
        prompts::PromptContent content;
        content.messages = {{providers::Role::User, u"One"_s}};
        m_prompt = await(m_prompts->create(u"triage"_s, {}, content))->id;
        for (const QString &text : {u"One"_s, u"Two"_s, u"Three"_s}) {
            content.messages.front().text = text;
            QVERIFY(await(m_prompts->commit(m_prompt, content, 0, u"Change"_s, u"ada"_s)));
        }
        QVERIFY(await(m_prompts->setLabel(m_prompt, 1, u"production"_s, u"ada"_s)));
    }
    void cleanup()
    {
        m_watch.reset();
        m_store.reset();
        m_prompts.reset();
        m_log.reset();
        m_database.reset();
        m_mirror.reset();
    }

    void aCanaryGoesStepByStepToItsEnd()
    {
        Release release = started({5, 100});
        QCOMPARE(release.stable, 1);
        QCOMPARE(release.percent(), 5);
        QCOMPARE(labelled(), 1);
        serveMany(release, 0.0);
        m_clock.advance(1h);
        release = acted(release);
        QCOMPARE(release.percent(), 100);
        QCOMPARE(release.state, ReleaseState::Running);
        release = acted(release);
        QCOMPARE(release.percent(), 100); // a new step wants calls of its own
        QCOMPARE(release.state, ReleaseState::Running);
        serveMany(release, 0.0);
        m_clock.advance(1h);
        release = acted(release);
        QCOMPARE(release.state, ReleaseState::Finished);
        QCOMPARE(labelled(), 2);
        const auto moves = await(m_prompts->labelMoves(m_prompt));
        QVERIFY(!moves->first().reason.isEmpty());
        const auto events = await(m_store->events(release.id));
        QCOMPARE(events->first().kind, ReleaseEventKind::Finished);
        QVERIFY(events->first().evidence[u"evidence"_s].toArray().size() == 5);
    }

    void harmIsRolledBackWithItsEvidence()
    {
        Release release = started({5, 100});
        serveMany(release, 0.5);
        release = acted(release);
        QCOMPARE(release.state, ReleaseState::RolledBack);
        QCOMPARE(labelled(), 1);
        const auto served = await(m_store->serve(m_prompt, u"production"_s, u"anyone"_s));
        QCOMPARE(served->version.number, 1);
        QVERIFY(!served->release);
        const auto events = await(m_store->events(release.id));
        QCOMPARE(events->first().kind, ReleaseEventKind::RolledBack);
        QVERIFY(events->first().reason.contains(u"error rate"_s));
        QVERIFY(!await(m_store->promote(release, {u"ada"_s, u"again"_s}))); // it is over
    }

    void callsThatBrokeTheirContractAreCountedApart()
    {
        const Release release = started({50, 100});
        log(release, 2, ErrorCode::MalformedResponse);
        log(release, 2, ErrorCode::ServerError);
        log(release, 2, std::nullopt);
        log(release, 3, std::nullopt); // another version is no side
        writeCalls();
        const auto figures = await(m_store->figures(release));
        QCOMPARE(figures->candidate.calls, 3);
        QCOMPARE(figures->candidate.errors, 1);
        QCOMPARE(figures->candidate.validationFailures, 1);
        QCOMPARE(figures->candidate.latenciesUs.size(), size_t(1));
        QCOMPARE(figures->stable.calls, 0);
    }

    void subjectsStayOnTheirSide()
    {
        const Release release = started({25, 100});
        int candidates = 0;
        for (int i = 0; i < 200; ++i) {
            const QString subject = u"user-%1"_s.arg(i);
            const auto first = await(m_store->serve(m_prompt, u"production"_s, subject));
            QCOMPARE(await(m_store->serve(m_prompt, u"production"_s, subject))->version.number,
                     first->version.number);
            QCOMPARE(first->release.value(), release.id);
            candidates += first->version.number == 2;
        }
        QVERIFY2(candidates > 20 && candidates < 80, qPrintable(QString::number(candidates)));
        // A number, another label or the latest are what they say, release or not.
        QCOMPARE(await(m_store->serve(m_prompt, u"1"_s, {}))->version.number, 1);
        QCOMPARE(await(m_store->serve(m_prompt, u"latest"_s, {}))->version.number, 3);
        QVERIFY(!await(m_store->serve(m_prompt, u"nowhere"_s, {})));
    }

    void blueGreenIsEverybodyAtOnceAndBackAtOnce()
    {
        Release release = started({100});
        QVERIFY(release.plan.isBlueGreen());
        QCOMPARE(await(m_store->serve(m_prompt, u"production"_s, u"x"_s))->version.number, 2);
        release = await(m_store->rollBack(release, {u"ada"_s, u"looks wrong"_s})).value();
        QCOMPARE(await(m_store->serve(m_prompt, u"production"_s, u"x"_s))->version.number, 1);
    }

    void aLabelBelongsToItsRelease()
    {
        Release release = started({5, 100});
        const auto moved = await(m_prompts->setLabel(m_prompt, 3, u"production"_s, u"bob"_s));
        QVERIFY(!moved);
        QCOMPARE(moved.error().code, ErrorCode::Conflict);
        QVERIFY(!await(m_store->start(m_prompt, u"production"_s, 3, {}, {u"bob"_s, {}})));
        QVERIFY(await(m_prompts->setLabel(m_prompt, 3, u"staging"_s, u"bob"_s))); // another label is free
    }

    void badStartsAreRefused()
    {
        QCOMPARE(await(m_store->start(m_prompt, u"staging"_s, 2, {}, {})).error().code, ErrorCode::NotFound);
        QCOMPARE(await(m_store->start(m_prompt, u"latest"_s, 2, {}, {})).error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(await(m_store->start(m_prompt, u"production"_s, 9, {}, {})).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(await(m_store->start(m_prompt, u"production"_s, 1, {}, {})).error().code,
                 ErrorCode::Conflict);
        ReleasePlan plan;
        plan.steps = {50};
        QCOMPARE(await(m_store->start(m_prompt, u"production"_s, 2, plan, {})).error().code,
                 ErrorCode::InvalidInput);
    }

    void aPausedReleaseWaitsForAPerson()
    {
        Release release = started({5, 100});
        release = await(m_store->setPaused(release, true, {u"ada"_s, u"lunch"_s})).value();
        serveMany(release, 0.5);
        release = acted(release);
        QCOMPARE(release.state, ReleaseState::Paused);
        // What somebody saw before is not what is there now.
        Release stale = release;
        stale.step = 1;
        QCOMPARE(await(m_store->promote(stale, {})).error().code, ErrorCode::Conflict);
        release = await(m_store->promote(release, {u"ada"_s, u"good enough"_s})).value();
        QCOMPARE(release.percent(), 100);
        QCOMPARE(release.state, ReleaseState::Running);
    }

    void theWatchActsWithTime()
    {
        Release release = started({5, 100});
        serveMany(release, 0.5);
        m_watch->start();
        QTRY_COMPARE(m_clock.sleepers(), 1); // it looked once and sleeps
        QCOMPARE(await(m_store->list())->first().state, ReleaseState::RolledBack);
        await(m_watch->stop());
    }

    void whichReleaseIsMeantIsSaid()
    {
        started({5, 100});
        QVERIFY(await(m_store->running(u"triage"_s, {})));
        QVERIFY(!await(m_store->running(u"triage"_s, u"staging"_s)));
        QVERIFY(!await(m_store->running(u"other"_s, {})));
        QVERIFY(await(m_prompts->setLabel(m_prompt, 1, u"staging"_s, u"ada"_s)));
        QVERIFY(await(m_store->start(m_prompt, u"staging"_s, 3, {}, {})));
        const auto unclear = await(m_store->running(u"triage"_s, {}));
        QVERIFY(!unclear && unclear.error().message.contains(u"production, staging"_s));
        QCOMPARE(await(m_store->running(u"triage"_s, u"staging"_s))->candidate, 3);
    }

private:
    Release started(const QList<int> &steps)
    {
        ReleasePlan plan;
        plan.steps = steps;
        const auto release =
            await(m_store->start(m_prompt, u"production"_s, 2, plan, {u"ada"_s, u"Shorter answers"_s}));
        if (!release)
            qFatal("%s", qPrintable(release.error().message));
        return *release;
    }
    Release acted(const Release &release)
    {
        const auto look = await(m_watch->act(release));
        if (!look)
            qFatal("%s", qPrintable(look.error().message));
        return look->release;
    }
    int labelled() { return await(m_prompts->version(m_prompt, u"production"_s))->number; }

    void log(const Release &release, int version, std::optional<ErrorCode> error, int latencyMs = 800)
    {
        telemetry::CallRecord record;
        record.id = CallId::create();
        record.startedAt = m_clock.utcMicros();
        record.provider = u"p"_s;
        record.model = u"m"_s;
        record.prompt = u"triage"_s;
        record.promptVersion = version;
        record.run = RunId::fromBytes(release.id.toBytes());
        record.latencyUs = latencyMs * 1000;
        record.cost = *Money::fromDecimal(u"0.01");
        record.request = record.response = "{}";
        if (error) {
            record.status = telemetry::CallStatus::Failed;
            record.error = Error{*error, u"no"_s, {}, false, {}};
        }
        m_pending.append(m_log->append(record));
    }
    /// 600 calls of each side, the candidate's failing at this rate.
    void serveMany(const Release &release, double errorRate)
    {
        for (int i = 0; i < 600; ++i) {
            const int latency = 800 + (i * 37) % 400;
            log(release, 1, std::nullopt, latency);
            const bool fails = (i % 100) < errorRate * 100;
            log(release, 2, fails ? std::optional(ErrorCode::ServerError) : std::nullopt, latency);
        }
        writeCalls();
    }
    void writeCalls()
    {
        for (const auto &written : std::exchange(m_pending, {}))
            QVERIFY(await(written));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    test::ManualClock m_clock;
    std::unique_ptr<telemetry::FactsMirror> m_mirror;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<telemetry::RequestLog> m_log;
    std::unique_ptr<prompts::PromptStore> m_prompts;
    std::unique_ptr<ReleaseStore> m_store;
    std::unique_ptr<ReleaseWatch> m_watch;
    QList<QFuture<Result<std::int64_t>>> m_pending;
    PromptId m_prompt;
};

QTEST_GUILESS_MAIN(ReleaseStoreTest)
#include "tst_releasestore.moc"
