// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsbench.h"

#include "ui/prompts/blameview.h"
#include "ui/prompts/commitrow.h"
#include "ui/diff/diffview.h"
#include "ui/prompts/labelbar.h"
#include "ui/prompts/labelmoves.h"
#include "ui/prompts/mergechoice.h"
#include "ui/widgets/messagebar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableWidget>

using namespace assay;
using namespace assay::ui;
using namespace assay::test;

/// What a person does with versions, labels and another person's work.
class PromptVersionsTest final : public QObject, protected PromptsBench {
    Q_OBJECT

    void press(const QString &text)
    {
        for (QPushButton *button : page().findChildren<QPushButton *>()) {
            if (button->text().remove(u'&') != text || !button->isVisible())
                continue;
            QTest::mouseClick(button, Qt::LeftButton);
            settle();
            return;
        }
        qFatal("no such button: %s", qPrintable(text));
    }
    int versionOf(const QString &label)
    {
        for (const prompts::PromptVersion &version : part<VersionsPanel>()->versions()) {
            if (version.labels.contains(label))
                return version.number;
        }
        return 0;
    }
    /// Another person commits from a terminal, on what this window's draft is based on.
    void commitElsewhere(const std::function<void(prompts::PromptContent &)> &change)
    {
        const auto done = await(m_fixture->engine->run(
            [name = selectedName(), change](Workspace &workspace) -> QCoro::Task<Result<>> {
                const auto prompt = co_await workspace.prompts().find(name);
                const auto latest = co_await workspace.prompts().version(prompt->id, QString());
                prompts::PromptContent content = latest->content;
                change(content);
                const auto committed = co_await workspace.prompts().commit(
                    prompt->id, content, latest->number, u"Elsewhere"_s, u"bob"_s, prompts::OtherDraft::Keep);
                co_return committed ? Result<>() : tl::unexpected(committed.error());
            }));
        QVERIFY(done);
        QTest::keyClick(&page(), Qt::Key_F5);
        settle();
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }
    void init()
    {
        m_fixture = std::make_unique<Fixture>();
        settle();
        select(u"support-ticket-triage"_s);
    }
    void cleanup() { m_fixture.reset(); }

    void aLabelMovesAfterALookAtTheDiffAndCanBeTakenBack()
    {
        auto *panel = part<VersionsPanel>();
        const int before = versionOf(u"production"_s);
        const int latest = panel->versions().first().number;
        QVERIFY(before > 0 && before != latest);
        panel->select(latest);
        settle();
        auto *field = named<QLineEdit>(u"Label for the selected version"_s);
        QTest::keyClicks(field, u"production"_s);
        QTest::keyClick(field, Qt::Key_Return);
        settle();
        QVERIFY(part<LabelBar>()->isVisible());
        QVERIFY(part<DiffView>()->changeCount() > 0);
        QCOMPARE(versionOf(u"production"_s), before); // not yet
        picture(u"label"_s);
        QTest::keyClicks(named<QLineEdit>(u"Reason for the move"_s), u"Fewer wrong answers"_s);
        press(u"Move the label"_s);
        QTRY_COMPARE(versionOf(u"production"_s), latest);

        m_fixture->actions->action(u"prompts.moves"_s)->trigger();
        settle();
        auto *table = part<LabelMoves>()->findChild<QTableWidget *>();
        QTRY_VERIFY(table->rowCount() > 0);
        QCOMPARE(table->item(0, 5)->text(), u"Fewer wrong answers"_s);
        press(u"Take this move back"_s);
        QTRY_COMPARE(versionOf(u"production"_s), before);
    }

    void aNewLabelIsSetAtOnce()
    {
        auto *panel = part<VersionsPanel>();
        Q_EMIT panel->labelRequested(1, u"archive"_s);
        settle();
        QTRY_COMPARE(versionOf(u"archive"_s), 1);
    }

    void aLabelIsTakenAwayAndComesBack()
    {
        const int before = versionOf(u"staging"_s);
        QVERIFY(before > 0);
        Q_EMIT part<VersionsPanel>()->labelRemovalRequested(u"staging"_s);
        settle();
        QTRY_COMPARE(versionOf(u"staging"_s), 0);
        press(u"Undo"_s);
        QTRY_COMPARE(versionOf(u"staging"_s), before);
    }

    void whatTheRoleForbidsIsDisabledWithTheReason()
    {
        const auto granted = await(m_fixture->engine->run([](Workspace &workspace) -> QCoro::Task<Result<>> {
            const auto admin =
                co_await workspace.access().grant(u"chief"_s, security::Role::Admin, u"chief"_s);
            if (!admin)
                co_return admin;
            const QString me = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME", u"me"_s));
            co_return co_await workspace.access().grant(me, security::Role::Editor, u"chief"_s);
        }));
        QVERIFY(granted);
        QTest::keyClick(&page(), Qt::Key_F5);
        settle();
        auto *panel = part<VersionsPanel>();
        panel->select(1);
        settle();
        auto *field = named<QLineEdit>(u"Label for the selected version"_s);
        QPushButton *set = nullptr;
        for (QPushButton *button : panel->findChildren<QPushButton *>())
            set = button->text() == u"Set label"_s ? button : set;
        QVERIFY(set != nullptr);
        field->setText(u"production"_s);
        QTRY_VERIFY(!set->isEnabled());
        QVERIFY2(set->toolTip().contains(u"chief"_s), qPrintable(set->toolTip()));
        field->setText(u"experiment"_s); // not protected
        QVERIFY(set->isEnabled());
        Q_EMIT panel->labelRequested(1, u"production"_s); // the bar says so, too
        settle();
        for (QPushButton *button : part<LabelBar>()->findChildren<QPushButton *>()) {
            if (button->text() == u"Move the label"_s)
                QVERIFY(!button->isEnabled());
        }
        const int before = versionOf(u"production"_s);
        QTest::keyClick(named<QLineEdit>(u"Reason for the move"_s), Qt::Key_Return);
        settle();
        QCOMPARE(versionOf(u"production"_s), before);
    }

    void whoMayOnlyReadCannotCommit()
    {
        auto *row = part<CommitRow>();
        auto *message = row->findChild<QLineEdit *>();
        QVERIFY(message->isEnabled());
        const auto granted = await(m_fixture->engine->run([](Workspace &workspace) -> QCoro::Task<Result<>> {
            const auto admin =
                co_await workspace.access().grant(u"chief"_s, security::Role::Admin, u"chief"_s);
            if (!admin)
                co_return admin;
            const QString me = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME", u"me"_s));
            co_return co_await workspace.access().grant(me, security::Role::Viewer, u"chief"_s);
        }));
        QVERIFY(granted);
        QTest::keyClick(&page(), Qt::Key_F5);
        settle();
        QTRY_VERIFY(!message->isEnabled());
        auto *commit = row->findChild<QPushButton *>();
        QVERIFY(!commit->isEnabled());
        QVERIFY2(commit->toolTip().contains(u"chief"_s), qPrintable(commit->toolTip()));
        const auto labels = row->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text().contains(u"takes the role editor"_s);
        }));
    }

    void aVersionSaysWhereItComesFrom()
    {
        commitElsewhere([](prompts::PromptContent &content) { content.messages.front().text += u" More"_s; });
        type(1, u" Mine."_s);
        settle();
        Q_EMIT part<VersionsPanel>()->mergeRequested(part<VersionsPanel>()->versions().first().number);
        settle();
        auto *list = part<VersionsPanel>()->findChild<QListView *>();
        const auto &first = part<VersionsPanel>()->versions().last();
        const QString tip = list->model()->index(list->model()->rowCount() - 1, 0).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(QString::fromLatin1(first.contentHash.toHex())), qPrintable(tip));
        const QString second = list->model()->index(list->model()->rowCount() - 2, 0).data(Qt::ToolTipRole).toString();
        QVERIFY2(second.contains(u"Made from version 1"_s), qPrintable(second));
        prompts::PromptVersion merged;
        merged.number = 5;
        merged.parent = 3;
        QCOMPARE(VersionsModel::originText(merged), u"from v3"_s);
        merged.mergedParent = 4;
        QCOMPARE(VersionsModel::originText(merged), u"v3 + v4"_s);
        merged.mergedParent = 0;
        merged.parent = 4;
        QVERIFY(VersionsModel::originText(merged).isEmpty());
    }

    void whatBothChangedIsChosen()
    {
        commitElsewhere([](prompts::PromptContent &content) { content.parameters.temperature = 0.1; });
        const int mine = part<VersionsPanel>()->versions().first().number;
        page().navigate({{u"prompt"_s, selectedName()}});
        settle();
        // The draft comes from before; both set another temperature.
        const auto changed = await(m_fixture->engine->run(
            [name = selectedName(), mine](Workspace &workspace) -> QCoro::Task<Result<>> {
                const auto prompt = co_await workspace.prompts().find(name);
                const auto base = co_await workspace.prompts().version(prompt->id, QString::number(mine - 1));
                prompts::PromptDraft draft;
                draft.content = base->content;
                draft.content.parameters.temperature = 0.9;
                draft.baseVersion = mine - 1;
                const auto saved = co_await workspace.prompts().saveDraft(prompt->id, draft);
                co_return saved ? Result<>() : tl::unexpected(saved.error());
            }));
        QVERIFY(changed);
        select(u"sql-from-question"_s);
        select(u"support-ticket-triage"_s);
        Q_EMIT part<VersionsPanel>()->mergeRequested(mine);
        settle();
        auto *choice = part<MergeChoice>();
        QVERIFY(choice->isVisible());
        QRadioButton *theirs = nullptr;
        for (QRadioButton *button : choice->findChildren<QRadioButton *>())
            theirs = button->text().contains(u"0.1"_s) ? button : theirs;
        QVERIFY(theirs != nullptr);
        picture(u"merge"_s);
        QVERIFY(!theirs->isChecked());
        type(1, u" Typed meanwhile."_s);
        QTest::mouseClick(theirs, Qt::LeftButton, {}, QPoint(8, theirs->height() / 2));
        settle();
        QTRY_COMPARE(storedDraft(selectedName()).content.parameters.temperature, std::optional(0.1));
        QVERIFY(text(1)->toPlainText().endsWith(u"Typed meanwhile."_s));
    }

    void aMoveThatIsCancelledChangesNothing()
    {
        const int before = versionOf(u"production"_s);
        Q_EMIT part<VersionsPanel>()->labelRequested(1, u"production"_s);
        settle();
        QVERIFY(part<LabelBar>()->isVisible());
        QVERIFY(page().escape());
        QVERIFY(!part<LabelBar>()->isVisible());
        QCOMPARE(versionOf(u"production"_s), before);
    }

    void anotherPersonsVersionIsMergedBeforeTheCommit()
    {
        type(1, u" Mine."_s);
        settle();
        commitElsewhere([](prompts::PromptContent &content) {
            content.messages.front().text.prepend(u"Theirs.\n"_s);
            content.parameters.temperature = 0.3;
        });
        const int theirs = part<VersionsPanel>()->versions().first().number;
        QCOMPARE(commit(u"Mine"_s), theirs); // asked first
        QVERIFY(part<MessageBar>()->sentence().contains(u"bob"_s));
        press(u"Merge it in"_s);
        QVERIFY(text(0)->toPlainText().startsWith(u"Theirs."_s));
        QVERIFY(text(1)->toPlainText().endsWith(u"Mine."_s));
        QCOMPARE(commit(u"Both"_s), theirs + 1);
        const prompts::PromptVersion merged = part<VersionsPanel>()->versions().first();
        QCOMPARE(merged.parent, theirs);
        QCOMPARE(merged.content.parameters.temperature, std::optional(0.3));
    }

    void aConflictHasToBeSettledBeforeTheCommit()
    {
        text(1)->setPlainText(u"Mine"_s);
        settle();
        commitElsewhere([](prompts::PromptContent &content) { content.messages.back().text = u"Theirs"_s; });
        const int theirs = part<VersionsPanel>()->versions().first().number;
        Q_EMIT part<VersionsPanel>()->mergeRequested(theirs);
        settle();
        QVERIFY(text(1)->toPlainText().contains(u"<<<<<<< draft"_s));
        QCOMPARE(commit(u"Unsettled"_s), theirs);
        text(1)->setPlainText(u"Settled"_s);
        QCOMPARE(commit(u"Settled"_s), theirs + 1);
    }

    void whoWantsToCommitsAnyway()
    {
        type(1, u" Mine."_s);
        settle();
        commitElsewhere(
            [](prompts::PromptContent &content) { content.messages.front().text = u"Theirs."_s; });
        const int theirs = part<VersionsPanel>()->versions().first().number;
        QCOMPARE(commit(u"Mine"_s), theirs);
        press(u"Commit anyway"_s);
        QTRY_COMPARE(part<VersionsPanel>()->versions().first().number, theirs + 1);
        QVERIFY(part<VersionsPanel>()->versions().first().content.messages.front().text != u"Theirs."_s);
    }

    void eachLineSaysWhoWroteIt()
    {
        type(1, u" A line of the draft"_s);
        QTest::keyClick(&page(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        settle();
        auto *view = named<QPlainTextEdit>(u"Who wrote each line"_s);
        QVERIFY(view != nullptr);
        QTRY_VERIFY(view->toPlainText().contains(u"A line of the draft"_s));
        picture(u"blame"_s);
        for (const QString &line : view->toPlainText().split(u'\n')) {
            if (line.contains(u"A line of the draft"_s))
                QVERIFY2(line.startsWith(u"draft"_s), qPrintable(line));
            if (line.contains(u"You triage support tickets"_s))
                QVERIFY2(!line.startsWith(u"draft"_s), qPrintable(line));
        }
        QVERIFY(page().escape());
        QVERIFY(part<MessageEditor>()->isVisible());
    }

    void theDiffGoesInlineAndIgnoresWhiteSpace()
    {
        text(0)->setPlainText(text(0)->toPlainText().replace(u" "_s, u"  "_s));
        settle();
        QTest::keyClick(&page(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        settle();
        auto *diff = part<DiffView>();
        QVERIFY(diff->changeCount() > 0);
        for (QCheckBox *box : diff->findChildren<QCheckBox *>())
            box->setChecked(true);
        settle();
        QTRY_COMPARE(diff->changeCount(), 0);
        for (QCheckBox *box : diff->findChildren<QCheckBox *>())
            box->setChecked(false);
        settle();
        named<QComboBox>(u"Layout of the diff"_s)->setCurrentIndex(1);
        QTRY_VERIFY(!named<QPlainTextEdit>(u"Newer text"_s));
        QTRY_VERIFY(named<QPlainTextEdit>(u"Older text"_s)->toPlainText().contains(u"   2 - "_s));
        picture(u"inline"_s);
    }

    void versionsHaveTags()
    {
        auto *panel = part<VersionsPanel>();
        panel->select(2);
        settle();
        auto *field = named<QLineEdit>(u"Tags of the selected version"_s);
        QTest::keyClicks(field, u"fast, reviewed"_s);
        QTest::keyClick(field, Qt::Key_Return);
        settle();
        QTRY_VERIFY(std::ranges::any_of(panel->versions(), [](const prompts::PromptVersion &version) {
            return version.number == 2 && version.tags == QStringList({u"fast"_s, u"reviewed"_s});
        }));
    }

    void undoGoesOnAfterARestart()
    {
        const QString first = text(0)->toPlainText();
        type(0, u" One."_s);
        QTRY_VERIFY(storedDraft(selectedName()).content.messages.front().text.endsWith(u"One."_s));
        settle();
        type(0, u" Two."_s);
        QTRY_VERIFY(storedDraft(selectedName()).content.messages.front().text.endsWith(u"Two."_s));
        settle();
        m_fixture->makePage(); // as after a restart: the editors remember nothing
        settle();
        QVERIFY(text(0)->toPlainText().endsWith(u"One. Two."_s));
        const auto undo = [this](Qt::KeyboardModifiers modifiers) {
            text(0)->setFocus();
            QTest::keyClick(text(0), Qt::Key_Z, modifiers);
            QCoreApplication::processEvents();
            settle();
        };
        undo(Qt::ControlModifier);
        QTRY_VERIFY2(text(0)->toPlainText().endsWith(u"One."_s),
                     qPrintable(text(0)->toPlainText().right(20)));
        undo(Qt::ControlModifier);
        QTRY_COMPARE(text(0)->toPlainText(), first);
        undo(Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(text(0)->toPlainText().endsWith(u"One."_s));
        undo(Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(text(0)->toPlainText().endsWith(u"One. Two."_s));
    }

    void releasingIsAStepAway()
    {
        QSignalSpy asked(&page(), &Page::navigationRequested);
        QTest::keyClick(&page(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().at(0).toString(), u"releases"_s);
        page().navigate({{u"prompt"_s, u"sql-from-question"_s}, {u"left"_s, 1}, {u"right"_s, 2}});
        settle();
        QTRY_VERIFY(part<DiffView>()->isVisible());
    }
};

QTEST_MAIN(PromptVersionsTest)
#include "tst_promptversions.moc"
