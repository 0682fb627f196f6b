// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparefixture.h"

#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/compare/answerdiff.h"
#include "ui/compare/blindreview.h"
#include "ui/compare/columnheader.h"
#include "ui/compare/conversationview.h"
#include "ui/compare/historypanel.h"
#include "ui/compare/modelchooser.h"
#include "ui/compare/modelsetsmenu.h"
#include "ui/compare/promptsource.h"
#include "ui/compare/tokenview.h"
#include "ui/diff/jsondiff.h"
#include "ui/markdown/answerbrowser.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/widgets/messagebar.h"
#include "workspace/engine.h"

#include <QCheckBox>
#include <QClipboard>
#include <QCoroFuture>
#include <QFileDialog>
#include <QInputDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>
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
        const auto leaks = [this] {
            for (const QWidget *widget : page().findChildren<QWidget *>()) {
                const auto *label = qobject_cast<const QLabel *>(widget);
                const QString all = widget->toolTip() + widget->accessibleName() + widget->accessibleDescription()
                    + (label != nullptr ? label->text() : QString());
                if (widget->isVisible() && all.contains(u"sim-"_s))
                    return true;
            }
            return false;
        };
        const auto press = [review](const QString &text) {
            for (QPushButton *button : review->findChildren<QPushButton *>()) {
                if (button->text() == text && button->isVisible())
                    return QTest::mouseClick(button, Qt::LeftButton);
            }
            qFatal("no such button: %s", qPrintable(text));
        };
        settle();
        QVERIFY(!leaks());
        m_fixture->picture(u"compare-blind"_s);
        QTest::mouseClick(review->note(), Qt::LeftButton);
        QTest::keyClicks(review->note(), u"A better tone"_s); // letters that vote elsewhere
        QCOMPARE(review->note()->text(), u"A better tone"_s);
        QVERIFY(!review->hasVoted());
        QTest::mouseClick(review->tags(), Qt::LeftButton);
        QTest::keyClicks(review->tags(), u"tone, brevity"_s);
        review->setFocus();
        QTest::keyClick(review, Qt::Key_A);
        QTRY_VERIFY(review->hasVoted());
        QVERIFY(says(u"Kept: A is better"_s));
        QVERIFY(!leaks()); // the next pairs are blind, too

        press(u"Take the vote back"_s);
        QTRY_VERIFY(!review->hasVoted());
        settle();
        QVERIFY(!says(u"Kept"_s));
        QTest::mouseClick(review->note(), Qt::LeftButton);
        QTest::keyClicks(review->note(), u"B names it"_s);
        review->setFocus();
        for (const Qt::Key key : {Qt::Key_B, Qt::Key_E, Qt::Key_N}) {
            QTest::keyClick(review, key);
            QTRY_VERIFY(review->hasVoted());
            QVERIFY(!leaks());
            QTest::keyClick(review, Qt::Key_Return);
        }
        QTRY_VERIFY(review->isRevealed());
        QTRY_VERIFY(says(u"won"_s)); // the ranking
        QVERIFY(std::ranges::none_of(page().findChildren<QLabel *>(), [](const QLabel *label) {
            return label->text().contains(u"are hidden"_s); // the status no longer says so
        }));
        QCOMPARE(review->list()->topLevelItemCount(), 3);
        QVERIFY(review->list()->topLevelItem(0)->text(0).contains(u"sim-"_s));
        QCOMPARE(review->list()->topLevelItem(0)->text(3), u"B names it"_s);
        m_fixture->picture(u"compare-revealed"_s);
        const auto votes = await(m_fixture->engine().run(
            [run = *page().controller()->run()](
                Workspace &workspace) -> QCoro::Task<Result<QList<evaluation::Vote>>> {
                auto read = co_await workspace.votes().votes(run);
                co_return read;
            }));
        QCOMPARE(votes->size(), 3);
        QVERIFY(std::ranges::all_of(*votes, &evaluation::Vote::isBlind));
        QVERIFY(page().escape());
        QVERIFY(!review->isVisible());

        // A second look shows the votes there are; one that replaces another can be taken back, and leaves it.
        QTest::keyClick(&page(), Qt::Key_B, Qt::ControlModifier);
        QTRY_VERIFY(review->isVisible());
        QTRY_VERIFY(says(u"Your vote so far"_s));
        const QString before = [review] {
            for (const QLabel *label : review->findChildren<QLabel *>()) {
                if (label->text().startsWith(u"Your vote so far"_s))
                    return label->text();
            }
            return QString();
        }();
        QTest::keyClick(review, before.contains(u"equal"_s) ? Qt::Key_N : Qt::Key_E);
        QTRY_VERIFY(review->hasVoted());
        press(u"Take the vote back"_s);
        QTRY_VERIFY(says(before));
        press(u"Show the names"_s);
        QTRY_VERIFY(review->isRevealed());
        QCOMPARE(review->list()->topLevelItemCount(), 3);
        QTest::keyClick(review->list(), Qt::Key_Delete);
        QTRY_COMPARE(review->list()->topLevelItemCount(), 2);
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
        m_fixture->picture(u"compare-jsondiff"_s);
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
        QCOMPARE(column(1)->header()->content()->version, 1);
        QCOMPARE(column(1)->header()->parameters(), run->columns.at(1).content->parameters); // its own
        QCOMPARE(run->columns.at(1).parameters, run->columns.at(1).content->parameters);
    }

    void callsOfToolsAreShownWhileTheyComeAndCompared()
    {
        const auto fragment = [](int index, const QString &name, const QString &arguments) {
            providers::Delta delta;
            delta.toolCall = true;
            delta.toolIndex = index;
            delta.toolName = name;
            delta.toolArguments = arguments;
            return delta;
        };
        const auto stream = std::make_shared<ColumnStream>();
        column(0)->showStream(stream);
        stream->onDelta(fragment(0, u"weather"_s, u"{\"city\":"_s));
        QTRY_VERIFY(column(0)->answer()->markdown().contains(u"**Calls weather**"_s));
        QVERIFY(column(0)->answer()->markdown().endsWith(u"```json\n{\"city\":"_s));
        stream->onDelta(fragment(0, u"weather"_s, u"\"Oslo\"}"_s));
        stream->onDelta(fragment(1, u"time"_s, u"{}"_s));
        QTRY_VERIFY(column(0)->answer()->markdown().endsWith(u"**Calls time**\n\n```json\n{}"_s));
        QVERIFY(column(0)->answer()->markdown().contains(u"{\"city\":\"Oslo\"}\n```\n"_s));

        ColumnOutcome outcome;
        outcome.target = *column(0)->header()->chooser()->target();
        outcome.completion.toolCalls = {{u"1"_s, u"weather"_s, {{u"city"_s, u"Oslo"_s}}}};
        outcome.completion.reasoning = u"I need to look."_s;
        column(0)->showOutcome(outcome);
        outcome.completion.toolCalls.front().arguments = {{u"city"_s, u"Bergen"_s}};
        outcome.completion.reasoning.clear();
        column(1)->showOutcome(outcome);
        choose(column(1), u"Compare with this answer"_s);
        AnswerDiff *diff = page().answerDiff();
        QTRY_VERIFY(diff->isVisible());
        QVERIFY(diff->isTree()); // nothing but calls
        QCOMPARE(diff->tree()->differences(), 1);
        auto *reasoning = diff->findChild<QCheckBox *>(u"reasoning"_s);
        QVERIFY(reasoning->isVisible());
        QTest::mouseClick(reasoning, Qt::LeftButton, {}, QPoint(8, reasoning->height() / 2));
        QTRY_VERIFY(!diff->isTree());
        QTRY_VERIFY(diff->isSettled());
        const auto sides = diff->words()->findChildren<QPlainTextEdit *>();
        QVERIFY(std::ranges::any_of(sides, [](const QPlainTextEdit *side) {
            return side->toPlainText().contains(u"I need to look."_s);
        }));
        QVERIFY(std::ranges::any_of(sides, [](const QPlainTextEdit *side) {
            return side->toPlainText().contains(u"Bergen"_s);
        }));
        m_fixture->picture(u"compare-calls"_s);
    }

    void aConversationGoesOnInAColumnOfItsOwn()
    {
        runAll();
        const QString first = column(0)->text();
        choose(column(0), u"Continue"_s);
        QPlainTextEdit *message = column(0)->reply()->message();
        QTRY_VERIFY(message->isVisible() && message->hasFocus());
        QTest::keyClicks(message, u"And {{ticket}} in one word?"_s);
        m_fixture->picture(u"compare-reply"_s);
        QTest::keyClick(message, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!message->isVisible());
        QTRY_COMPARE(page().columns()->columns().size(), 4);
        settle();
        QCOMPARE(column(0)->text(), first);
        QVERIFY(!column(1)->text().isEmpty());
        const auto &content = column(1)->header()->content();
        QVERIFY(content);
        const auto &messages = content->content.messages;
        QCOMPARE(messages.back().text, u"And {{ticket}} in one word?"_s); // no template: it goes as typed
        QCOMPARE(messages.at(messages.size() - 2).text, first);
        QVERIFY(content->isRendered);
        // What every turn is held to stays: it is asked as the prompt's turns are.
        QVERIFY(column(0)->header()->parameters().responseFormat);
        QCOMPARE(column(1)->header()->parameters().responseFormat, column(0)->header()->parameters().responseFormat);
        QCOMPARE(content->content.outputContract, page().controller()->input().content.outputContract);
        m_fixture->picture(u"compare-conversation"_s);

        // One says the first question otherwise: what followed goes, and the same column answers anew.
        ConversationView *turns = column(1)->conversation();
        QVERIFY(turns->isVisible());
        const auto user = std::ranges::find(messages, providers::Role::User, &providers::Message::role);
        const int firstQuestion = static_cast<int>(user - messages.begin());
        const auto buttons = turns->findChildren<QToolButton *>();
        QTest::mouseClick(buttons.at(firstQuestion * 2), Qt::LeftButton);
        auto *editor = turns->findChild<QPlainTextEdit *>();
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, u"Say {{yes}}."_s);
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(column(1)->header()->content()->content.messages.back().text, u"Say {{yes}}."_s);
        settle();
        QVERIFY(!column(1)->text().isEmpty());
        QCOMPARE(turns->turns(), firstQuestion + 1);

        // And a branch stands in a column of its own, open for other words.
        QTest::mouseClick(turns->findChildren<QToolButton *>().at(firstQuestion * 2 + 1), Qt::LeftButton);
        QTRY_COMPARE(page().columns()->columns().size(), 5);
        QVERIFY(column(2)->text().isEmpty());
        QCOMPARE(column(2)->header()->content()->content.messages.back().text, u"Say {{yes}}."_s);

        m_fixture->reopenPage(); // the conversation comes back with the run
        settle();
        QVERIFY(column(1)->header()->content()->isRendered);
        QVERIFY(column(1)->conversation()->isVisible());
    }

    void tokensShowHowSureTheModelWas()
    {
        ColumnView *shown = column(0);
        ColumnOutcome outcome;
        outcome.target = *shown->header()->chooser()->target();
        outcome.completion.text = u"Yes, no"_s;
        outcome.completion.logprobs = {{u"Yes"_s, -0.01, {{u"Yes"_s, -0.01}, {u"No"_s, -5.0}}},
                                       {u","_s, -0.7, {}},
                                       {u" no"_s, -3.0, {{u" yes"_s, -0.4}, {u" no"_s, -3.0}}}};
        shown->showOutcome(outcome);
        TokenView *tokens = shown->tokens();
        QVERIFY(tokens->isVisible());
        QCOMPARE(tokens->text()->toPlainText(), u"Yes, no"_s);
        QCOMPARE(tokens->current(), 0);
        QCOMPARE(tokens->alternatives()->count(), 2);
        tokens->text()->setFocus();
        QTest::keyClick(tokens->text(), Qt::Key_Right);
        QTest::keyClick(tokens->text(), Qt::Key_Right);
        QCOMPARE(tokens->current(), 2);
        QVERIFY(tokens->alternatives()->item(1)->text().contains(u"yes"_s));
        QTextCursor last(tokens->text()->document());
        last.setPosition(7);
        QCOMPARE(last.charFormat().underlineStyle(), QTextCharFormat::WaveUnderline); // not by colour alone
        last.setPosition(2);
        QCOMPARE(last.charFormat().underlineStyle(), QTextCharFormat::NoUnderline);
        QTest::mouseMove(tokens->text()->viewport(), tokens->text()->cursorRect(last).center());
        QTRY_COMPARE(tokens->current(), 0);
        m_fixture->picture(u"compare-tokens"_s);
    }

    void aColumnHasAValueOfItsOwn()
    {
        choose(column(1), u"ticket"_s);
        QInputDialog *asked = dialog();
        asked->setTextValue(u"Only {{here}}"_s);
        asked->accept();
        QTRY_COMPARE(column(1)->header()->variables().value(u"ticket"_s), u"Only {{here}}"_s);
        runAll();
        const auto run = await(
            m_fixture->engine().run([id = *page().controller()->run()](
                                        Workspace &workspace) -> QCoro::Task<Result<evaluation::Comparison>> {
                auto loaded = co_await workspace.comparisons().load(id);
                co_return loaded;
            }));
        QVERIFY(run->columns.at(0).variables.isEmpty());
        QCOMPARE(run->columns.at(1).variables.value(u"ticket"_s), u"Only {{here}}"_s);
        const auto call = await(
            m_fixture->engine().run([id = *run->columns.at(1).call](
                                        Workspace &workspace) -> QCoro::Task<Result<telemetry::CallRecord>> {
                auto record = co_await workspace.log().call(id);
                co_return record;
            }));
        QVERIFY(call->request.contains("Only {{here}}"));
        m_fixture->picture(u"compare-ownvalue"_s);
        m_fixture->reopenPage();
        settle();
        QCOMPARE(column(1)->header()->variables().value(u"ticket"_s), u"Only {{here}}"_s);
    }

    void modelsAreSavedAsASetAndTaken()
    {
        auto *sets = page().findChild<ModelSetsMenu *>();
        QVERIFY(sets != nullptr);
        const auto open = [this, sets] {
            sets->popup(page().mapToGlobal(QPoint(10, 10)));
            settle();
        };
        open();
        auto *name = sets->findChild<QLineEdit *>();
        QTest::keyClicks(name, u"trio"_s);
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY(page().bar()->sentence().contains(u"trio"_s));
        const auto models = [this] {
            QStringList names;
            for (const ColumnView *each : page().columns()->columns())
                names << each->header()->chooser()->target().value_or(catalog::ModelRef()).toString();
            return names;
        };
        const QStringList before = models();
        choose(column(0), u"Remove column"_s);
        QTRY_COMPARE(page().columns()->columns().size(), before.size() - 1);
        open();
        for (QAction *action : sets->actions()) {
            if (action->text().startsWith(u"trio"_s))
                action->trigger();
        }
        sets->close();
        QCOMPARE(models(), before);
    }

    void whatStandsInTheWayIsCountedBeforeRun()
    {
        QVERIFY(!page().whyNot()->isVisible());
        const auto added = await(m_fixture->engine().run([](Workspace &workspace) -> QCoro::Task<Result<>> {
            catalog::Provider keyless;
            keyless.id = ProviderId::create();
            keyless.name = u"keyless"_s;
            keyless.vendor = u"openai"_s;
            keyless.baseUrl = QUrl(u"https://api.example.org/v1"_s);
            const auto kept = co_await workspace.providers().add(keyless);
            co_return kept ? Result<>() : tl::unexpected(kept.error());
        }));
        QVERIFY(added);
        QLineEdit *typed = column(0)->header()->chooser()->lineEdit();
        typed->setFocus();
        typed->selectAll();
        QTest::keyClicks(typed, u"keyless/m"_s);
        QTest::keyClick(typed, Qt::Key_Return);
        QTRY_VERIFY(page().whyNot()->isVisible());
        QCOMPARE(page().whyNot()->text(), u"1"_s);
        QVERIFY(page().whyNot()->toolTip().contains(u"keyless has no key"_s));
        m_fixture->picture(u"compare-notready"_s);
        QString where;
        connect(&page(), &Page::navigationRequested, this, [&where](const QString &to) { where = to; });
        QTest::mouseClick(page().whyNot(), Qt::LeftButton);
        for (QPushButton *button : page().bar()->findChildren<QPushButton *>()) {
            if (button->text() == u"Add a key"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(where, u"providers"_s);
        QVERIFY(!page().controller()->isRunning());
    }

    void aCallIsCopiedAsCode()
    {
        runAll();
        choose(column(0), u"curl"_s);
        settle();
        const QString code = QGuiApplication::clipboard()->text();
        QVERIFY2(code.contains(u"curl"_s) && code.contains(u"sim-"_s), qPrintable(code));
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
        QAction *pin = m_fixture->actions().action(u"compare.pin"_s);
        QTRY_VERIFY(pin->isChecked());
        pin->trigger(); // again lets it go
        settle();
        QTRY_VERIFY(!page().history()->list()->model()->index(0, 0).data().toString().startsWith(u"\u2605"_s));
        QTRY_VERIFY(!pin->isChecked());
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
