// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsbench.h"

#include "ui/prompts/promptedit.h"
#include "ui/prompts/toolcallseditor.h"

#include <QComboBox>
#include <QJsonObject>
#include <QToolButton>

using namespace assay;
using namespace assay::ui;
using namespace assay::test;

/// The tools that an assistant's message calls.
class ToolCallsTest final : public QObject, protected PromptsBench {
    Q_OBJECT

    MessageBlock *block() { return part<MessageEditor>()->blocks().at(1); }
    std::vector<providers::ToolCall> calls() { return block()->message().toolCalls; }
    QPlainTextEdit *arguments() { return named<QPlainTextEdit>(u"Arguments of the call, as JSON"_s); }
    QLineEdit *name() { return named<QLineEdit>(u"Name of the called tool"_s); }
    void addCall() { QTest::mouseClick(named<QToolButton>(u"Add a tool call"_s), Qt::LeftButton); }
    static void retype(QPlainTextEdit *field, const QString &text)
    {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }
    QString problem() { return block()->findChild<ToolCallsEditor *>()->problem(); }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }
    void init()
    {
        m_fixture = std::make_unique<Fixture>();
        settle();
        select(u"support-ticket-triage"_s);
        block()->findChild<QComboBox *>()->setCurrentIndex(2); // assistant
    }
    void cleanup() { m_fixture.reset(); }

    void onlyAnAssistantCallsTools()
    {
        QVERIFY(named<QToolButton>(u"Add a tool call"_s) != nullptr);
        addCall();
        QVERIFY(name() != nullptr);
        QCOMPARE(calls().size(), size_t(1));
        block()->findChild<QComboBox *>()->setCurrentIndex(1); // user
        QVERIFY(named<QToolButton>(u"Add a tool call"_s) == nullptr);
        QVERIFY(name() == nullptr);
        QCOMPARE(calls().size(), size_t(0));
        block()->findChild<QComboBox *>()->setCurrentIndex(2);
        QCOMPARE(calls().size(), size_t(1)); // nothing is lost on the way
    }

    void aCallIsWrittenAndKept()
    {
        addCall();
        QTRY_VERIFY(name()->hasFocus());
        name()->selectAll();
        QTest::keyClicks(name(), u"get_weather"_s);
        retype(arguments(), u"{\"city\": \"Pau\", \"days\": 3}"_s);
        QCOMPARE(problem(), QString());
        picture(u"toolcall"_s);
        settle();
        const providers::ToolCall expected{
            u"call_1"_s, u"get_weather"_s, QJsonObject{{u"city"_s, u"Pau"_s}, {u"days"_s, 3}}, {}};
        QTRY_VERIFY(!storedDraft(selectedName()).content.messages.at(1).toolCalls.empty());
        QTRY_COMPARE(storedDraft(selectedName()).content.messages.at(1).toolCalls.front(), expected);
        select(u"sql-from-question"_s);
        select(u"support-ticket-triage"_s);
        QCOMPARE(calls().front(), expected);
        QVERIFY(arguments()->toPlainText().contains(u"\"city\": \"Pau\""_s));
        addCall();
        QCOMPARE(calls().back().id, u"call_2"_s);
    }

    void whatIsWrongIsToldWithLineAndColumn()
    {
        addCall();
        retype(arguments(), u"{\"a\": 1}"_s);
        QCOMPARE(calls().front().arguments, (QJsonObject{{u"a"_s, 1}}));
        arguments()->setPlainText(u"{\n  \"\u00e4\": oops\n}"_s);
        QVERIFY2(problem().contains(u"line 2, column 8"_s), qPrintable(problem()));
        picture(u"toolproblem"_s);
        QCOMPARE(calls().front().arguments, (QJsonObject{{u"a"_s, 1}})); // the last right ones
        part<MessageEditor>()->blocks().at(0)->editor()->setFocus();
        QVERIFY(
            arguments()->toPlainText().contains(u"oops"_s)); // what is not right yet stays to be put right
        arguments()->setPlainText(u"[1]"_s);
        QVERIFY2(problem().contains(u"must be a JSON object"_s), qPrintable(problem()));
        arguments()->setPlainText(u"{}"_s);
        QCOMPARE(problem(), QString());
        name()->setFocus();
        name()->selectAll();
        QTest::keyClicks(name(), u"no spaces"_s);
        QVERIFY2(problem().contains(u"1 to 64"_s), qPrintable(problem()));
        QCOMPARE(calls().front().name, u"no"_s);
    }

    void aCallIsTakenAwayAndComesBack()
    {
        addCall();
        name()->selectAll();
        QTest::keyClicks(name(), u"search"_s);
        retype(arguments(), u"{\"q\": \"x\"}"_s);
        const auto before = calls();
        QTest::mouseClick(named<QToolButton>(u"Remove the tool call"_s), Qt::LeftButton);
        QTRY_VERIFY(name() == nullptr);
        QVERIFY(calls().empty());
        part<MessageEditor>()->undo();
        QTRY_VERIFY(name() != nullptr);
        QCOMPARE(calls(), before);
        part<MessageEditor>()->redo();
        QTRY_VERIFY(name() == nullptr);
    }

    void aVersionIsOnlyRead()
    {
        addCall();
        commit(u"With a call"_s);
        part<MessageEditor>()->setReadOnly(true);
        QVERIFY(name()->isReadOnly());
        QVERIFY(arguments()->isReadOnly());
        QVERIFY(named<QToolButton>(u"Add a tool call"_s) == nullptr);
        QVERIFY(named<QToolButton>(u"Remove the tool call"_s) == nullptr);
    }
};

QTEST_MAIN(ToolCallsTest)
#include "tst_toolcalls.moc"
