// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::prompts;
using assay::providers::Role;

class PromptFileTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrips();
    void readsPlainTextAsOneUserMessage_data();
    void readsPlainTextAsOneUserMessage();
    void refuses_data();
    void refuses();
    void namesAFileThatCannotBeRead();
    void hashesStayTheSame();
};

void PromptFileTest::roundTrips()
{
    PromptFile file;
    file.name = u"triage"_s;
    file.folder = u"support/inbox"_s;
    file.tags = {u"json"_s, u"support"_s};
    file.content.messages = {{Role::System, u"Be brief.\nÜber 🎉 \"quoted\""_s},
                             {Role::User, u"{{ticket}}\r\n\t"_s},
                             {Role::Assistant, u""_s}};
    file.content.testValues = {{u"ticket"_s, u"It's {{broken}}"_s}, {u"empty"_s, u""_s}};
    file.content.parameters.temperature = 0.2;
    file.content.parameters.maxTokens = 400;
    file.content.parameters.stop = {u"END"_s};
    file.content.parameters.seed = 9'007'199'254'740'993;
    file.content.parameters.responseFormat = providers::ResponseFormat::JsonObject;
    file.content.model = u"simulated/sim-balanced"_s;
    for (const QString &name : {u"a.json"_s, u"a"_s}) {
        const auto read = parsePromptFile(toPromptFile(file), name);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QVERIFY(*read == file);
    }
    const auto stored = contentFromJson(toJson(file.content));
    QVERIFY(stored && *stored == file.content);
}

void PromptFileTest::readsPlainTextAsOneUserMessage_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << QByteArray("Hello {{name}}\n") << u"Hello {{name}}"_s;
    QTest::newRow("begins with a variable") << QByteArray("{{name}}, hello") << u"{{name}}, hello"_s;
    QTest::newRow("begins with a brace") << QByteArray("{x} is a set") << u"{x} is a set"_s;
    QTest::newRow("Windows") << QByteArray("\xEF\xBB\xBF"
                                           "a\r\nb\r\n")
                             << u"a\nb"_s;
    QTest::newRow("Unicode") << QByteArray("\xC3\xBC \xF0\x9F\x8E\x89") << u"ü 🎉"_s;
}

void PromptFileTest::readsPlainTextAsOneUserMessage()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    const auto read = parsePromptFile(bytes, u"prompt.md"_s);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QVERIFY((read->content.messages == std::vector<providers::Message>{{Role::User, text}}));
    QVERIFY(read->name.isEmpty());
}

void PromptFileTest::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << QByteArray() << u"empty"_s;
    QTest::newRow("blank") << QByteArray(" \n\t\n") << u"empty"_s;
    QTest::newRow("broken JSON") << QByteArray("{\"messages\": [\n  {\"role\" \"user\"}]}") << u"line 2"_s;
    QTest::newRow("cut JSON") << QByteArray("{\"messages\": [") << u"not valid JSON"_s;
    QTest::newRow("no messages") << QByteArray("{\"model\": \"a/b\"}") << u"“messages”"_s;
    QTest::newRow("message is no object") << QByteArray("{\"messages\": [7]}") << u"“messages[0]”"_s;
    QTest::newRow("unknown role") << QByteArray("{\"messages\": [{\"role\": \"robot\", \"content\": \"x\"}]}")
                                  << u"“messages[0].role”"_s;
    QTest::newRow("content is no text")
        << QByteArray("{\"messages\": [{\"role\": \"user\", \"content\": [1]}]}")
        << u"“messages[0].content[0].type”"_s;
    QTest::newRow("misspelt member") << QByteArray("{\"messages\": [], \"modle\": \"x\"}") << u"“modle”"_s;
    QTest::newRow("misspelt parameter")
        << QByteArray("{\"messages\": [], \"parameters\": {\"temprature\": 1}}")
        << u"“parameters.temprature”"_s;
    QTest::newRow("parameter of the wrong kind")
        << QByteArray("{\"messages\": [], \"parameters\": {\"temperature\": \"hot\"}}")
        << u"“parameters.temperature”"_s;
    QTest::newRow("parameter out of range")
        << QByteArray("{\"messages\": [], \"parameters\": {\"temperature\": 3}}") << u"temperature"_s;
    QTest::newRow("test value is no text")
        << QByteArray("{\"messages\": [], \"test_values\": {\"a\": 1}}") << u"“test_values.a”"_s;
    QTest::newRow("model without provider")
        << QByteArray("{\"messages\": [], \"model\": \"gpt\"}") << u"“model”"_s;
    QTest::newRow("tags") << QByteArray("{\"messages\": [], \"tags\": [1]}") << u"“tags”"_s;
    QTest::newRow("invalid UTF-8") << QByteArray("ok\n\xC3\xBC"
                                                 "b\xFF")
                                   << u"line 2, column 3"_s;
    QTest::newRow("binary") << QByteArray("\x7F"
                                          "ELF\0\0",
                                          6)
                            << u"line 1, column 5"_s;
    QTest::newRow("too large") << QByteArray(10'000'001, 'x') << u"larger than 10 MB"_s;
}

void PromptFileTest::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    const auto read = parsePromptFile(bytes, u"prompt"_s);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidInput);
    QVERIFY2(read.error().message.contains(says), qPrintable(read.error().message));
}

void PromptFileTest::namesAFileThatCannotBeRead()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"missing.json"_s);
    QCOMPARE(readPromptFile(path).error().code, ErrorCode::NotFound);
    QVERIFY(readPromptFile(path).error().message.contains(path));
    QVERIFY(readPromptFile(folder.path()).error().message.contains(u"folder"_s));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[]");
    file.close();
    QCOMPARE(readPromptFile(path).error().code, ErrorCode::InvalidInput);
}

/// Workspaces keep these hashes: a change here makes every stored version look edited.
void PromptFileTest::hashesStayTheSame()
{
    PromptContent content;
    content.messages = {{Role::System, u"Be brief."_s}, {Role::User, u"{{ticket}} ü"_s}};
    content.testValues = {{u"ticket"_s, u"x"_s}};
    content.parameters.temperature = 1.0;
    QCOMPARE(canonicalJson(content),
             QByteArray("{\"messages\":[{\"content\":\"Be brief.\",\"role\":\"system\"},"
                        "{\"content\":\"{{ticket}} \xC3\xBC\",\"role\":\"user\"}],\"model\":\"\","
                        "\"parameters\":{\"temperature\":1},\"test_values\":{\"ticket\":\"x\"}}"));
    QCOMPARE(contentHash(content).toHex(),
             QByteArray("dd408452203bcda7d8cc1e6d4eb98745cde5923900bd0db80c57e423ba43c8da"));
    PromptContent other = content;
    other.testValues[u"ticket"_s] = u"y"_s;
    QVERIFY(contentHash(other) != contentHash(content));
}

QTEST_GUILESS_MAIN(PromptFileTest)
#include "tst_promptfile.moc"
