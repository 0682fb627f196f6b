// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparefixture.h"

#include "support/awaiting.h"
#include "ui/compare/columnheader.h"
#include "ui/compare/errorcard.h"
#include "ui/compare/historypanel.h"
#include "ui/compare/metricsstrip.h"
#include "ui/compare/modelchooser.h"
#include "ui/compare/parametersbutton.h"
#include "ui/compare/parameterspopover.h"
#include "ui/compare/picturestrip.h"
#include "ui/compare/promptsource.h"
#include "ui/markdown/answerbrowser.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/messagebar.h"

#include <algorithm>

#include <QAbstractButton>
#include <QAccessible>
#include <QBuffer>
#include <QClipboard>
#include <QComboBox>
#include <QCoroFuture>
#include <QDialog>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::ui;
using assay::test::await;
using assay::test::CompareFixture;
using workspace::Workspace;

class ComparePageTest final : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<CompareFixture> m_fixture;

    ComparePage &page() { return m_fixture->page(); }
    ColumnView *column(int index) { return page().columns()->columns().value(index); }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(page().isSettled(), 30'000); }

    void runAll()
    {
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY2(page().controller()->isRunning(), qPrintable(page().bar()->sentence()));
        settle();
    }

    /// How the logged calls of a run ended.
    QList<telemetry::CallStatus> logged(RunId run)
    {
        using Statuses = QList<telemetry::CallStatus>;
        const auto statuses = test::await(m_fixture->engine().run(
            [run](workspace::Workspace &workspace) -> QCoro::Task<Result<Statuses>> {
                const auto calls = co_await workspace.log().query({});
                co_return calls.map([run](const QList<telemetry::LogEntry> &list) {
                    Statuses mine;
                    for (const telemetry::LogEntry &each : list) {
                        if (each.record.run == run)
                            mine.append(each.record.status);
                    }
                    return mine;
                });
            }));
        return statuses.value_or(Statuses());
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
        m_fixture->picture(u"compare-fresh"_s);
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
        m_fixture->picture(u"compare-answered"_s);
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

    /// Nobody waits for the answers any more: the calls end, and what they were is in the log.
    void aWindowClosedInMidCallLosesNoCall()
    {
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!column(0)->text().isEmpty() || !column(1)->text().isEmpty(), 30'000);
        QVERIFY(page().controller()->isRunning());
        const RunId run = *page().controller()->run();
        m_fixture->closePage();
        QTRY_COMPARE_WITH_TIMEOUT(logged(run).size(), 3, 30'000);
        QVERIFY(logged(run).contains(telemetry::CallStatus::Cancelled));
        m_fixture->makePage();
        settle();
        runAll();
        QCOMPARE(column(0)->metrics()->status, telemetry::CallStatus::Ok);
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
        m_fixture->picture(u"compare-missing"_s);
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
        m_fixture->picture(u"compare-error"_s);
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
        m_fixture->picture(u"compare-history"_s);
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

    void strikesThroughWhatAModelDoesNotTake()
    {
        const auto choose = [this](const QString &model) {
            column(0)->header()->chooser()->setTarget(
                catalog::ModelRef{column(1)->header()->chooser()->target()->provider, model});
            Q_EMIT column(0)->header()->changed();
        };
        choose(u"sim-balanced"_s);
        providers::Parameters parameters;
        parameters.temperature = 0.5;
        parameters.maxTokens = 5000;
        parameters.reasoningEffort = providers::ReasoningEffort::High;
        column(0)->header()->setOwnParameters(parameters);
        Q_EMIT column(0)->header()->changed();
        ParametersButton *button = column(0)->header()->parametersButton();
        QTRY_COMPARE(button->struck(), QStringList{u"reasoning_effort"_s});
        QCOMPARE(button->text(), u"temp 0.5 \u00b7 max 5000 \u00b7 reasoning_effort"_s);
        QVERIFY2(button->toolTip().contains(u"The call will be refused"_s), qPrintable(button->toolTip()));
        QVERIFY(button->accessibleDescription().contains(u"sim-balanced has no reasoning effort to set"_s));
        m_fixture->picture(u"compare-struck"_s);

        column(0)->header()->openParameters(); // where one can take it back
        auto *popover = column(0)->header()->findChild<ParametersPopover *>();
        QVERIFY(popover && popover->isVisible());
        const auto labels = popover->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text().contains(u"has no reasoning effort to set"_s);
        }));
        popover->close();

        choose(u"sim-swift"_s); // gives shorter answers
        QTRY_COMPARE(button->struck(), QStringList({u"reasoning_effort"_s, u"max_tokens above 4096"_s}));
        choose(u"sim-thorough"_s);
        QTRY_COMPARE(button->struck(), QStringList());
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
        m_fixture->picture(u"compare-six"_s);
    }

    void aDraftIsRunAsItWasTyped()
    {
        const auto changed = await(m_fixture->engine().run([](Workspace &workspace) -> QCoro::Task<Result<>> {
            const auto prompt = co_await workspace.prompts().find(u"support-ticket-triage"_s);
            if (!prompt)
                co_return tl::unexpected(prompt.error());
            auto draft = co_await workspace.prompts().draft(prompt->id);
            if (!draft)
                co_return tl::unexpected(draft.error());
            draft->content.messages.front().text = u"Just typed."_s;
            const auto saved = co_await workspace.prompts().saveDraft(prompt->id, *draft);
            co_return saved.map([](const auto &) {});
        }));
        QVERIFY(changed);
        page().navigate({{u"prompt"_s, u"support-ticket-triage"_s}, {u"version"_s, 0}, {u"draft"_s, true}});
        settle();
        QCOMPARE(page().source()->content().messages.front().text, u"Just typed."_s);
        QCOMPARE(page().source()->version(), 0);
        page().navigate(
            {{u"prompt"_s, u"support-ticket-triage"_s}}); // who does not ask for it gets the latest version
        settle();
        QVERIFY(page().source()->version() > 0);
    }

    void choosesAPromptThatWasJustMade()
    {
        prompts::PromptContent content;
        content.messages = {{providers::Role::User, u"What is new?"_s}};
        const auto made =
            await(m_fixture->engine().run([content](Workspace &workspace) -> QCoro::Task<Result<>> {
                const auto prompt = co_await workspace.prompts().create(u"brand-new"_s, u"tests"_s, content);
                co_return prompt.map([](const prompts::PromptSummary &) {});
            }));
        QVERIFY(made);
        page().navigate({{u"prompt"_s, u"brand-new"_s}}); // the list was read before it was there
        QCOMPARE(page().source()->prompt(), u"brand-new"_s);
        settle();
        QCOMPARE(page().source()->prompt(), u"brand-new"_s);
        QCOMPARE(page().source()->content().messages, content.messages);
        page().activate(); // the list is read anew
        settle();
        QCOMPARE(page().source()->prompt(), u"brand-new"_s);
        const auto boxes = page().source()->findChildren<QComboBox *>();
        QCOMPARE(std::ranges::count_if(
                     boxes, [](const QComboBox *box) { return box->currentText() == u"tests/brand-new"_s; }),
                 1);
        QVERIFY(boxes.first()->findText(u"tests/brand-new"_s) >= 0);
    }

    void showsThePicturesThatAreSent()
    {
        QImage image(400, 200, QImage::Format_RGB32);
        image.fill(Qt::darkCyan);
        QByteArray png;
        QBuffer buffer(&png);
        QVERIFY(buffer.open(QIODevice::WriteOnly) && image.save(&buffer, "PNG"));
        prompts::PromptContent content;
        content.messages = {{providers::Role::User, u"What is this, and {{photo}}?"_s}};
        content.messages.front().images = {
            {u"image/png"_s, png}, {{}, {}, u"https://example.org/a.png"_s}, {u"image/png"_s, "no picture"}};
        prompts::Variable photo;
        photo.name = u"photo"_s;
        photo.type = prompts::VariableType::Image;
        content.variables = {photo};
        content.testValues = {
            {u"photo"_s, u"data:image/png;base64,"_s + QString::fromLatin1(png.toBase64())}};
        QVERIFY(await(m_fixture->engine().run([content](Workspace &workspace) -> QCoro::Task<Result<>> {
            const auto prompt = co_await workspace.prompts().create(u"pictures"_s, {}, content);
            co_return prompt.map([](const prompts::PromptSummary &) {});
        })));
        QVERIFY(page().source()->pictures()->isHidden());
        page().navigate({{u"prompt"_s, u"pictures"_s}});
        settle();
        PictureStrip *strip = page().source()->pictures();
        QTRY_VERIFY(strip->isVisible() && strip->isSettled());
        QCOMPARE(strip->buttons().size(), 4);
        QCOMPARE(strip->buttons().at(0)->accessibleName(), u"Picture 1"_s);
        QCOMPARE(strip->buttons().at(3)->accessibleName(), u"{{photo}}"_s);
        QVERIFY(strip->buttons().at(0)->toolTip().contains(u"400 \u00d7 200 pixels"_s));
        QVERIFY(strip->buttons().at(1)->toolTip().contains(u"https://example.org/a.png"_s));
        QVERIFY(strip->buttons().at(2)->toolTip().contains(u"cannot be shown"_s));
        m_fixture->picture(u"compare-pictures"_s);
        strip->buttons().at(0)->setFocus();
        QTest::keyClick(strip->buttons().at(0), Qt::Key_Space);
        auto *dialog = strip->findChild<QDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        auto *label = dialog->findChild<QLabel *>();
        QCOMPARE(label->accessibleName(), u"Picture 1"_s);
        QTRY_VERIFY(!label->pixmap(Qt::ReturnByValue).isNull());
        QCOMPARE(label->pixmap(Qt::ReturnByValue).size(), QSize(400, 200));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(!dialog->isVisible());
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
        for (ColumnView *each : page().columns()->columns()) {
            each->header()->chooser()->setTarget(first);
            QVERIFY(each->width() >= each->minimumWidth());
        }
        m_fixture->picture(u"compare-sixteen"_s);
    }

    void staysWholeInANarrowWindow()
    {
        page().resize(900, 640);
        runAll();
        QCoreApplication::processEvents(); // for the layout
        QCOMPARE(page().width(), 900); // nothing in it asks for more
        for (const QWidget *part : page().findChildren<QWidget *>()) {
            const bool isAction = qobject_cast<const QAbstractButton *>(part) != nullptr
                && part->parentWidget() != nullptr && part->parentWidget()->parentWidget() == &page();
            if (isAction && part->isVisible())
                QVERIFY2(part->geometry().right() < 900, qPrintable(part->accessibleName()));
        }
        m_fixture->picture(u"compare-narrow"_s);
        chooseModel(column(0), u"keyless/unknown"_s); // what there is to say becomes longer
        settle();
        QVERIFY2(page().minimumSizeHint().width() <= 800, // the rail of pages takes the rest
                 qPrintable(QString::number(page().minimumSizeHint().width())));
        page().resize(780, 640);
        m_fixture->picture(u"compare-narrower"_s);
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
