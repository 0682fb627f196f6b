// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include "support/awaiting.h"
#include "telemetry/requestlog.h"

using namespace assay;
using namespace assay::telemetry;
using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Database;
using storage::OpenMode;
using test::await;

namespace {

/// One program that has the workspace open.
struct Program {
    explicit Program(const QString &path, OpenMode mode = OpenMode::ReadWrite)
        : database(openOrDie(path, mode))
        , log(*database, *(mirror = mirrorOrDie(*database)))
    {
    }
    static std::unique_ptr<Database> openOrDie(const QString &path, OpenMode mode)
    {
        auto database = Database::open(path, mode);
        if (!database)
            qFatal("%s", qPrintable(database.error().message));
        return std::move(*database);
    }
    static std::unique_ptr<FactsMirror> mirrorOrDie(Database &database)
    {
        auto mirror = FactsMirror::open(database);
        if (!mirror)
            qFatal("%s", qPrintable(mirror.error().message));
        return std::move(*mirror);
    }

    std::unique_ptr<FactsMirror> mirror;
    std::unique_ptr<Database> database;
    RequestLog log;
};

CallRecord randomCall(QRandomGenerator &random, UtcMicros now)
{
    CallRecord record;
    record.id = CallId::create();
    record.startedAt = now - random.bounded(3'600'000'000LL); // within the hour, in no order
    record.provider = u"p"_s;
    record.model = u"m%1"_s.arg(random.bounded(4));
    record.prompt = random.bounded(3) == 0 ? QString() : u"prompt%1"_s.arg(random.bounded(5));
    record.user = u"u"_s;
    record.status = static_cast<CallStatus>(random.bounded(10) < 8 ? 0 : 1 + random.bounded(2));
    record.latencyUs = random.bounded(5'000'000);
    if (random.bounded(4) != 0)
        record.firstTokenUs = random.bounded(1'000'000);
    if (random.bounded(5) != 0) {
        record.usage = catalog::Usage{random.bounded(9000), 0, 0, random.bounded(2000), 0};
        record.cost = Money::fromNanoUsd(random.bounded(50'000'000));
        record.usageEstimated = random.bounded(6) == 0;
    }
    return record;
}

std::optional<std::int64_t> nearestRank(QList<std::int64_t> values, int percent)
{
    if (values.isEmpty())
        return std::nullopt;
    std::ranges::sort(values);
    return values.at((percent * values.size() + 99) / 100 - 1);
}

} // namespace

class FactsMirrorTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        Program(path(), OpenMode::Create);
    }

    void aPanelEqualsAPlainCount()
    {
        constexpr quint32 seed = 20261123;
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const UtcMicros now = 1'793'404'800'000'000;
        Program program(path());
        QList<CallRecord> all;
        QList<QFuture<Result<std::int64_t>>> appended;
        for (int i = 0; i < 3000; ++i) {
            all.append(randomCall(random, now));
            appended.append(program.log.append(all.last()));
        }
        for (const auto &future : appended)
            QVERIFY(await(future));
        QVERIFY(await(program.log.catchUp()));

        for (const QString &model : {QString(), u"p/m2"_s, u"p/unheard-of"_s}) {
            FactsQuery query;
            query.from = now - 3'000'000'000LL;
            query.to = now - 60'000'000LL;
            query.bucketUs = 300'000'000;
            query.model = model;
            const FactsPanel panel = program.mirror->query(query);
            comparePanel(panel, query, all);
        }
    }

    void twoProgramsSeeEachOthersCalls()
    {
        Program window(path());
        Program terminal(path());
        QRandomGenerator random(7);
        for (int i = 0; i < 200; ++i)
            QVERIFY(await(
                (i % 2 == 0 ? window : terminal).log.append(randomCall(random, 1'793'404'800'000'000))));
        QVERIFY(await(window.log.catchUp()));
        QVERIFY(await(terminal.log.catchUp()));
        QCOMPARE(window.mirror->rowCount(), 200);
        QCOMPARE(terminal.mirror->rowCount(), 200);
        QCOMPARE(window.mirror->models(), terminal.mirror->models());
    }

    void aMirrorThatIsMissingOrDamagedIsRebuilt_data()
    {
        QTest::addColumn<QString>("damage");
        for (const char *damage :
             {"folder removed", "header removed", "header garbled", "column cut", "column removed"})
            QTest::newRow(damage) << QString::fromLatin1(damage);
    }
    void aMirrorThatIsMissingOrDamagedIsRebuilt()
    {
        QFETCH(const QString, damage);
        fill(100);
        const QDir facts(path() + u".facts"_s);
        if (damage == u"folder removed"_s)
            QVERIFY(QDir(facts).removeRecursively());
        else if (damage == u"header removed"_s)
            QVERIFY(QFile::remove(facts.filePath(u"header"_s)));
        else if (damage == u"column cut"_s)
            QVERIFY(QFile::resize(facts.filePath(u"cost"_s), 8));
        else if (damage == u"column removed"_s)
            QVERIFY(QFile::remove(facts.filePath(u"latency"_s)));
        else {
            QFile header(facts.filePath(u"header"_s));
            QVERIFY(header.open(QIODevice::ReadWrite));
            header.write("garbage!");
        }
        Program program(path());
        QCOMPARE(program.mirror->rowCount(), 100);
        QCOMPARE(totalCalls(program), 100);
    }

    void aMirrorOfAnOlderLogStartsOver()
    {
        fill(50);
        {
            Program program(path());
            QVERIFY(await(program.database->write<>([](Connection &c) -> Result<> {
                // What restoring a backup from before these calls looks like.
                for (const QString &sql : {u"DELETE FROM calls WHERE seq > 20"_s,
                                           u"UPDATE sqlite_sequence SET seq = 20 WHERE name = 'calls'"_s}) {
                    if (auto done = c.exec(sql); !done)
                        return tl::unexpected(done.error());
                }
                return {};
            })));
        }
        Program program(path());
        QCOMPARE(program.mirror->rowCount(), 20);
    }

    void anotherWorkspacesMirrorIsNotTaken()
    {
        fill(30);
        QTemporaryDir other;
        const QString otherPath = other.filePath(u"w.assay"_s);
        Program(otherPath, OpenMode::Create);
        QVERIFY(QDir(otherPath + u".facts"_s).removeRecursively());
        QVERIFY(QDir().rename(path() + u".facts"_s, otherPath + u".facts"_s));
        Program program(otherPath);
        QCOMPARE(program.mirror->rowCount(), 0);
        QCOMPARE(totalCalls(program), 0);
    }

    void withoutAPlaceForFilesItLivesInMemory()
    {
        fill(40);
        QVERIFY(QDir(path() + u".facts"_s).removeRecursively());
        QFile inTheWay(path() + u".facts"_s);
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        Program program(path());
        QCOMPARE(program.mirror->rowCount(), 40);
        QRandomGenerator random(2);
        QVERIFY(await(program.log.append(randomCall(random, 1'793'404'800'000'000))));
        QVERIFY(await(program.log.catchUp()));
        QCOMPARE(totalCalls(program), 41);
    }

    void gapsAreEmptyBuckets()
    {
        Program program(path());
        FactsQuery query;
        query.from = 0;
        query.to = 10;
        query.bucketUs = 3;
        const FactsPanel panel = program.mirror->query(query);
        QCOMPARE(panel.buckets.size(), 4);
        QVERIFY(!panel.buckets.first().latency.p50Us);
        QCOMPARE(panel.buckets.last().start, 9);
        query.to = 0;
        QVERIFY(program.mirror->query(query).buckets.isEmpty());
    }

private:
    QString path() const { return m_folder->filePath(u"w.assay"_s); }

    void fill(int calls)
    {
        Program program(path());
        QVERIFY(await(program.database->write<>([](Connection &c) {
            return c
                .exec(u"INSERT OR REPLACE INTO workspace VALUES ('id', ?)"_s,
                      {WorkspaceId::create().toString()})
                .map([](QSqlQuery *) {});
        })));
        QRandomGenerator random(1);
        for (int i = 0; i < calls; ++i)
            QVERIFY(await(program.log.append(randomCall(random, 1'793'404'800'000'000))));
        QVERIFY(await(program.log.catchUp()));
    }

    static std::int64_t totalCalls(const Program &program)
    {
        FactsQuery query;
        query.to = 2'000'000'000'000'000;
        query.bucketUs = query.to;
        return program.mirror->query(query).totals.calls;
    }

    static void comparePanel(const FactsPanel &panel, const FactsQuery &query, const QList<CallRecord> &all)
    {
        FactsTotals totals;
        QList<std::int64_t> latencies;
        QList<std::int64_t> firstTokens;
        QMap<qsizetype, QList<std::int64_t>> perBucket;
        QMap<QString, FactsTotals> perModel;
        for (const CallRecord &r : all) {
            const QString model = r.provider + u'/' + r.model;
            if (r.startedAt < query.from || r.startedAt >= query.to
                || (!query.model.isEmpty() && model != query.model))
                continue;
            for (FactsTotals *sum : {&totals, &perModel[model]}) {
                ++sum->calls;
                sum->failed += r.status == CallStatus::Failed ? 1 : 0;
                sum->cancelled += r.status == CallStatus::Cancelled ? 1 : 0;
                sum->inputTokens += r.usage ? r.usage->input : 0;
                sum->outputTokens += r.usage ? r.usage->output : 0;
                sum->cost += r.cost.value_or(Money());
                sum->costUnknown += r.cost ? 0 : 1;
                sum->costEstimated += r.usageEstimated ? r.cost.value_or(Money()) : Money();
            }
            if (r.status != CallStatus::Ok)
                continue;
            latencies.append(r.latencyUs);
            perBucket[(r.startedAt - query.from) / query.bucketUs].append(r.latencyUs);
            if (r.firstTokenUs)
                firstTokens.append(*r.firstTokenUs);
        }
        QCOMPARE(panel.totals.calls, totals.calls);
        QCOMPARE(panel.totals.failed, totals.failed);
        QCOMPARE(panel.totals.cancelled, totals.cancelled);
        QCOMPARE(panel.totals.inputTokens, totals.inputTokens);
        QCOMPARE(panel.totals.outputTokens, totals.outputTokens);
        QCOMPARE(panel.totals.cost, totals.cost);
        QCOMPARE(panel.totals.costUnknown, totals.costUnknown);
        QCOMPARE(panel.totals.costEstimated, totals.costEstimated);
        QCOMPARE(panel.latency.p50Us, nearestRank(latencies, 50));
        QCOMPARE(panel.latency.p95Us, nearestRank(latencies, 95));
        QCOMPARE(panel.latency.p99Us, nearestRank(latencies, 99));
        QCOMPARE(panel.firstToken.p95Us, nearestRank(firstTokens, 95));
        QCOMPARE(panel.buckets.size(), (query.to - query.from + query.bucketUs - 1) / query.bucketUs);
        for (qsizetype i = 0; i < panel.buckets.size(); ++i) {
            QCOMPARE(panel.buckets[i].latency.p50Us, nearestRank(perBucket.value(i), 50));
            QCOMPARE(panel.buckets[i].latency.p99Us, nearestRank(perBucket.value(i), 99));
        }
        QCOMPARE(panel.models.size(), perModel.size());
        for (const ModelFacts &model : panel.models) {
            QCOMPARE(model.totals.calls, perModel.value(model.model).calls);
            QCOMPARE(model.totals.cost, perModel.value(model.model).cost);
            Money sum;
            for (const Money cost : model.costPerBucket)
                sum += cost;
            QCOMPARE(sum, model.totals.cost);
            Money estimated;
            for (const Money cost : model.estimatedPerBucket)
                estimated += cost;
            QCOMPARE(estimated, perModel.value(model.model).costEstimated);
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(FactsMirrorTest)
#include "tst_factsmirror.moc"
