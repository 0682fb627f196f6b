// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/comparisonstore.h"
#include "evaluation/datasetstore.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::evaluation;
using assay::providers::Role;
using assay::test::await;

namespace {

Comparison comparisonAt(UtcMicros time)
{
    Comparison run;
    run.id = RunId::create();
    run.createdAt = time;
    run.prompt = u"triage"_s;
    run.promptVersion = 3;
    run.content.messages = {{Role::System, u"Be brief."_s}, {Role::User, u"{{ticket}} 🎉\n"_s}};
    run.content.tools = {{u"lookup"_s, u"Finds a customer"_s, {{u"type"_s, u"object"_s}}}};
    run.content.outputContract = {{u"format"_s, u"json"_s}};
    run.content.variables = {{.name = u"ticket"_s, .description = u"what the customer wrote"_s}};
    run.variables = {{u"ticket"_s, u"It's \"broken\""_s}, {u"empty"_s, u""_s}};
    ComparisonColumn swift;
    swift.target = {u"simulated"_s, u"sim-swift"_s};
    swift.parameters.temperature = 0.2;
    swift.parameters.stop = {u"END"_s};
    swift.call = CallId::create();
    ComparisonColumn slashed;
    slashed.target = {u"router"_s, u"meta/llama-4"_s};
    run.columns = {swift, slashed};
    return run;
}

} // namespace

class EvaluationStoresTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aRunReopensExactly();
    void aRunOfTheFirstReleaseStillOpens();
    void savingAgainReplaces();
    void listsNewestFirst();
    void titlesSayWhatWasAsked_data();
    void titlesSayWhatWasAsked();
    void winnersArePickedAndTakenBack();
    void aRemovedRunIsGone();
    void datasetsComeBackInOrder();
    void refusesATakenOrBadDatasetName();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<ComparisonStore> m_runs;
    std::unique_ptr<DatasetStore> m_datasets;
    test::ManualClock m_clock;
};

void EvaluationStoresTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    auto database = storage::Database::open(m_folder->filePath(u"test.assay"_s), storage::OpenMode::Create);
    QVERIFY2(database, database ? "" : qPrintable(database.error().message));
    m_database = std::move(*database);
    m_runs = std::make_unique<ComparisonStore>(*m_database);
    m_datasets = std::make_unique<DatasetStore>(*m_database, m_clock);
}

void EvaluationStoresTest::cleanup()
{
    m_runs.reset();
    m_datasets.reset();
    m_database.reset();
    m_folder.reset();
}

void EvaluationStoresTest::aRunReopensExactly()
{
    Comparison run = comparisonAt(5);
    run.winner = 1;
    QVERIFY(await(m_runs->save(run)));
    const auto loaded = await(m_runs->load(run.id));
    QVERIFY(loaded);
    QCOMPARE(loaded->createdAt, run.createdAt);
    QCOMPARE(loaded->prompt, run.prompt);
    QCOMPARE(loaded->promptVersion, 3);
    QVERIFY(loaded->content == run.content);
    QCOMPARE(loaded->variables, run.variables);
    QCOMPARE(loaded->winner, run.winner);
    QCOMPARE(loaded->columns.size(), 2);
    for (qsizetype i = 0; i < 2; ++i) {
        QVERIFY(loaded->columns[i].target == run.columns[i].target);
        QVERIFY(loaded->columns[i].parameters == run.columns[i].parameters);
        QVERIFY(loaded->columns[i].call == run.columns[i].call);
    }
}

void EvaluationStoresTest::aRunOfTheFirstReleaseStillOpens()
{
    const Comparison run = comparisonAt(5);
    QVERIFY(await(m_runs->save(run)));
    const auto aged = await(m_database->write<void>([&run](storage::Connection &connection) -> Result<> {
        const QByteArray content =
            R"({"messages":[{"role":"user","content":"Say {{what}}"}],"variables":{"what":"hello"}})";
        return connection
            .exec(u"UPDATE comparisons SET content = ? WHERE id = ?"_s, {content, run.id.toBytes()})
            .map([](QSqlQuery *) {});
    }));
    QVERIFY(aged);
    const auto loaded = await(m_runs->load(run.id));
    QVERIFY(loaded);
    QCOMPARE(loaded->content.messages.size(), size_t(1));
    QCOMPARE(loaded->content.messages.front().text, u"Say {{what}}"_s);
    QCOMPARE(loaded->variables.value(u"what"_s), u"hello"_s);
}

void EvaluationStoresTest::savingAgainReplaces()
{
    Comparison run = comparisonAt(5);
    QVERIFY(await(m_runs->save(run)));
    run.columns.removeFirst();
    run.columns[0].call = CallId::create();
    QVERIFY(await(m_runs->save(run)));
    QCOMPARE(await(m_runs->list(10))->size(), 1);
    const auto loaded = await(m_runs->load(run.id));
    QCOMPARE(loaded->columns.size(), 1);
    QVERIFY(loaded->columns[0].call == run.columns[0].call);
}

void EvaluationStoresTest::listsNewestFirst()
{
    for (const UtcMicros time : {20, 40, 10, 30})
        QVERIFY(await(m_runs->save(comparisonAt(time))));
    const auto runs = await(m_runs->list(3));
    QCOMPARE(runs->size(), 3);
    QCOMPARE(runs->at(0).createdAt, 40);
    QCOMPARE(runs->at(2).createdAt, 20);
    QCOMPARE(runs->at(2).models, QStringList({u"simulated/sim-swift"_s, u"router/meta/llama-4"_s}));
    QCOMPARE(await(m_runs->list(0))->size(), 0);
}

void EvaluationStoresTest::titlesSayWhatWasAsked_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<int>("version");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("title");
    QTest::newRow("version") << u"triage"_s << 3 << u"x"_s << u"triage, version 3"_s;
    QTest::newRow("draft") << u"triage"_s << 0 << u"x"_s << u"triage, draft"_s;
    QTest::newRow("free text") << u""_s << 0 << u"\n What is\n up?"_s << u"What is up?"_s;
    QTest::newRow("long free text") << u""_s << 0 << u"abcdefg "_s.repeated(50)
                                    << u"abcdefg "_s.repeated(10).left(79) + u'…';
    QTest::newRow("nothing") << u""_s << 0 << u" "_s << u"Free text"_s;
}

void EvaluationStoresTest::titlesSayWhatWasAsked()
{
    QFETCH(QString, prompt);
    QFETCH(int, version);
    QFETCH(QString, text);
    QFETCH(QString, title);
    Comparison run = comparisonAt(1);
    run.prompt = prompt;
    run.promptVersion = version;
    run.content.messages = {{Role::System, u"Be brief."_s}, {Role::User, text}};
    QVERIFY(await(m_runs->save(run)));
    QCOMPARE(await(m_runs->list(1))->front().title, title);
}

void EvaluationStoresTest::winnersArePickedAndTakenBack()
{
    const Comparison run = comparisonAt(5);
    QVERIFY(await(m_runs->save(run)));
    QVERIFY(await(m_runs->setWinner(run.id, 1)));
    QCOMPARE(await(m_runs->list(1))->front().winner, std::optional(1));
    QCOMPARE(await(m_runs->setWinner(run.id, 2)).error().code, ErrorCode::InvalidInput);
    QCOMPARE(await(m_runs->setWinner(RunId::create(), 0)).error().code, ErrorCode::NotFound);
    QVERIFY(await(m_runs->setWinner(run.id, {})));
    QVERIFY(!await(m_runs->load(run.id))->winner);
}

void EvaluationStoresTest::aRemovedRunIsGone()
{
    const Comparison run = comparisonAt(5);
    QVERIFY(await(m_runs->save(run)));
    QVERIFY(await(m_runs->remove(run.id)));
    QCOMPARE(await(m_runs->load(run.id)).error().code, ErrorCode::NotFound);
    QCOMPARE(await(m_runs->list(5))->size(), 0);
}

void EvaluationStoresTest::datasetsComeBackInOrder()
{
    Dataset dataset;
    dataset.name = u"Tickets of March"_s;
    dataset.prompt = u"triage"_s;
    dataset.cases = {{u"second"_s, {{u"ticket"_s, u"ü {{x}}"_s}, {u"product"_s, u""_s}}, u"billing"_s},
                     {u"first"_s, {}, QString()}};
    QVERIFY(await(m_datasets->add(dataset)));
    const Dataset empty{u"Empty"_s, u"Triage"_s, {}};
    QVERIFY(await(m_datasets->add(empty)));

    const auto datasets = await(m_datasets->forPrompt(u"triage"_s));
    QCOMPARE(datasets->size(), 2);
    QCOMPARE(datasets->at(0).name, u"Empty"_s);
    QCOMPARE(datasets->at(0).cases.size(), 0);
    QCOMPARE(datasets->at(1).cases.size(), 2);
    QCOMPARE(datasets->at(1).cases[0].name, u"second"_s);
    QCOMPARE(datasets->at(1).cases[0].variables, dataset.cases[0].variables);
    QCOMPARE(datasets->at(1).cases[0].expected, u"billing"_s);
    QCOMPARE(await(m_datasets->forPrompt(u"other"_s))->size(), 0);
}

void EvaluationStoresTest::refusesATakenOrBadDatasetName()
{
    const Dataset dataset{u"Tickets"_s, {}, {}};
    QVERIFY(await(m_datasets->add(dataset)));
    const Dataset same{u" tickets "_s, {}, {}};
    QCOMPARE(await(m_datasets->add(same)).error().code, ErrorCode::Conflict);
    for (const QString &name : {u" "_s, u"a\nb"_s, QString(81, u'x')}) {
        const Dataset bad{name, {}, {}};
        QCOMPARE(await(m_datasets->add(bad)).error().code, ErrorCode::InvalidInput);
    }
    QCOMPARE(await(m_datasets->forPrompt({}))->size(), 1);
}

QTEST_GUILESS_MAIN(EvaluationStoresTest)
#include "tst_evaluationstores.moc"
