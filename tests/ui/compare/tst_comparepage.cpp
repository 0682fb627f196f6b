// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparefixture.h"

#include "ui/compare/columnheader.h"
#include "ui/compare/errorcard.h"
#include "ui/compare/historypanel.h"
#include "ui/compare/metricsstrip.h"
#include "ui/compare/modelchooser.h"
#include "ui/compare/parameterspopover.h"
#include "ui/compare/promptsource.h"
#include "ui/markdown/answerbrowser.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/messagebar.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::ui;
using assay::test::CompareFixture;

class ComparePageTest final : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<CompareFixture> m_fixture;

    ComparePage &page() { return m_fixture->page(); }
    ColumnView *column(int index) { return page().columns()->columns().value(index); }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(page().isSettled(), 30'000); }

    void picture(const QString &name)
    {
        const QString folder = qEnvironmentVariable("ASSAY_TEST_PICTURES");
        if (folder.isEmpty())
            return;
        for (const auto &[choice, suffix] :
             {std::pair(ThemeChoice::Dark, u"dark"_s), std::pair(ThemeChoice::Light, u"light"_s)}) {
            m_fixture->theme().setChoice(choice);
            QCoreApplication::processEvents();
            page().grab().save(u"%1/compare-%2-%3.png"_s.arg(folder, name, suffix));
        }
    }

    void runAll()
    {
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY2(page().controller()->isRunning(), qPrintable(page().bar()->sentence()));
        settle();
    }

    void chooseModel(ColumnView *target, const QString &name)
    {
        QLineEdit *edit = target->header()->chooser()->lineEdit();
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, name);
        QTest::keyClick(edit, Qt::Key_Return);
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }

    void init()
    {
        m_fixture = std::make_unique<CompareFixture>();
        settle();
    }

    void cleanup() { m_fixture.reset(); }

    void aFreshSampleRunsAtOnce()
    {
        QCOMPARE(page().columns()->columns().size(), 3);
        QCOMPARE(page().source()->prompt(), u"support-ticket-triage"_s);
        picture(u"fresh"_s);
        runAll();
        for (int i = 0; i < 3; ++i) {
            QVERIFY(!column(i)->text().isEmpty());
            QVERIFY(column(i)->metrics());
            QCOMPARE(column(i)->metrics()->status, telemetry::CallStatus::Ok);
            QVERIFY(column(i)->metrics()->firstTokenUs);
            QVERIFY(column(i)->metrics()->usage);
            QVERIFY(column(i)->header()->chooser()->currentText().contains(u"simulated"_s));
        }
        QCOMPARE(page().history()->count() > 0, true);
        QTest::keyClick(&page(), Qt::Key_2);
        settle();
        picture(u"answered"_s);
    }

    void stopsOneColumnAndKeepsTheOthers()
    {
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(page().controller()->isRunning());
        page().columns()->setCurrent(column(1));
        page().controller()->stop(column(1)->id());
        QTRY_VERIFY(!page().controller()->isRunning(column(1)->id()));
        QVERIFY(page().controller()->isRunning());
        settle();
        QCOMPARE(column(1)->metrics()->status, telemetry::CallStatus::Cancelled);
        QVERIFY(!column(1)->errorCard()->isVisible());
        QCOMPARE(column(0)->metrics()->status, telemetry::CallStatus::Ok);

        const RunId run = *page().controller()->run();
        const auto before = page().controller()->callOf(column(1)->id());
        page().columns()->setCurrent(column(1));
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(page().controller()->callOf(column(1)->id()) != before);
        settle();
        QCOMPARE(column(1)->metrics()->status, telemetry::CallStatus::Ok);
        QVERIFY(*page().controller()->run() == run);
    }

    void escapeStopsAll()
    {
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(page().escape());
        settle();
        for (int i = 0; i < 3; ++i)
            QCOMPARE(column(i)->metrics()->status, telemetry::CallStatus::Cancelled);
        QVERIFY(!page().escape());
    }

    void reopensARunAsItWas()
    {
        page().variables()->field(u"product"_s)->setPlainText(u"A product only this run knows"_s);
        runAll();
        column(2)->answer()->setFocus();
        QTest::keyClick(column(2)->answer()->browser(), Qt::Key_W);
        QVERIFY(column(2)->header()->isWinner());
        settle();
        QStringList answers;
        QStringList shown;
        QStringList figures;
        for (int i = 0; i < 3; ++i) {
            answers << column(i)->text();
            shown << column(i)->answer()->document()->toHtml();
            for (const Metric metric : allMetrics)
                figures << column(i)->strip()->text(metric);
        }
        const RunId run = *page().controller()->run();

        m_fixture->reopenPage();
        settle();
        const int row = [&] {
            for (int i = 0; i < page().history()->count(); ++i) {
                page().history()->list()->setCurrentIndex(page().history()->list()->model()->index(i, 0));
                QTest::keyClick(page().history()->list(), Qt::Key_Return);
                if (!QTest::qWaitFor([this] { return page().isSettled(); }, 10'000))
                    return -1;
                if (page().controller()->run() == run)
                    return i;
            }
            return -1;
        }();
        QVERIFY(row >= 0);
        QCOMPARE(page().variables()->field(u"product"_s)->toPlainText(), u"A product only this run knows"_s);
        QCOMPARE(page().columns()->columns().size(), 3);
        QStringList figuresNow;
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(column(i)->text(), answers[i]);
            QCOMPARE(column(i)->answer()->document()->toHtml(), shown[i]);
            QCOMPARE(column(i)->header()->isWinner(), i == 2);
            for (const Metric metric : allMetrics)
                figuresNow << column(i)->strip()->text(metric);
        }
        QCOMPARE(figuresNow, figures);
    }

    void namesMissingVariables()
    {
        page().variables()->field(u"ticket"_s)->clear();
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!page().controller()->isRunning());
        QVERIFY(page().bar()->isVisible());
        QVERIFY(page().bar()->sentence().contains(u"ticket"_s));
        QVERIFY(page().variables()->field(u"ticket"_s)->hasFocus());
        picture(u"missing"_s);
    }

    void explainsAMissingModelAndTakesATypedOne()
    {
        m_fixture->actions().action(u"compare.addColumn"_s)->trigger();
        QCOMPARE(page().columns()->columns().size(), 4);
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(page().bar()->sentence().contains(u"Column 4"_s));
        chooseModel(column(3), u"nonsense"_s);
        QVERIFY(page().bar()->sentence().contains(u"PROVIDER/MODEL"_s));
        chooseModel(column(3), u"nobody/nothing"_s);
        QTRY_VERIFY(page().whyNot()->isVisible()); // who that is, nobody knows: said before Run
        QVERIFY(page().whyNot()->toolTip().contains(u"nobody"_s));
        chooseModel(column(3), u"simulated/nothing"_s);
        QTRY_VERIFY(!page().whyNot()->isVisible());
        runAll();
        QVERIFY(column(3)->errorCard()->isVisible());
        QVERIFY(!column(3)->errorCard()->sentence().isEmpty());
        QVERIFY(!column(0)->errorCard()->isVisible());
        picture(u"error"_s);
    }

    void picksByNumberAndTakesBack()
    {
        runAll();
        QTest::keyClick(column(0)->answer()->browser(), Qt::Key_2);
        QVERIFY(column(1)->header()->isWinner());
        QTest::keyClick(column(0)->answer()->browser(), Qt::Key_1);
        QVERIFY(column(0)->header()->isWinner());
        QVERIFY(!column(1)->header()->isWinner());
        QTest::keyClick(column(0)->answer()->browser(), Qt::Key_1);
        QVERIFY(!column(0)->header()->isWinner());
        // Typing a digit is no pick.
        QPlainTextEdit *field = page().variables()->field(u"ticket"_s);
        field->setFocus();
        QTest::keyClick(field, Qt::Key_2);
        QVERIFY(field->toPlainText().contains(u'2'));
        QVERIFY(!column(1)->header()->isWinner());
        settle();
    }

    void removesARunAndBringsItBack()
    {
        runAll();
        m_fixture->actions().action(u"compare.history"_s)->trigger();
        QVERIFY(page().history()->isVisible());
        picture(u"history"_s);
        const int before = page().history()->count();
        QVERIFY(page().history()->list()->currentIndex().isValid());
        QTest::keyClick(page().history()->list(), Qt::Key_Delete);
        QTRY_COMPARE(page().history()->count(), before - 1);
        QVERIFY(!page().controller()->hasRun());
        QPushButton *undo = nullptr;
        for (QPushButton *button : page().bar()->findChildren<QPushButton *>()) {
            if (button->isVisible())
                undo = button;
        }
        QVERIFY(undo);
        undo->click();
        QTRY_COMPARE(page().history()->count(), before);
    }

    void refusesWrongParametersBesideTheField()
    {
        column(0)->header()->openParameters();
        auto *popover = column(0)->header()->findChild<ParametersPopover *>();
        QVERIFY(popover && popover->isVisible());
        QLineEdit *temperature = popover->findChildren<QLineEdit *>().first();
        temperature->setText(u"3"_s);
        QTest::keyClick(temperature, Qt::Key_Return);
        QVERIFY(popover->isVisible());
        QVERIFY(temperature->accessibleDescription().contains(u"between 0 and 2"_s));
        if (const QString folder = qEnvironmentVariable("ASSAY_TEST_PICTURES"); !folder.isEmpty())
            popover->grab().save(folder + u"/compare-parameters.png"_s);
        temperature->setText(u"0.5"_s);
        QTest::keyClick(temperature, Qt::Key_Return);
        QVERIFY(!popover->isVisible());
        QCOMPARE(column(0)->header()->parameters().temperature, 0.5);
        QVERIFY(column(0)->header()->ownParameters());
        QVERIFY(!column(1)->header()->ownParameters());
    }

    void asksBeforeARunThatMayCostMuch()
    {
        QTRY_VERIFY(page().estimate()->isSettled() && page().estimate()->text().contains(u'$'));
        page().estimate()->setLimit(Money::fromNanoUsd(1));
        QVERIFY(page().estimate()->whyToAsk().contains(u"may cost up to"_s));
        const int before = page().history()->count();
        m_fixture->actions().action(u"compare.run"_s)->trigger();
        QVERIFY(!page().controller()->isRunning());
        QVERIFY(page().bar()->isVisible());
        QPushButton *runIt = nullptr;
        for (QPushButton *button : page().bar()->findChildren<QPushButton *>()) {
            if (button->text() == u"Run it")
                runIt = button;
        }
        QVERIFY(runIt);
        runIt->click();
        QVERIFY(page().controller()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!page().controller()->isRunning(), 20'000);
        QTRY_COMPARE(page().history()->count(), before + 1);

        page().estimate()->setLimit(std::nullopt);
        QVERIFY(page().estimate()->whyToAsk().isEmpty());
    }

    void everyBlockerIsListed()
    {
        column(0)->header()->chooser()->setTarget(std::nullopt);
        column(1)->header()->chooser()->setTarget(std::nullopt);
        page().variables()->field(u"ticket"_s)->clear();
        m_fixture->actions().action(u"compare.run"_s)->trigger();
        const QString said = page().bar()->sentence();
        QVERIFY2(said.contains(u"Column 1 has no model"_s), qPrintable(said));
        QVERIFY2(said.contains(u"Column 2 has no model"_s), qPrintable(said));
        QVERIFY2(said.contains(u"ticket"_s), qPrintable(said));
    }

    void manyColumnsScrollSideways()
    {
        page().source()->choosePrompt(u"release-notes-summary"_s);
        settle();
        const auto target = column(1)->header()->chooser()->target();
        for (int i = 0; i < 3; ++i) {
            m_fixture->actions().action(u"compare.addColumn"_s)->trigger();
            page().columns()->columns().last()->header()->chooser()->setTarget(target);
        }
        runAll();
        for (int i = 0; i < 6; ++i) {
            QCOMPARE(column(i)->metrics()->status, telemetry::CallStatus::Ok);
            QVERIFY(column(i)->width() >= column(i)->minimumWidth());
        }
        QVERIFY(page().columns()->widget()->width() > page().columns()->viewport()->width());
        picture(u"six"_s);
    }

    void runsFreeText()
    {
        page().source()->chooseFreeText();
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(page().bar()->sentence().contains(u"nothing to ask"_s));
        auto *user = page().source()->findChildren<QPlainTextEdit *>().last();
        user->setPlainText(u"Say {{what}"_s);
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!page().controller()->isRunning());
        user->setPlainText(u"Say {{what}}"_s);
        page().variables()->field(u"what"_s)->setPlainText(u"hello"_s);
        runAll();
        QVERIFY(!column(0)->text().isEmpty());
        QCOMPARE(page().controller()->input().prompt, QString());
    }

    void copiesTheAnswer()
    {
        runAll();
        page().columns()->setCurrent(column(0));
        m_fixture->actions().action(u"compare.copyAnswer"_s)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), column(0)->text());
    }

    void movesColumnsAndHoldsAtMostSixteen()
    {
        const auto first = column(0)->header()->chooser()->target();
        const auto second = column(1)->header()->chooser()->target();
        page().columns()->move(column(0), 1);
        QVERIFY(column(0)->header()->chooser()->target() == second);
        QVERIFY(column(1)->header()->chooser()->target() == first);
        while (page().columns()->columns().size() < ColumnsArea::limit)
            m_fixture->actions().action(u"compare.addColumn"_s)->trigger();
        m_fixture->actions().action(u"compare.addColumn"_s)->trigger();
        QCOMPARE(page().columns()->columns().size(), ColumnsArea::limit);
        QVERIFY(page().bar()->sentence().contains(u"16"_s));
    }

    void everyControlHasAName()
    {
        for (const QWidget *widget : page().findChildren<QWidget *>()) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus
                || widget->focusProxy() != nullptr)
                continue;
            const QAccessibleInterface *face =
                QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
            const QString name = face ? face->text(QAccessible::Name) : QString();
            if (qstrcmp(widget->metaObject()->className(), "QScrollArea") == 0)
                continue;
            const QString where = QLatin1String(widget->metaObject()->className()) + u" in "_s
                + QLatin1String(widget->parentWidget()->metaObject()->className());
            QVERIFY2(!name.isEmpty(), qPrintable(where));
        }
    }
};

QTEST_MAIN(ComparePageTest)
#include "tst_comparepage.moc"
