// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparefixture.h"

#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/compare/answerdiff.h"
#include "ui/compare/blindreview.h"
#include "ui/compare/columnheader.h"
#include "ui/compare/historypanel.h"
#include "ui/compare/modelchooser.h"
#include "ui/compare/promptsource.h"
#include "ui/diff/jsondiff.h"
#include "ui/markdown/answerbrowser.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/widgets/messagebar.h"
#include "workspace/engine.h"

#include <QCoroFuture>
#include <QFileDialog>
#include <QInputDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::ui;
using assay::test::await;
using assay::test::CompareFixture;
using workspace::Workspace;

/// What a person does with the answers of a run.
class CompareAnswersTest final : public QObject {
    Q_OBJECT

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
    void choose(ColumnView *target, const QString &text)
    {
        QMenu *menu = target->header()->menu();
        Q_EMIT menu->aboutToShow();
        for (QAction *action : menu->actions()) {
            if (action->menu() != nullptr)
                Q_EMIT action->menu()->aboutToShow();
            const QList<QAction *> below =
                action->menu() != nullptr ? action->menu()->actions() : QList{action};
            for (QAction *each : below) {
                if (each->text().startsWith(text))
                    return each->trigger();
            }
        }
        qFatal("no such entry: %s", qPrintable(text));
    }
    QInputDialog *dialog()
    {
        QInputDialog *found = nullptr;
        if (!QTest::qWaitFor([&] { return (found = page().findChild<QInputDialog *>()) != nullptr; }))
            qFatal("no dialog");
        return found;
    }
    void picture(const QString &name)
    {
        const QString folder = qEnvironmentVariable("ASSAY_TEST_PICTURES");
        if (folder.isEmpty())
            return;
        for (const auto &[look, suffix] :
             {std::pair(ThemeChoice::Dark, u"dark"_s), std::pair(ThemeChoice::Light, u"light"_s)}) {
            m_fixture->theme().setChoice(look);
            QTest::qWait(50);
            page().grab().save(u"%1/compare-%2-%3.png"_s.arg(folder, name, suffix));
        }
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }
    void init()
    {
        m_fixture = std::make_unique<CompareFixture>();
        settle();
    }
    void cleanup() { m_fixture.reset(); }

    void votesAreBlindUntilTheyAreClosed()
    {
        runAll();
        QTest::keyClick(&page(), Qt::Key_B, Qt::ControlModifier);
        BlindReview *review = page().blindReview();
        QTRY_VERIFY(review->isVisible());
        const auto says = [review](const QString &text) {
            for (const QLabel *label : review->findChildren<QLabel *>()) {
                if (label->isVisible() && label->text().contains(text))
                    return true;
            }
            return false;
        };
        QCOMPARE(review->title(true), u"Answer A"_s);
        QVERIFY(!says(u"sim-"_s)); // no model is named
        picture(u"blind"_s);
        QTest::keyClick(review, Qt::Key_A);
        QTRY_VERIFY(review->isRevealed());
        QVERIFY(says(u"sim-"_s));
        QVERIFY(review->title(true).startsWith(u"A: "_s));
        picture(u"revealed"_s);

        for (QPushButton *button : review->findChildren<QPushButton *>()) {
            if (button->text() == u"Take the vote back"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QTRY_VERIFY(!review->isRevealed());
        QCOMPARE(review->title(true), u"Answer A"_s);
        for (const Qt::Key key : {Qt::Key_B, Qt::Key_E, Qt::Key_N}) {
            QTest::keyClick(review, key);
            QTRY_VERIFY(review->isRevealed());
            QTest::keyClick(review, Qt::Key_Return);
        }
        QTRY_VERIFY(says(u"Every pair"_s));
        QTRY_VERIFY(says(u"won"_s)); // the ranking
        const auto votes = await(m_fixture->engine().run(
            [run = *page().controller()->run()](
                Workspace &workspace) -> QCoro::Task<Result<QList<evaluation::Vote>>> {
                auto read = co_await workspace.votes().votes(run);
                co_return read;
            }));
        QCOMPARE(votes->size(), 3);
        QVERIFY(votes->first().isBlind);
        QVERIFY(page().escape());
        QVERIFY(!review->isVisible());
    }

    void jsonAnswersAreComparedAsATree()
    {
        runAll();
        page().columns()->setCurrent(column(0));
        QTest::keyClick(&page(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        AnswerDiff *diff = page().answerDiff();
        QTRY_VERIFY(diff->isVisible());
        QVERIFY(diff->isTree()); // the sample prompt asks for JSON
        auto *tree = diff->tree()->findChild<QTreeWidget *>();
        QVERIFY(tree->topLevelItemCount() > 0);
        int marked = 0;
        for (int i = 0; i < tree->topLevelItemCount(); ++i)
            marked += tree->topLevelItem(i)->text(0).startsWith(u"\u2260"_s);
        QCOMPARE(marked, diff->tree()->differences());
        picture(u"jsondiff"_s);
        QVERIFY(page().escape());
        QVERIFY(!diff->isVisible());
    }

    void differingLeavesAreMarked()
    {
        JsonDiff diff(m_fixture->theme());
        diff.setNames(u"a"_s, u"b"_s);
        diff.setValues(QJsonObject{{u"same"_s, 1},
                                   {u"deep"_s, QJsonObject{{u"x"_s, QJsonArray{1, 2}}}},
                                   {u"gone"_s, true}},
                       QJsonObject{{u"same"_s, 1}, {u"deep"_s, QJsonObject{{u"x"_s, QJsonArray{1, 3, 4}}}}});
        QCOMPARE(diff.differences(), 3); // x[1], x[2], gone
    }

    void aColumnAsksAnotherVersion()
    {
        choose(column(1), u"Version 1"_s);
        runAll();
        const auto run = await(
            m_fixture->engine().run([id = *page().controller()->run()](
                                        Workspace &workspace) -> QCoro::Task<Result<evaluation::Comparison>> {
                auto loaded = co_await workspace.comparisons().load(id);
                co_return loaded;
            }));
        QVERIFY(!run->columns.at(0).content);
        QVERIFY(run->columns.at(1).content);
        QVERIFY(run->columns.at(1).contentName.contains(u"1"_s));
        QVERIFY(run->columns.at(1).content->messages != run->content.messages);
        m_fixture->reopenPage(); // and it is there again
        settle();
        QVERIFY(column(1)->header()->content());
    }

    void aConversationGoesOnInAColumnOfItsOwn()
    {
        runAll();
        const QString first = column(0)->text();
        choose(column(0), u"Continue"_s);
        QInputDialog *asked = dialog();
        asked->setTextValue(u"And in one word?"_s);
        asked->accept();
        QTRY_COMPARE(page().columns()->columns().size(), 4);
        settle();
        QCOMPARE(column(0)->text(), first);
        QVERIFY(!column(1)->text().isEmpty());
        const auto &content = column(1)->header()->content();
        QVERIFY(content);
        const auto &messages = content->content.messages;
        QCOMPARE(messages.back().text, u"And in one word?"_s);
        QCOMPARE(messages.at(messages.size() - 2).text, first);
    }

    void anAnswerIsKeptAsACase()
    {
        runAll();
        choose(column(0), u"Keep as a case, this"_s);
        QInputDialog *asked = dialog();
        asked->setTextValue(u"golden answers"_s);
        asked->accept();
        QTRY_VERIFY(page().bar()->sentence().contains(u"golden answers"_s));
        const auto sets = await(m_fixture->engine().run(
            [](Workspace &workspace) -> QCoro::Task<Result<QList<evaluation::Dataset>>> {
                auto read = co_await workspace.datasets().forPrompt(u"support-ticket-triage"_s);
                co_return read;
            }));
        const auto kept = std::ranges::find(*sets, u"golden answers"_s, &evaluation::Dataset::name);
        QVERIFY(kept != sets->end());
        QCOMPARE(kept->cases.first().expected, column(0)->text());
        QVERIFY(kept->cases.first().variables.contains(u"ticket"_s));
    }

    void aRunIsSharedAsOneFile()
    {
        runAll();
        QTemporaryDir folder;
        for (const QString &name : {u"run.html"_s, u"run.json"_s}) {
            m_fixture->actions().action(u"compare.share"_s)->trigger();
            auto *files = page().findChild<QFileDialog *>();
            QVERIFY(files != nullptr);
            Q_EMIT files->fileSelected(folder.filePath(name));
            files->close();
            QTRY_VERIFY(QFile::exists(folder.filePath(name)));
            QTRY_VERIFY(page().findChild<QFileDialog *>() == nullptr);
        }
        QFile html(folder.filePath(u"run.html"_s));
        QVERIFY(html.open(QIODevice::ReadOnly));
        QVERIFY(html.readAll().contains("simulated/sim-"));
        QFile json(folder.filePath(u"run.json"_s));
        QVERIFY(json.open(QIODevice::ReadOnly));
        QCOMPARE(QJsonDocument::fromJson(json.readAll())[u"columns"_s].toArray().size(), 3);
    }

    void aPinnedRunStaysAtTheTop()
    {
        runAll();
        m_fixture->actions().action(u"compare.pin"_s)->trigger();
        settle();
        QTRY_VERIFY(page().history()->list()->model()->index(0, 0).data().toString().startsWith(u"\u2605"_s));
    }

    void columnsScrollTogether()
    {
        runAll();
        m_fixture->actions().action(u"compare.scrollTogether"_s)->trigger();
        const QString text = u"line\n\n"_s.repeated(400);
        for (int i = 0; i < 2; ++i)
            column(i)->answer()->setMarkdown(text.repeated(i + 1));
        settle();
        QScrollBar *first = column(0)->answer()->browser()->verticalScrollBar();
        QScrollBar *second = column(1)->answer()->browser()->verticalScrollBar();
        QTRY_VERIFY(first->maximum() > 0 && second->maximum() > first->maximum());
        first->setValue(first->maximum() / 2);
        QVERIFY(std::abs(second->value() - second->maximum() / 2) <= 2);
    }
};

QTEST_MAIN(CompareAnswersTest)
#include "tst_compareanswers.moc"
