// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fuzzymatch.h"

#include <QTest>

using namespace assay::ui;
using namespace Qt::StringLiterals;

class FuzzyMatchTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsLettersInOrder();
    void ranksWordStartsAndRunsFirst_data();
    void ranksWordStartsAndRunsFirst();
    void copesWithOddInput();
};

void FuzzyMatchTest::findsLettersInOrder()
{
    const auto match = fuzzyMatch(u"nw", u"New Workspace");
    QVERIFY(match);
    QCOMPARE(match->positions, QList<int>({0, 4}));
    QVERIFY(!fuzzyMatch(u"wn", u"New"));
    QVERIFY(fuzzyMatch(u"RUN ALL", u"run all columns"));
}

void FuzzyMatchTest::ranksWordStartsAndRunsFirst_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("better");
    QTest::addColumn<QString>("worse");
    QTest::newRow("start of words") << u"cp"_s << u"Command Palette"_s << u"Scope"_s;
    QTest::newRow("whole run") << u"theme"_s << u"Theme: Dark"_s << u"Stop the metre"_s;
    QTest::newRow("start of text") << u"run"_s << u"Run all"_s << u"Rerun"_s;
}

void FuzzyMatchTest::ranksWordStartsAndRunsFirst()
{
    QFETCH(QString, pattern);
    QFETCH(QString, better);
    QFETCH(QString, worse);
    const auto first = fuzzyMatch(pattern, better);
    const auto second = fuzzyMatch(pattern, worse);
    QVERIFY(first && second);
    QVERIFY2(first->score > second->score,
             qPrintable(u"%1 against %2"_s.arg(first->score).arg(second->score)));
}

void FuzzyMatchTest::copesWithOddInput()
{
    QVERIFY(fuzzyMatch(u"", u"anything"));
    QVERIFY(fuzzyMatch(u"   ", u""));
    QVERIFY(!fuzzyMatch(u"a", u""));
    QVERIFY(!fuzzyMatch(QString(500, u'x'), u"short"));
}

QTEST_GUILESS_MAIN(FuzzyMatchTest)
#include "tst_fuzzymatch.moc"
