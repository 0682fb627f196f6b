// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/comparisonstore.h"
#include "evaluation/rowstext.h"
#include "evaluation/spread.h"
#include "storage/database.h"
#include "support/awaiting.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::evaluation;
using assay::test::await;

class GridTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersThatSayTheSameAreAlike()
    {
        const RepeatedAnswer answers[]{{uR"({"a": 1, "b": 2})"_s, false, 100, 10, Money::fromNanoUsd(5)},
                                       {uR"({"b":2,"a":1})"_s, false, 300, 12, Money::fromNanoUsd(5)},
                                       {u"Something  else\n"_s, false, 200, {}, Money::fromNanoUsd(5)},
                                       {u"Something else"_s, false, 500, 14, Money::fromNanoUsd(5)},
                                       {u"half an answ"_s, true, 900, 3, Money::fromNanoUsd(7)}};
        const Spread spread = spreadOf(answers);
        QCOMPARE(spread.answers, 4);
        QCOMPARE(spread.failures, 1);
        QCOMPARE(spread.distinct, 2);
        QCOMPARE(spread.agreement, 0.5);
        QCOMPARE(spread.latencyUs, (Range{100, 250, 500}));
        QCOMPARE(spread.outputTokens, (Range{10, 12, 14}));
        QCOMPARE(spread.cost, Money::fromNanoUsd(27));
    }

    void unknownCostStaysUnknown()
    {
        const RepeatedAnswer answers[]{{u"a"_s, false, 1, {}, Money::fromNanoUsd(5)}, {u"a"_s, false, 1, {}, {}}};
        QVERIFY(!spreadOf(answers).cost);
        QVERIFY(!spreadOf({}).cost);
        QVERIFY(!spreadOf({}).latencyUs);
    }

    void tablesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("spreadsheet") << u"name\tcity\tnote\r\nA\tBern\tfine, really\r\nB\tRome\t\r\n"_s;
        QTest::newRow("csv") << u"name,city,note\nA,Bern,\"fine, really\"\n\nB,Rome,\n"_s;
    }
    void tablesAreRead()
    {
        QFETCH(const QString, text);
        const auto rows = rowsFromText(text);
        QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
        QCOMPARE(rows->size(), 2);
        QCOMPARE(rows->at(0), (GridRow{u"A"_s, {{u"city"_s, u"Bern"_s}, {u"note"_s, u"fine, really"_s}}}));
        QCOMPARE(rows->at(1), (GridRow{u"B"_s, {{u"city"_s, u"Rome"_s}, {u"note"_s, u""_s}}}));
    }

    void quotedFieldsHoldLines()
    {
        const auto rows = rowsFromText(u"text\n\"one\ntwo \"\"quoted\"\"\"\nlast"_s);
        QVERIFY(rows);
        QCOMPARE(rows->at(0).name, u"Row 1"_s);
        QCOMPARE(rows->at(0).variables.value(u"text"_s), u"one\ntwo \"quoted\""_s);
        QCOMPARE(rows->at(1).variables.value(u"text"_s), u"last"_s);
    }

    void brokenTablesNameTheLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("empty") << QString() << u"column without a name"_s;
        QTest::newRow("heading only") << u"city"_s << u"There are no rows"_s;
        QTest::newRow("twice") << u"city,city\na,b"_s << u"names city twice"_s;
        QTest::newRow("too few") << u"a,b\n1,2\n3"_s << u"Line 3 has 1 columns"_s;
        QTest::newRow("after a field of lines") << u"a,b\n\"1\n1\",2\n3"_s << u"Line 4 has 1 columns"_s;
        QTest::newRow("open quote") << u"a\n\"never"_s << u"opens in line 2"_s;
        QTest::newRow("text after a quote") << u"a\n\"b\"c"_s << u"Line 2: there is text after"_s;
        QTest::newRow("too many") << QString(u"a\n"_s + u"b\n"_s.repeated(gridRowsMax + 1)) << u"more than 1000"_s;
    }
    void brokenTablesNameTheLine()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, said);
        const auto rows = rowsFromText(text);
        QVERIFY(!rows);
        QVERIFY2(rows.error().message.contains(said), qPrintable(rows.error().message));
    }

    void aGridIsKeptWithItsCalls()
    {
        QTemporaryDir folder;
        auto database = storage::Database::open(folder.filePath(u"w.assay"_s), storage::OpenMode::Create);
        QVERIFY(database);
        ComparisonStore store(**database);
        Comparison run;
        run.id = RunId::create();
        run.columns.append(ComparisonColumn{{u"simulated"_s, u"sim-swift"_s}, {}, {}});
        const CallId call = CallId::create();
        run.grid = ComparisonGrid{{{u"A"_s, {{u"city"_s, u"Bern"_s}}}, {u"B"_s, {}}}, 3, {{{call}}, {{}}}};
        QVERIFY(await(store.save(run)));
        const auto loaded = await(store.load(run.id));
        QVERIFY(loaded);
        QVERIFY(loaded->grid.has_value());
        QCOMPARE(loaded->grid->repeats, 3);
        QCOMPARE(loaded->grid->rows, run.grid->rows);
        QCOMPARE(loaded->grid->calls, run.grid->calls);
    }
};

QTEST_GUILESS_MAIN(GridTest)
#include "tst_grid.moc"
