// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>

#include "support/awaiting.h"
#include "telemetry/requestlog.h"

using namespace assay;
using namespace assay::telemetry;
using namespace Qt::StringLiterals;
using storage::Database;
using storage::OpenMode;
using test::await;

namespace {

Money usd(const char *decimal)
{
    return *Money::fromDecimal(QString::fromLatin1(decimal));
}

CallRecord call(const QString &model, UtcMicros startedAt)
{
    CallRecord record;
    record.id = CallId::create();
    record.startedAt = startedAt;
    record.provider = u"p"_s;
    record.model = model;
    record.prompt = u"triage"_s;
    record.promptVersion = 3;
    record.user = u"ada"_s;
    record.httpStatus = 200;
    record.finishReason = providers::FinishReason::Stop;
    record.latencyUs = 1234;
    record.firstTokenUs = 567;
    record.waitedUs = 89;
    record.usage = catalog::Usage{100, 40, 5, 20, 7};
    record.cost = usd("0.0125");
    record.request = "{\"messages\":[]}";
    record.response = "{\"text\":\"" + QByteArray(5000, 'x') + "\"}";
    return record;
}

} // namespace

class RequestLogTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_log.reset();
        m_database.reset();
        m_mirror.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        auto database = Database::open(path(), OpenMode::Create);
        QVERIFY(database);
        m_database = std::move(*database);
        auto mirror = FactsMirror::open(*m_database);
        QVERIFY(mirror);
        m_mirror = std::move(*mirror);
        m_log = std::make_unique<RequestLog>(*m_database, *m_mirror);
    }

    void versionsHaveTheirOwnFigures()
    {
        for (const auto &[version, status, error, latency] :
             std::vector<std::tuple<int, CallStatus, ErrorCode, int>>{
                 {3, CallStatus::Ok, {}, 100},
                 {3, CallStatus::Ok, {}, 300},
                 {3, CallStatus::Cancelled, ErrorCode::Cancelled, 5},
                 {4, CallStatus::Failed, ErrorCode::MalformedResponse, 50},
                 {4, CallStatus::Failed, ErrorCode::Timeout, 60}}) {
            CallRecord record = call(u"swift"_s, 1'000'000);
            record.promptVersion = version;
            record.status = status;
            record.latencyUs = latency;
            if (status != CallStatus::Ok)
                record.error = Error{error, u"No."_s, {}, false, {}};
            if (version == 4)
                record.cost.reset();
            QVERIFY(await(m_log->append(record)));
        }
        const auto figures = await(m_log->versionFigures(u"triage"_s));
        QVERIFY(figures);
        const VersionFigures third = figures->value(3);
        QCOMPARE(third.calls, 2);
        QCOMPARE(third.failed, 0);
        QCOMPARE(third.costKnown, 2);
        QCOMPARE(third.latency.p50Us, std::optional<std::int64_t>(100));
        QCOMPARE(third.latency.p95Us, std::optional<std::int64_t>(300));
        const VersionFigures fourth = figures->value(4);
        QCOMPARE(fourth.failed, 2);
        QCOMPARE(fourth.refused, 1);
        QCOMPARE(fourth.costKnown, 0);
        QVERIFY(!fourth.latency.p50Us);
        QVERIFY(await(m_log->versionFigures(u"other"_s))->isEmpty());
    }

    /// A commit that fails, as on a full disk, takes back what its jobs were told is done.
    void aLostCommitGivesNoCallAnotherModelsName()
    {
        QSemaphore go;
        const auto first = m_database->write<>([&go](storage::Connection &) -> Result<> {
            go.acquire(); // so that the next two share a transaction
            return {};
        });
        const auto lost = m_log->append(call(u"lost"_s, 1));
        const auto spoiler = m_database->write<>([](storage::Connection &connection) -> Result<> {
            return connection.exec(u"PRAGMA defer_foreign_keys = ON"_s).and_then([&](QSqlQuery *) {
                return connection
                    .exec(
                        u"INSERT INTO call_contents (seq, request, response, trace) VALUES (999, x'', x'', x'')"_s)
                    .map([](QSqlQuery *) {});
            });
        });
        go.release();
        std::ignore = await(first); // it may be in that transaction, too
        QVERIFY(!await(spoiler));
        QVERIFY(!await(lost));
        QVERIFY(await(m_log->append(call(u"other"_s, 2))));
        QVERIFY(await(m_log->append(call(u"lost"_s, 3))));
        const auto entries = await(m_log->query({}));
        QVERIFY(entries);
        QCOMPARE(entries->size(), 2);
        QCOMPARE(entries->at(0).record.model, u"lost"_s);
        QCOMPARE(entries->at(1).record.model, u"other"_s);
    }

    void aCallComesBackWhole()
    {
        const CallRecord before = call(u"m/with/slashes"_s, 1000);
        QVERIFY(await(m_log->append(before)));
        const auto after = await(m_log->call(before.id));
        QVERIFY(after);
        QCOMPARE(after->id, before.id);
        QCOMPARE(after->provider, before.provider);
        QCOMPARE(after->model, before.model);
        QCOMPARE(after->prompt, before.prompt);
        QCOMPARE(after->promptVersion, before.promptVersion);
        QCOMPARE(after->user, before.user);
        QCOMPARE(after->latencyUs, before.latencyUs);
        QCOMPARE(after->firstTokenUs, before.firstTokenUs);
        QCOMPARE(after->waitedUs, before.waitedUs);
        QVERIFY(after->usage == before.usage);
        QCOMPARE(after->cost, before.cost);
        QCOMPARE(after->request, before.request);
        QCOMPARE(after->response, before.response);
        QVERIFY(after->finishReason == before.finishReason);
        QVERIFY(!after->error);
    }

    void whatIsUnknownStaysUnknown()
    {
        CallRecord before = call(u"m"_s, 1000);
        before.usage.reset();
        before.cost.reset();
        before.firstTokenUs.reset();
        before.finishReason.reset();
        before.prompt.clear();
        before.status = CallStatus::Failed;
        before.error = Error{ErrorCode::RateLimited, u"Too many requests."_s, u"429"_s, true, {}};
        QVERIFY(await(m_log->append(before)));
        const auto after = await(m_log->call(before.id));
        QVERIFY(after);
        QVERIFY(!after->usage && !after->cost && !after->firstTokenUs && !after->finishReason);
        QVERIFY(after->prompt.isEmpty());
        QCOMPARE(after->status, CallStatus::Failed);
        QVERIFY(after->error && *after->error == *before.error);
    }

    void whenAppendIsReadyAnotherProgramSeesTheCall()
    {
        const CallRecord record = call(u"m"_s, 1000);
        QVERIFY(await(m_log->append(record)));
        auto other = Database::open(path(), OpenMode::ReadWrite);
        QVERIFY(other);
        const auto seen = await((*other)->read<int>([](storage::Connection &c) {
            return c.exec(u"SELECT count(*) FROM calls JOIN call_contents USING (seq)"_s)
                .map([](QSqlQuery *q) { return q->next() ? q->value(0).toInt() : -1; });
        }));
        QCOMPARE(seen, Result<int>(1));
    }

    void pagesGoFromTheNewestByKey()
    {
        for (int i = 0; i < 25; ++i)
            QVERIFY(await(m_log->append(call(u"m"_s, 1000 + i))));
        LogFilter filter;
        filter.limit = 10;
        QList<UtcMicros> seen;
        for (;;) {
            const auto page = await(m_log->query(filter));
            QVERIFY(page);
            if (page->isEmpty())
                break;
            for (const LogEntry &entry : *page)
                seen.append(entry.record.startedAt);
            filter.beforeSeq = page->last().seq;
        }
        QCOMPARE(seen.size(), 25);
        QVERIFY(std::ranges::is_sorted(seen, std::ranges::greater()));
        QCOMPARE(seen.first(), 1024);
    }

    void filtersNarrow()
    {
        CallRecord failed = call(u"other"_s, 2000);
        failed.status = CallStatus::Failed;
        failed.error = Error{ErrorCode::Network, {}, {}, true, {}};
        QVERIFY(await(m_log->append(call(u"m"_s, 1000))));
        QVERIFY(await(m_log->append(failed)));
        const auto count = [this](auto change) {
            LogFilter filter;
            change(filter);
            return await(m_log->query(filter)).value_or(QList<LogEntry>()).size();
        };
        QCOMPARE(count([](LogFilter &) {}), 2);
        QCOMPARE(count([](LogFilter &f) { f.since = 1500; }), 1);
        QCOMPARE(count([](LogFilter &f) { f.model = u"p/m"_s; }), 1);
        QCOMPARE(count([](LogFilter &f) { f.model = u"other"_s; }), 1);
        QCOMPARE(count([](LogFilter &f) { f.model = u"nobody"_s; }), 0);
        QCOMPARE(count([](LogFilter &f) { f.status = CallStatus::Failed; }), 1);
        QCOMPARE(count([](LogFilter &f) { f.prompt = u"triage"_s; }), 2);
    }

    void costsAddUpAndUnknownIsCountedApart()
    {
        CallRecord unknown = call(u"new-model"_s, 3000);
        unknown.cost.reset();
        QVERIFY(await(m_log->append(call(u"m"_s, 1000))));
        QVERIFY(await(m_log->append(call(u"m"_s, 2000))));
        QVERIFY(await(m_log->append(unknown)));
        const auto rows = await(m_log->costs(CostGrouping::Model, 0));
        QVERIFY(rows);
        QCOMPARE(rows->size(), 2);
        QCOMPARE(rows->first().key, u"p/m"_s);
        QCOMPARE(rows->first().cost, usd("0.025"));
        QCOMPARE(rows->first().costUnknown, 0);
        QCOMPARE(rows->last().costUnknown, 1);
        QCOMPARE(rows->last().cost, Money());
        QCOMPARE(await(m_log->costs(CostGrouping::Day, 0))->first().calls, 3);
        QCOMPARE(await(m_log->costs(CostGrouping::User, 0))->first().key, u"ada"_s);
        QCOMPARE(await(m_log->costs(CostGrouping::Prompt, 0))->first().key, u"triage"_s);
        QCOMPARE(await(m_log->costs(CostGrouping::Model, 2500))->size(), 1);
    }

    void aCallThatIsNotThereIsNotFound()
    {
        QCOMPARE(await(m_log->call(CallId::create())).error().code, ErrorCode::NotFound);
    }

    void manyAppendsAtOnceAllArriveInOrder()
    {
        QList<QFuture<Result<std::int64_t>>> futures;
        for (int i = 0; i < 2000; ++i)
            futures += m_log->append(call(u"m%1"_s.arg(i % 7), i));
        std::int64_t last = 0;
        for (const auto &future : futures) {
            const auto seq = await(future);
            QVERIFY(seq);
            QVERIFY(*seq > last);
            last = *seq;
        }
        QVERIFY(await(m_log->catchUp()));
        QCOMPARE(m_mirror->rowCount(), 2000);
    }

private:
    QString path() const { return m_folder->filePath(u"w.assay"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FactsMirror> m_mirror;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<RequestLog> m_log;
};

QTEST_GUILESS_MAIN(RequestLogTest)
#include "tst_requestlog.moc"
