// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsbench.h"

#include "ui/prompts/attachmentrow.h"
#include "ui/prompts/findbar.h"
#include "ui/prompts/promptedit.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/messagebar.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QCompleter>
#include <QGuiApplication>
#include <QImage>
#include <QInputDialog>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QToolButton>

using namespace assay;
using namespace assay::ui;
using namespace assay::test;

/// What a person does inside of a prompt's text.
class PromptEditorTest final : public QObject, protected PromptsBench {
    Q_OBJECT

    PromptEdit *edit(int block) { return part<MessageEditor>()->blocks().at(block)->editor(); }
    void write(int block, const QString &content)
    {
        edit(block)->setPlainText(content);
        edit(block)->setFocus();
        edit(block)->moveCursor(QTextCursor::End);
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

    void aVariableIsCompletedAfterTwoBraces()
    {
        write(1, u"Text: "_s);
        QTest::keyClicks(edit(1), u"{{pro"_s);
        QCompleter *completer = edit(1)->completer();
        QTRY_VERIFY(completer->popup()->isVisible());
        QCOMPARE(completer->currentCompletion(), u"product"_s);
        picture(u"completion"_s);
        QTest::keyClick(completer->popup(), Qt::Key_Return);
        QTRY_COMPARE(edit(1)->toPlainText(), u"Text: {{product}}"_s);
    }

    void aPartialCompletesPromptsAndASectionItsEnd()
    {
        write(1, {});
        QTest::keyClicks(edit(1), u"{{> sql"_s);
        QTRY_VERIFY(edit(1)->completer()->popup()->isVisible());
        QTest::keyClick(edit(1)->completer()->popup(), Qt::Key_Tab);
        QTRY_COMPARE(edit(1)->toPlainText(), u"{{> sql-from-question}}"_s);
        write(1, u"{{#product}}{{#ticket}}x"_s);
        QTest::keyClicks(edit(1), u"{{/"_s);
        QTRY_VERIFY(edit(1)->completer()->popup()->isVisible());
        QCOMPARE(edit(1)->completer()->currentCompletion(), u"ticket"_s); // the innermost first
        QTest::keyClick(edit(1)->completer()->popup(), Qt::Key_Escape);
        QTRY_VERIFY(!edit(1)->completer()->popup()->isVisible());
        QCOMPARE(edit(1)->toPlainText(), u"{{#product}}{{#ticket}}x{{/"_s);
    }

    void whatCannotBePutInIsMarkedUntilItIsThere()
    {
        const auto marked = [this] {
            QStringList texts;
            for (const QTextEdit::ExtraSelection &mark : edit(1)->extraSelections())
                texts.append(mark.cursor.selectedText());
            return texts;
        };
        write(1, {});
        QTest::keyClicks(edit(1), u"{{> sql-from-question}} and"_s);
        QTest::keyClick(edit(1), Qt::Key_Return);
        QTest::keyClicks(edit(1), u" {{> house-rules}}{{> support-ticket-triage}} on"_s);
        QTRY_COMPARE(marked(), (QStringList{u"{{> house-rules}}"_s, u"{{> support-ticket-triage}}"_s}));
        const QTextEdit::ExtraSelection mark = edit(1)->extraSelections().first();
        QVERIFY(mark.format.fontUnderline());
        QVERIFY(mark.format.toolTip().contains(u"house-rules"_s));
        const auto problem = [this] { return part<MessageEditor>()->blocks().at(1)->problem(); };
        QVERIFY2(problem().startsWith(u"Line 2, column 2: "_s), qPrintable(problem()));
        QVERIFY2(problem().contains(u"Line 2, column 19: "_s), qPrintable(problem()));
        picture(u"partials"_s);

        const auto made = await(m_fixture->engine->run([](Workspace &workspace) -> QCoro::Task<Result<>> {
            prompts::PromptContent content;
            content.messages = {{providers::Role::System, u"Be kind."_s}};
            const auto prompt = co_await workspace.prompts().create(u"house-rules"_s, {}, content);
            if (!prompt)
                co_return tl::unexpected(prompt.error());
            co_return (co_await workspace.prompts().commit(prompt->id, content, 0, u"First"_s, u"me"_s))
                .map([](const prompts::PromptVersion &) {});
        }));
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        QTest::keyClick(&page(), Qt::Key_F5);
        QTRY_COMPARE(marked(), QStringList{u"{{> support-ticket-triage}}"_s});
        write(1, u"{{#open}}"_s); // a broken tag is marked at its place, too
        QTRY_COMPARE(marked(), QStringList{u"{{#open}}"_s});
        QVERIFY(problem().startsWith(u"Line 1, column 1: "_s));
        write(1, u"fine"_s);
        QTRY_VERIFY(marked().isEmpty());
        QTRY_COMPARE(problem(), QString());
    }

    void regularExpressionsAreFoundAndReplaced()
    {
        write(0, u"one 12 two 34"_s);
        write(1, u"three 56"_s);
        edit(0)->moveCursor(QTextCursor::Start);
        QTest::keyClick(&page(), Qt::Key_F, Qt::ControlModifier);
        auto *bar = part<FindBar>();
        QVERIFY(bar->isVisible());
        auto *find = named<QLineEdit>(u"Find in the prompt"_s);
        auto *replace = named<QLineEdit>(u"Replace with"_s);
        for (QCheckBox *box : bar->findChildren<QCheckBox *>()) {
            if (box->text() == u"Regular expression"_s)
                box->setChecked(true);
        }
        QTest::keyClicks(find, u"(\\d)(\\d)"_s);
        QVERIFY(std::ranges::any_of(bar->findChildren<QLabel *>(), [](const QLabel *label) {
            return label->text().startsWith(u"3 place"_s);
        }));
        QTest::keyClicks(replace, u"\\2\\1"_s);
        QTest::keyClick(find, Qt::Key_Return);
        QTest::keyClick(replace, Qt::Key_Return); // one, and on to the next
        QCOMPARE(edit(0)->toPlainText(), u"one 21 two 34"_s);
        picture(u"find"_s);
        for (QPushButton *button : bar->findChildren<QPushButton *>()) {
            if (button->text() == u"Replace all"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(edit(0)->toPlainText(), u"one 12 two 43"_s);
        QCOMPARE(edit(1)->toPlainText(), u"three 65"_s);
        find->clear();
        QTest::keyClicks(find, u"(oops"_s);
        QVERIFY(std::ranges::any_of(bar->findChildren<QLabel *>(),
                                    [](const QLabel *label) { return label->text().contains(u"Column"_s); }));
        QVERIFY(page().escape());
        QVERIFY(!bar->isVisible());
    }

    void aPartialCompletesLabelsAndVersions()
    {
        write(1, {});
        QTest::keyClicks(edit(1), u"{{> release-notes-summary@"_s);
        QTRY_VERIFY(edit(1)->completer()->popup()->isVisible());
        const auto *names = edit(1)->completer()->completionModel();
        QStringList offered;
        for (int row = 0; row < names->rowCount(); ++row)
            offered.append(names->index(row, 0).data().toString());
        QVERIFY2(offered.contains(u"release-notes-summary@1"_s), qPrintable(offered.join(u' ')));
    }

    void aToolResultNamesTheCallThatItAnswers()
    {
        QVERIFY(named<QLineEdit>(u"Id of the tool call"_s) == nullptr);
        auto *role = part<MessageEditor>()->blocks().at(1)->findChild<QComboBox *>();
        role->setCurrentIndex(3);
        auto *id = named<QLineEdit>(u"Id of the tool call"_s);
        QVERIFY(id != nullptr);
        QTest::keyClicks(id, u"call_7"_s);
        settle();
        const auto kept = storedDraft(selectedName()).content.messages.at(1);
        QCOMPARE(kept.role, providers::Role::Tool);
        QCOMPARE(kept.toolCallId, u"call_7"_s);
    }

    void aLongLineOfJsonIsFormattedOnRequest()
    {
        QString json = u"{\"z\":1,\"a\":["_s;
        while (json.size() < 30'000)
            json += u"\"some text\","_s;
        json += u"0]}"_s;
        write(1, json);
        QPushButton *format = nullptr;
        const auto offered = [&] {
            for (QPushButton *button : part<MessageEditor>()->blocks().at(1)->findChildren<QPushButton *>()) {
                if (button->text() == u"Format JSON"_s && button->isVisible())
                    format = button;
            }
            return format != nullptr;
        };
        QTRY_VERIFY(offered());
        QTest::mouseClick(format, Qt::LeftButton);
        QVERIFY(edit(1)->toPlainText().startsWith(u"{\n  \"z\": 1,\n  \"a\": ["_s));
        QTRY_VERIFY(!format->isVisible());
        QTest::keyClick(edit(1), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(edit(1)->toPlainText(), json);
    }

    void aPatternMayReachOverLines()
    {
        write(0, u"one\ntwo\none\ntwo"_s);
        QTest::keyClick(&page(), Qt::Key_F, Qt::ControlModifier);
        for (QCheckBox *box : part<FindBar>()->findChildren<QCheckBox *>()) {
            if (box->text() == u"Regular expression"_s)
                box->setChecked(true);
        }
        QTest::keyClicks(named<QLineEdit>(u"Find in the prompt"_s), u"one\\n^two$"_s);
        edit(0)->moveCursor(QTextCursor::Start);
        QTest::keyClick(named<QLineEdit>(u"Find in the prompt"_s), Qt::Key_Return);
        QCOMPARE(edit(0)->textCursor().selectionStart(), 0);
        QCOMPARE(edit(0)->textCursor().selectionEnd(), 7);
        for (QPushButton *button : part<FindBar>()->findChildren<QPushButton *>()) {
            if (button->text() == u"Replace all"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(edit(0)->toPlainText(), u"\n"_s);
    }

    void aPictureOnTheClipboardIsPasted()
    {
        QImage dot(3, 2, QImage::Format_RGB32);
        dot.fill(Qt::blue);
        QGuiApplication::clipboard()->setImage(dot);
        edit(1)->setFocus();
        edit(1)->paste();
        auto *row = part<MessageEditor>()->blocks().at(1)->findChild<AttachmentRow *>();
        QTRY_COMPARE(row->images().size(), size_t(1));
        QCOMPARE(QImage::fromData(row->images().front().bytes).size(), QSize(3, 2));
    }

    void aVariableIsRenamedEverywhere()
    {
        write(0, u"About {{ticket}}"_s);
        write(1, u"{{#ticket}}It says {{ticket}}{{/ticket}}"_s);
        part<VariablesPanel>()->setValues({{u"ticket"_s, u"It broke"_s}});
        QTest::keyClick(edit(1), Qt::Key_F2, Qt::ShiftModifier);
        QInputDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = page().findChild<QInputDialog *>()) != nullptr);
        QVERIFY(dialog->labelText().contains(u"ticket"_s));
        dialog->setTextValue(u"request"_s);
        dialog->accept();
        settle();
        QCOMPARE(edit(0)->toPlainText(), u"About {{request}}"_s);
        QCOMPARE(edit(1)->toPlainText(), u"{{#request}}It says {{request}}{{/request}}"_s);
        QCOMPARE(part<VariablesPanel>()->values().value(u"request"_s), u"It broke"_s);
    }

    void picturesAreAttachedKeptAndTakenOff()
    {
        const QString path = m_fixture->folder.filePath(u"dot.png"_s);
        QImage dot(4, 4, QImage::Format_RGB32);
        dot.fill(Qt::red);
        QVERIFY(dot.save(path));
        auto *row = part<MessageEditor>()->blocks().at(1)->findChild<AttachmentRow *>();
        row->addFiles({path});
        QTRY_COMPARE(row->images().size(), size_t(1));
        settle();
        QTRY_COMPARE(storedDraft(selectedName()).content.messages.at(1).images.size(), size_t(1));
        select(u"sql-from-question"_s);
        select(u"support-ticket-triage"_s);
        row = part<MessageEditor>()->blocks().at(1)->findChild<AttachmentRow *>();
        QCOMPARE(row->images().size(), size_t(1));
        QCOMPARE(row->images().front().mediaType, u"image/png"_s);
        picture(u"attachment"_s);
        for (QToolButton *button : row->findChildren<QToolButton *>())
            QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(row->images().empty());
        row->addFiles({m_fixture->folder.filePath(u"nowhere.png"_s)});
        QTRY_VERIFY(part<MessageBar>()->sentence().contains(u"nowhere.png"_s));
    }

    /// What the editor cannot change it must not lose.
    void toolCallsSurviveAnEdit()
    {
        const QString name = selectedName();
        prompts::PromptDraft draft = storedDraft(name);
        providers::Message call{providers::Role::Assistant, u"Let me see"_s};
        call.toolCalls = {{u"c1"_s, u"search"_s, QJsonObject{{u"q"_s, u"rain"_s}}, {}}};
        providers::Message result{providers::Role::Tool, u"It rains"_s};
        result.toolCallId = u"c1"_s;
        draft.content.messages.push_back(call);
        draft.content.messages.push_back(result);
        const auto saved =
            await(m_fixture->engine->run([name, draft](Workspace &workspace) -> QCoro::Task<Result<>> {
                const auto prompt = co_await workspace.prompts().find(name);
                co_return (co_await workspace.prompts().saveDraft(prompt->id, draft))
                    .map([](const prompts::EditPlace &) {});
            }));
        QVERIFY(saved);
        m_fixture->makePage();
        settle();
        select(name);
        QCOMPARE(part<MessageEditor>()->blocks().size(), qsizetype(draft.content.messages.size()));
        type(0, u" Edited."_s);
        settle();
        QTRY_VERIFY(storedDraft(name).content.messages.front().text.endsWith(u"Edited."_s));
        const auto kept = storedDraft(name).content.messages;
        QCOMPARE(kept.at(kept.size() - 2).toolCalls, call.toolCalls);
        QCOMPARE(kept.back().role, providers::Role::Tool);
        QCOMPARE(kept.back().toolCallId, u"c1"_s);
    }
};

QTEST_MAIN(PromptEditorTest)
#include "tst_prompteditor.moc"
