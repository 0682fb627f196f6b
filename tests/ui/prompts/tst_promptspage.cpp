// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsbench.h"

#include "ui/actions/actionregistry.h"
#include "ui/diff/diffview.h"
#include "ui/prompts/draftsaver.h"
#include "ui/prompts/messageblock.h"
#include "ui/prompts/messageeditor.h"
#include "ui/prompts/promptlist.h"
#include "ui/prompts/promptsmodel.h"
#include "ui/prompts/promptspage.h"
#include "ui/prompts/settingspanel.h"
#include "ui/prompts/versionspanel.h"
#include "ui/theme/theme.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/section.h"
#include "workspace/engine.h"

#include <memory>

#include <QComboBox>
#include <QCoroFuture>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::ui;
using assay::test::Fixture;
using assay::test::PromptsBench;
using workspace::Workspace;

class PromptsPageTest final : public QObject, protected PromptsBench {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }

    void init()
    {
        m_fixture = std::make_unique<Fixture>();
        settle();
        select(u"support-ticket-triage"_s); // of the sample, the one without a draft
    }

    void cleanup() { m_fixture.reset(); }

    void aFirstStartShowsTheFirstPrompt()
    {
        m_fixture = std::make_unique<Fixture>();
        settle();
        QCOMPARE(part<PromptList>()->view()->currentIndex().row(), 0);
        QVERIFY(!text(0)->toPlainText().isEmpty());
        QVERIFY(!part<VersionsPanel>()->versions().isEmpty());
        picture(u"start"_s);
    }

    void lookingAtAPromptIsNoEdit()
    {
        const auto draft = storedDraft(selectedName()).content;
        m_fixture->theme.setChoice(ThemeChoice::Dark); // highlights anew
        settle();
        QVERIFY(!part<PromptList>()->selected()->hasDraft);
        QVERIFY(storedDraft(selectedName()).content == draft);
        QVERIFY(part<VersionsPanel>()->versions().first().content == draft);
    }

    void typingReachesTheStoreByItself()
    {
        type(0, u" Typed just now."_s);
        settle();
        QVERIFY(storedDraft(selectedName()).content.messages.at(0).text.endsWith(u" Typed just now."_s));
        QVERIFY(part<PromptList>()->selected()->hasDraft);
    }

    void typingSurvivesAnotherPageOverTheSameWorkspace()
    {
        const QString name = selectedName();
        type(0, u" Kept."_s);
        m_fixture->page.reset(); // not settled before: the page saves as it goes
        QTRY_VERIFY(storedDraft(name).content.messages.at(0).text.endsWith(u" Kept."_s));
        m_fixture->makePage();
        settle();
        QCOMPARE(selectedName(), name);
        QVERIFY(text(0)->toPlainText().endsWith(u" Kept."_s));
    }

    void switchingAtOnceSavesToThePromptTypedIn()
    {
        const auto &model = *part<PromptList>()->model();
        const QString first = selectedName();
        QString second;
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.prompt(row)->name != first)
                second = model.prompt(row)->name;
        }
        QVERIFY(!second.isEmpty());
        const auto untouched = storedDraft(second).content;
        type(0, u" before"_s);
        part<PromptList>()->select(second);
        QTest::keyClicks(text(0), u" and after"_s); // the other one is still being read
        settle();
        QVERIFY(storedDraft(first).content.messages.at(0).text.endsWith(u" before and after"_s));
        QVERIFY(storedDraft(second).content == untouched);
        QCOMPARE(selectedName(), second);
    }

    void aDraftThatIsTypedBackIsNone()
    {
        type(0, u"x"_s);
        settle();
        QVERIFY(part<PromptList>()->selected()->hasDraft);
        QTest::keyClick(text(0), Qt::Key_Backspace);
        settle();
        QVERIFY(!part<PromptList>()->selected()->hasDraft);
    }

    void variablesAppearAsTyped()
    {
        auto *panel = part<VariablesPanel>();
        QVERIFY(panel->field(u"brand_new"_s) == nullptr);
        type(0, u" {{brand_new}}"_s);
        QTRY_VERIFY(panel->field(u"brand_new"_s) != nullptr);
        panel->field(u"brand_new"_s)->setPlainText(u"a value"_s);
        settle();
        QCOMPARE(storedDraft(selectedName()).content.testValues.value(u"brand_new"_s), u"a value"_s);
    }

    void whatThePromptTakesStandsBesideItsName()
    {
        auto *estimate = named<QLabel>(u"Tokens and cost"_s);
        QVERIFY(estimate != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(estimate->text().contains(u"tokens"_s), 20'000);
        const QString before = estimate->text();
        type(0, u" And many more words than there were."_s);
        QTRY_VERIFY_WITH_TIMEOUT(estimate->text().contains(u"tokens"_s) && estimate->text() != before,
                                 20'000);
    }

    void aBrokenTemplateNamesLineAndColumn()
    {
        type(0, {});
        QTest::keyClick(text(0), Qt::Key_Return);
        type(0, u"{{#open}} never closed"_s);
        MessageBlock *block = part<MessageEditor>()->blocks().first();
        QTRY_VERIFY(!block->problem().isEmpty());
        const int line = text(0)->document()->blockCount();
        QVERIFY2(block->problem().startsWith(u"Line %1, column 1: "_s.arg(line)),
                 qPrintable(block->problem()));
        picture(u"broken"_s);
    }

    void aCommitMakesTheNextVersion()
    {
        const int before = part<VersionsPanel>()->versions().first().number;
        const QString was = text(0)->toPlainText();
        type(0, u" Be brief."_s);
        QCOMPARE(commit(u"Ask for brevity"_s), before + 1);
        const prompts::PromptVersion version = part<VersionsPanel>()->versions().first();
        QCOMPARE(version.message, u"Ask for brevity"_s);
        QCOMPARE(version.content.messages.at(0).text, was + u" Be brief."_s);
        QVERIFY(!part<PromptList>()->selected()->hasDraft);
        QCOMPARE(part<PromptList>()->selected()->latestVersion, before + 1);
    }

    void aCommitOfNothingNewIsRefusedBesideTheField()
    {
        const int before = part<VersionsPanel>()->versions().first().number;
        QCOMPARE(commit(u"Nothing"_s), before);
        QVERIFY(!named<QLineEdit>(u"Message of the new version"_s)->accessibleDescription().isEmpty());
    }

    void aCommitOfABrokenTemplateIsRefused()
    {
        const int before = part<VersionsPanel>()->versions().first().number;
        type(0, u" {{#open}}"_s);
        QCOMPARE(commit(u"Break it"_s), before);
        QVERIFY(
            named<QLineEdit>(u"Message of the new version"_s)->accessibleDescription().contains(u"column"_s));
        QVERIFY(text(0)->toPlainText().endsWith(u"{{#open}}"_s));
    }

    void anOldVersionShowsReadOnlyAndComesBackAsTheDraft()
    {
        auto *panel = part<VersionsPanel>();
        QVERIFY(panel->versions().size() > 1);
        const prompts::PromptVersion oldest = panel->versions().last();
        type(0, u" Mine."_s);
        const QString mine = text(0)->toPlainText();

        panel->select(oldest.number);
        QVERIFY(text(0)->isReadOnly());
        QCOMPARE(text(0)->toPlainText(), oldest.content.messages.at(0).text);
        QVERIFY(page().escape());
        QVERIFY(!text(0)->isReadOnly());
        QCOMPARE(text(0)->toPlainText(), mine);

        Q_EMIT panel->restoreRequested(oldest.number);
        settle();
        QCOMPARE(text(0)->toPlainText(), oldest.content.messages.at(0).text);
        QVERIFY(storedDraft(selectedName()).content.messages == oldest.content.messages);
    }

    void theDiffCountsChangesAndStepsThroughThem()
    {
        type(0, u" One more sentence."_s);
        QTest::keyClick(&page(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        settle();
        auto *diff = part<DiffView>();
        QVERIFY(diff->isVisible());
        QCOMPARE(diff->changeCount(), 1);
        picture(u"diff"_s);
        QTest::keyClick(&page(), Qt::Key_F7);
        QVERIFY(page().escape());
        QVERIFY(!diff->isVisible());
    }

    void longLinesOfTheDiffWrapAndStayLevel()
    {
        type(0, u" One more sentence."_s.repeated(20));
        QTest::keyClick(&page(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        settle();
        auto *older = named<QPlainTextEdit>(u"Older text"_s);
        auto *newer = named<QPlainTextEdit>(u"Newer text"_s);
        for (const int width : {1100, 1440}) {
            page().resize(width, 900);
            QTRY_COMPARE(older->horizontalScrollBar()->maximum(), 0);
            QTRY_COMPARE(newer->horizontalScrollBar()->maximum(), 0);
            QTRY_COMPARE(older->blockCount(), newer->blockCount());
        }
        // What both end with stands in the same line, however much the first message grew.
        QVERIFY(!older->document()->lastBlock().text().trimmed().isEmpty());
        QCOMPARE(older->document()->lastBlock().text(), newer->document()->lastBlock().text());
        picture(u"diff-long"_s);
    }

    void backAtOnceShowsWhatWasTyped()
    {
        const QString first = selectedName();
        const int row = part<PromptList>()->model()->rowOf(first);
        const QString second = part<PromptList>()->model()->prompt(row == 0 ? 1 : 0)->name;
        for (int round = 0; round < 5; ++round) {
            const QString words = u" round %1"_s.arg(round);
            type(0, words);
            part<PromptList>()->select(second);
            select(first); // the save may still be under way
            QVERIFY(text(0)->toPlainText().endsWith(words));
        }
    }

    void searchFindsTextsShowsThemAndGoesThere()
    {
        const QString other = selectedName();
        const QString needle = u"An unusual walrus."_s;
        type(1, u" A line. "_s + needle + u" More."_s);
        const QString edited = text(1)->toPlainText();
        settle();
        const int row = part<PromptList>()->model()->rowOf(other);
        select(part<PromptList>()->model()->prompt(row == 0 ? 1 : 0)->name);

        auto *list = part<PromptList>();
        list->focusSearch();
        auto *field = named<QLineEdit>(u"Search prompts"_s);
        QTest::keyClicks(field, u"usual walr"_s);
        QTRY_COMPARE(list->view()->model()->rowCount(), 1); // in no name: only the text has it
        const QModelIndex found = list->view()->model()->index(0, 0);
        QCOMPARE(found.data().toString(), other);
        const auto hit = found.data(PromptsModel::FoundRole).value<prompts::TextHit>();
        QCOMPARE(hit.found, u"usual"_s);
        QVERIFY(hit.after.startsWith(u" walrus"_s));
        const auto labels = list->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text().startsWith(u"1 prompt"_s);
        }));
        picture(u"found"_s);

        // The arrows show the place and stay in the list; Enter goes there.
        QTest::keyClick(field, Qt::Key_Return);
        QTest::keyClick(list->view(), Qt::Key_Down);
        settle();
        QTRY_COMPARE(selectedName(), other);
        QTRY_COMPARE(text(1)->textCursor().selectedText(), u"usual"_s);
        QCOMPARE(text(1)->textCursor().selectionStart(), edited.indexOf(u"usual walrus"_s));
        QVERIFY(list->view()->hasFocus());
        QTest::keyClick(list->view(), Qt::Key_Return);
        QVERIFY(text(1)->hasFocus());

        list->focusSearch();
        QTest::keyClicks(field, u"no such words at all"_s);
        QTRY_COMPARE(list->view()->model()->rowCount(), 0);
        QTest::keyClick(field, Qt::Key_Down); // there is no list to go to, now or when there is one again
        QTest::keyClick(field, Qt::Key_Return);
        field->clear();
        QVERIFY(list->view()->model()->rowCount() > 1);
        QVERIFY(field->hasFocus());
        QTest::keyClick(field, Qt::Key_Down);
        QVERIFY(list->view()->hasFocus());
        QVERIFY(!list->view()->model()->index(0, 0).data(PromptsModel::FoundRole).isValid());
    }

    void aPassageIsGoneToFromElsewhere()
    {
        const QString wanted = text(1)->toPlainText().mid(3, 4);
        page().navigate({{u"prompt"_s, selectedName()},
                         {u"message"_s, 1},
                         {u"start"_s, 3},
                         {u"length"_s, 4}}); // the one that is open
        QTRY_COMPARE(text(1)->textCursor().selectedText(), wanted);
        QVERIFY(text(1)->hasFocus());
        const QString other = selectedName();
        const int row = part<PromptList>()->model()->rowOf(other);
        select(part<PromptList>()->model()->prompt(row == 0 ? 1 : 0)->name);
        page().navigate({{u"prompt"_s, other}, {u"message"_s, 1}, {u"start"_s, 3}, {u"length"_s, 4}});
        QTRY_COMPARE(selectedName(), other);
        QTRY_COMPARE(text(1)->textCursor().selectedText(), wanted);
    }

    void searchNarrowsTheListAndKeepsWhatIsEdited()
    {
        auto *list = part<PromptList>();
        const QString edited = selectedName();
        const int all = list->view()->model()->rowCount();
        list->focusSearch();
        QTest::keyClicks(named<QLineEdit>(u"Search prompts"_s), u"sql"_s);
        QTRY_VERIFY(list->view()->model()->rowCount() < all);
        QTest::keyClicks(named<QLineEdit>(u"Search prompts"_s), u" no such words"_s);
        QTRY_COMPARE(list->view()->model()->rowCount(), 0);
        picture(u"nothing"_s);
        QVERIFY(!text(0)->toPlainText().isEmpty());
        QCOMPARE(named<QLineEdit>(u"Name of the prompt"_s)->text(), edited);
    }

    void aHashSearchesTagsOnly()
    {
        auto *list = part<PromptList>();
        auto *search = named<QLineEdit>(u"Search prompts"_s);
        search->setText(u"#js"_s);
        QTRY_COMPARE(list->view()->model()->rowCount(), 1);
        QCOMPARE(list->view()->model()->index(0, 0).data().toString(), u"support-ticket-triage"_s);
        search->setText(u"#triage"_s); // only in a name
        QTRY_COMPARE(list->view()->model()->rowCount(), 0);
        search->setText(u"triage"_s);
        QTRY_COMPARE(list->view()->model()->rowCount(), 1);
    }

    void aFileBecomesAPromptAndATakenNameGetsANumber()
    {
        QTemporaryDir folder;
        for (int round = 0; round < 2; ++round) {
            QFile file(folder.filePath(u"hello.txt"_s));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("Say hello to {{name}}.");
            file.close();
            page().navigate({{u"files"_s, QStringList{file.fileName()}}});
            QTRY_COMPARE(selectedName(), round == 0 ? u"hello"_s : u"hello-2"_s);
            settle();
            QCOMPARE(text(0)->toPlainText(), u"Say hello to {{name}}."_s);
        }
    }

    void aDeletedPromptComesBack()
    {
        const QString name = selectedName();
        const int all = part<PromptList>()->model()->rowCount();
        m_fixture->actions->action(u"prompts.remove"_s)->trigger();
        settle();
        QCOMPARE(part<PromptList>()->model()->rowCount(), all - 1);
        QPushButton *undo = nullptr;
        for (QPushButton *button : part<MessageBar>()->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().remove(u'&') == u"Undo"_s)
                undo = button;
        }
        QVERIFY(undo != nullptr);
        undo->click();
        settle();
        QCOMPARE(part<PromptList>()->model()->rowCount(), all);
        QCOMPARE(selectedName(), name);
    }

    void aNewPromptIsNamedFirst()
    {
        QTest::keyClick(&page(), Qt::Key_N, Qt::ControlModifier);
        settle();
        auto *name = named<QLineEdit>(u"Name of the prompt"_s);
        QCOMPARE(page().focusWidget(), name);
        QTest::keyClicks(name, u"release-check"_s);
        QTest::keyClick(name, Qt::Key_Return);
        settle();
        QCOMPARE(selectedName(), u"release-check"_s);
        QCOMPARE(part<MessageEditor>()->blocks().size(), 2);
    }

    void settingsReachTheDraftAndWhatIsWrongIsSaidBesideThem()
    {
        auto *settings = part<SettingsPanel>();
        for (Section *section : page().findChildren<Section *>())
            section->setOpen(true);
        auto *temperature = named<QLineEdit>(u"Temperature"_s);
        temperature->setText(u"0.7"_s);
        named<QComboBox>(u"Model"_s)->setCurrentText(u"simulated/sim-fast"_s);
        named<QLineEdit>(u"Most tokens of the answer"_s)->clear();
        settle();
        const auto stored = storedDraft(selectedName()).content;
        QCOMPARE(stored.parameters.temperature, std::optional(0.7));
        QVERIFY(!stored.parameters.maxTokens);
        QCOMPARE(stored.model, u"simulated/sim-fast"_s);
        QVERIFY(settings->problem().isEmpty());

        temperature->setText(u"3"_s);
        QVERIFY(settings->problem().contains(u"between 0 and 2"_s));
        picture(u"settings"_s);
        settle();
        QCOMPARE(storedDraft(selectedName()).content.parameters.temperature, std::optional(0.7));
        const int versions = static_cast<int>(part<VersionsPanel>()->versions().size());
        commit(u"Warmer"_s);
        QCOMPARE(part<VersionsPanel>()->versions().size(), versions);
        temperature->clear();
        commit(u"As the provider likes"_s);
        QVERIFY(!part<VersionsPanel>()->versions().first().content.parameters.temperature);
    }

    void blocksMoveAndComeBack()
    {
        auto *editor = part<MessageEditor>();
        QVERIFY(editor->blocks().size() > 1);
        const auto before = editor->messages();
        text(0)->setFocus();
        QTest::keyClick(text(0), Qt::Key_Down, Qt::AltModifier);
        QVERIFY(editor->messages().at(1) == before.at(0));
        QTest::keyClick(text(1), Qt::Key_Up, Qt::AltModifier);
        QVERIFY(editor->messages() == before);
    }

    void changesOfBlocksCanBeUndoneAndDoneAgain()
    {
        auto *editor = part<MessageEditor>();
        const auto before = editor->messages();
        const auto undo = [this] { QTest::keyClick(page().focusWidget(), Qt::Key_Z, Qt::ControlModifier); };
        named<QComboBox>(u"Role of the message"_s)
            ->setCurrentIndex(2); // takes the signal of a person's choice
        text(0)->setFocus();
        QTest::keyClick(text(0), Qt::Key_Down, Qt::AltModifier);
        QTest::keyClick(text(1), Qt::Key_U, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(editor->messages().size(), before.size() + 1);
        QTest::keyClicks(text(2), u"ab"_s);
        const auto after = editor->messages();

        undo(); // of the text first
        QTRY_VERIFY(text(2)->toPlainText().isEmpty());
        undo();
        QTRY_COMPARE(editor->messages().size(), before.size());
        text(0)->setFocus();
        undo();
        QTRY_VERIFY(editor->messages().at(0).text == before.at(0).text);
        QVERIFY(editor->messages().at(0).role == providers::Role::Assistant);
        undo();
        QTRY_VERIFY(editor->messages() == before);
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(page().focusWidget(), Qt::Key_Y, Qt::ControlModifier);
        QTRY_COMPARE(editor->messages().size(), after.size());
        QVERIFY(editor->messages().at(0) == after.at(0));
        settle();
        QVERIFY(storedDraft(selectedName()).content.messages == editor->messages());
    }

    void hiddenCharactersAreSaidAndRemoved()
    {
        const QString before = text(0)->toPlainText();
        text(0)->setFocus();
        text(0)->moveCursor(QTextCursor::End);
        text(0)->insertPlainText(u"\u200B\u202E"_s);
        QTRY_VERIFY(named<QPushButton>(u"Remove hidden characters"_s) != nullptr);
        picture(u"hidden"_s);
        named<QPushButton>(u"Remove hidden characters"_s)->click();
        QCOMPARE(text(0)->toPlainText(), before);
        QVERIFY(named<QPushButton>(u"Remove hidden characters"_s) == nullptr);
        text(0)->undo();
        QVERIFY(text(0)->toPlainText() != before);
    }

    void leavingTheWindowSavesAtOnce()
    {
        type(0, u" Left."_s);
        QEvent left(QEvent::WindowDeactivate);
        QCoreApplication::sendEvent(&page(), &left);
        const auto unsaved = part<DraftSaver>()->unsaved(part<PromptList>()->selected()->id);
        QVERIFY(unsaved && unsaved->content.messages.at(0).text.endsWith(u" Left."_s));
    }

    void runTakesTheDraftOrTheVersionToCompare()
    {
        QSignalSpy asked(&page(), &Page::navigationRequested);
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.last().at(0).toString(), u"compare"_s);
        QCOMPARE(asked.last().at(1).toMap().value(u"version"_s).toInt(),
                 part<PromptList>()->selected()->latestVersion);
        type(0, u" edited"_s);
        QTest::keyClick(text(0), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(asked.size(), 2); // once what was typed is where Compare reads it
        QCOMPARE(asked.last().at(1).toMap().value(u"version"_s).toInt(), 0);
        QVERIFY(asked.last().at(1).toMap().value(u"draft"_s).toBool());
        QVERIFY(storedDraft(selectedName()).content.messages.at(0).text.endsWith(u" edited"_s));
    }
};

QTEST_MAIN(PromptsPageTest)
#include "tst_promptspage.moc"
