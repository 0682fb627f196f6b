// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparefixture.h"

#include "ui/compare/columnheader.h"
#include "ui/compare/gridmodel.h"
#include "ui/compare/gridview.h"
#include "ui/compare/historypanel.h"
#include "ui/compare/promptsource.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::ui;
using assay::test::CompareFixture;

/// The grid of rows of values and columns, as a person works with it.
class CompareGridTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<CompareFixture> m_fixture;

    ComparePage &page() { return m_fixture->page(); }
    GridView &grid() { return *page().grid(); }
    QTableView &table() { return *grid().table(); }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(page().isSettled(), 30'000); }
    void openGrid()
    {
        QTest::keyClick(&page(), Qt::Key_G, Qt::ControlModifier);
        QVERIFY(grid().isVisible());
    }
    void paste(const QString &text)
    {
        QGuiApplication::clipboard()->setText(text);
        grid().pasteRows();
    }
    void run()
    {
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY2(page().gridRun()->isRunning(), qPrintable(page().bar()->sentence()));
        QTRY_VERIFY_WITH_TIMEOUT(!page().gridRun()->isRunning(), 60'000);
        settle();
    }
    GridModel::State state(int row, int column)
    {
        return table().model()->index(row, column).data(GridModel::StateRole).value<GridModel::State>();
    }
    static QString twoTickets()
    {
        return u"name\tproduct\tticket\nRefund\tOrchard\tI was charged twice\nCrash\tOrchard\tThe "
               "app closes when I print"_s;
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }
    void init()
    {
        m_fixture = std::make_unique<CompareFixture>();
        settle();
    }
    void cleanup() { m_fixture.reset(); }

    void anEmptyGridSaysWhatToDo()
    {
        openGrid();
        auto *empty = grid().findChild<EmptyState *>();
        QVERIFY(empty->isVisible());
        m_fixture->picture(u"grid-empty"_s);
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(page().bar()->sentence().contains(u"The grid has no row"_s));
        QTest::mouseClick(empty->findChild<QPushButton *>(), Qt::LeftButton); // the values on the left
        QTRY_COMPARE(table().model()->rowCount(), 1);
        QCOMPARE(grid().rows().first().variables, page().variables()->values());
    }

    void everyColumnAnswersEveryRow()
    {
        openGrid();
        paste(twoTickets());
        QCOMPARE(table().model()->rowCount(), 3); // two rows and their sum
        QCOMPARE(table().model()->headerData(0, Qt::Vertical, Qt::DisplayRole).toString(), u"Refund"_s);
        QCOMPARE(state(1, 2), GridModel::State::Empty);
        run();
        for (int row = 0; row < 2; ++row) {
            for (int column = 0; column < 3; ++column)
                QCOMPARE(state(row, column), GridModel::State::Answered);
        }
        const auto text = [this](int row) { return table().model()->index(row, 0).data().toString(); };
        QVERIFY(text(0).contains(u"charged twice"_s));
        QVERIFY(text(1).contains(u"print"_s));
        QVERIFY(table().model()->index(2, 0).data(GridModel::FiguresRole).toString().contains(u'$'));
        table().setFocus();
        table().setCurrentIndex(table().model()->index(0, 0));
        QTest::keyClick(&table(), Qt::Key_Down);
        QTest::keyClick(&table(), Qt::Key_Right);
        QCOMPARE(grid().current(), (GridPlace{1, 1}));
        QTRY_VERIFY(grid().answer()->markdown().contains(u"print"_s));
        settle();
        m_fixture->picture(u"grid-answered"_s);
        QTest::keyClick(&table(), Qt::Key_Return);
        QVERIFY(grid().isEnlarged());
        QVERIFY(page().escape());
        QVERIFY(!grid().isEnlarged());
        QVERIFY(grid().isVisible());
    }

    void repeatsShowTheirSpread()
    {
        openGrid();
        paste(twoTickets());
        auto *repeats = grid().findChild<QSpinBox *>();
        repeats->setFocus();
        repeats->selectAll();
        QTest::keyClicks(repeats, u"3"_s);
        QCOMPARE(page().gridRun()->wanted(), 18);
        run();
        QCOMPARE(page().gridRun()->outcomes({0, 0}).size(), 3);
        QVERIFY(table().model()->index(0, 0).data(GridModel::FiguresRole).toString().contains(u"of 3 differ"_s));
        table().setCurrentIndex(table().model()->index(0, 0));
        QToolButton *next = nullptr;
        for (QToolButton *button : grid().findChildren<QToolButton *>()) {
            if (button->accessibleName() == u"The next answer"_s)
                next = button;
        }
        QVERIFY(next != nullptr && next->isVisible());
        QTest::mouseClick(next, Qt::LeftButton);
        QTest::mouseClick(next, Qt::LeftButton);
        QVERIFY(!next->isEnabled());
        QCOMPARE(grid().currentOutcome(), &page().gridRun()->outcomes({0, 0}).at(2));
        m_fixture->picture(u"grid-repeats"_s);
    }

    void aFurtherRowKeepsTheAnswersThatAreThere()
    {
        openGrid();
        paste(twoTickets());
        run();
        const CallId first = page().gridRun()->outcomes({0, 0}).first().record->id;
        paste(u"name,product,ticket\nLogin,Orchard,\"I cannot log in, at all\""_s);
        QCOMPARE(state(0, 0), GridModel::State::Answered);
        QCOMPARE(state(2, 0), GridModel::State::Empty);
        run();
        QCOMPARE(page().gridRun()->outcomes({0, 0}).first().record->id, first);
        QCOMPARE(state(2, 0), GridModel::State::Answered);
        QHeaderView *heads = table().verticalHeader();
        QTest::mouseClick(heads->viewport(), Qt::LeftButton, {},
                          QPoint(5, heads->sectionViewportPosition(1) + 5));
        QTest::keyClick(&table(), Qt::Key_Delete);
        QCOMPARE(grid().rows().size(), 2);
        QVERIFY(page().bar()->sentence().contains(u"removed"_s));
    }

    void escapeStopsAndARunGoesOn()
    {
        openGrid();
        paste(twoTickets());
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(page().gridRun()->isRunning());
        QVERIFY(page().escape());
        QTRY_VERIFY_WITH_TIMEOUT(!page().gridRun()->isRunning(), 30'000);
        QVERIFY(grid().isVisible());
        run(); // asks those that were stopped
        for (int column = 0; column < 3; ++column)
            QCOMPARE(state(0, column), GridModel::State::Answered);
    }

    void aGridIsReopenedAndShared()
    {
        openGrid();
        paste(twoTickets());
        run();
        const auto id = page().gridRun()->run();
        m_fixture->reopenPage();
        settle();
        QTRY_VERIFY(grid().isVisible()); // the newest run
        QCOMPARE(page().gridRun()->run(), id);
        QCOMPARE(state(1, 2), GridModel::State::Answered);
        QCOMPARE(grid().rows().first().name, u"Refund"_s);

        QTemporaryDir folder;
        QTest::keyClick(&page(), Qt::Key_E, Qt::ControlModifier);
        QFileDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = page().findChild<QFileDialog *>()) != nullptr);
        Q_EMIT dialog->fileSelected(folder.filePath(u"grid.json"_s));
        QTRY_VERIFY(page().bar()->sentence().contains(u"grid.json"_s));
        QFile file(folder.filePath(u"grid.json"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject report = QJsonDocument::fromJson(file.readAll()).object();
        QCOMPARE(report.value(u"rows"_s).toArray().size(), 2);
        const QJsonObject row = report.value(u"rows"_s).toArray().at(1).toObject();
        QCOMPARE(row.value(u"name"_s).toString(), u"Crash"_s);
        QVERIFY(row.value(u"answers"_s).toArray().at(0).toArray().at(0).toObject().value(u"text"_s)
                    .toString().contains(u"print"_s));
    }

    void brokenTablesAreRefused()
    {
        openGrid();
        paste(u"product,ticket\nOrchard"_s);
        QVERIFY(page().bar()->sentence().contains(u"Line 2 has 1 columns"_s));
        QVERIFY(grid().rows().isEmpty());
    }
};

QTEST_MAIN(CompareGridTest)
#include "tst_comparegrid.moc"
