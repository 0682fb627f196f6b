// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptsearch.h"

#include "prompts/promptstore.h"
#include "support/awaiting.h"
#include "storage/migrations.h"
#include "support/manualclock.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::prompts;
using assay::providers::Role;
using assay::test::await;

namespace {

PromptContent contentOf(const QString &text)
{
    PromptContent content;
    content.messages = {{Role::System, u"Be brief."_s}, {Role::User, text}};
    return content;
}

} // namespace

class PromptSearchTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void splitsWordsAndKeepsPhrases();
    void findsTheDraftAndElseTheNewestVersion();
    void findsWithinWordsInAnyCaseAndScript_data();
    void findsWithinWordsInAnyCaseAndScript();
    void everyWordMustBeThere();
    void tellsThePlaceWithContext();
    void indexedOrNotTheSameIsFound();
    void forgetsWhatWasRemovedAndFindsItAgain();
    void sayWhenThereIsMore();
    void strangeTextsDoNoHarm();
    void findsInWhatAnOlderSchemaHeld();

private:
    PromptId make(const QString &name, const QString &text);
    void commit(PromptId id, const QString &text);
    TextHits search(const QString &words, int hitsMax = 50);
    QStringList names(const QString &words);
    void index();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<storage::Database> m_database;
    test::ManualClock m_clock;
    std::unique_ptr<PromptStore> m_store;
};

void PromptSearchTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    auto database = storage::Database::open(m_folder->filePath(u"w.assay"_s), storage::OpenMode::Create);
    QVERIFY(database);
    m_database = std::move(*database);
    m_store = std::make_unique<PromptStore>(*m_database, m_clock);
}

void PromptSearchTest::cleanup()
{
    m_store.reset();
    m_database.reset();
}

PromptId PromptSearchTest::make(const QString &name, const QString &text)
{
    const auto made = await(m_store->create(name, u"team"_s, contentOf(text)));
    return made ? made->id : PromptId();
}

void PromptSearchTest::commit(PromptId id, const QString &text)
{
    QVERIFY(await(m_store->commit(id, contentOf(text), 0, u"m"_s, u"me"_s)));
}

TextHits PromptSearchTest::search(const QString &words, int hitsMax)
{
    return await(searchPromptTexts(*m_database, words, hitsMax)).value_or(TextHits());
}

QStringList PromptSearchTest::names(const QString &words)
{
    QStringList names;
    for (const TextHit &hit : search(words).hits)
        names.append(hit.name);
    names.sort();
    return names;
}

void PromptSearchTest::index()
{
    while (await(indexPromptTexts(*m_database, 2)).value_or(0) > 0) { }
    QCOMPARE(search(u"x"_s).unindexed, 0);
}

void PromptSearchTest::splitsWordsAndKeepsPhrases()
{
    QCOMPARE(searchWords(u"  one \"two  words\" three\"\" one "_s),
             QStringList({u"one"_s, u"two  words"_s, u"three"_s}));
    QCOMPARE(searchWords(u"an \"open quote"_s), QStringList({u"an"_s, u"open quote"_s}));
    QVERIFY(searchWords(u" \" \" "_s).isEmpty());
}

void PromptSearchTest::findsTheDraftAndElseTheNewestVersion()
{
    const PromptId id = make(u"triage"_s, u"An apricot."_s);
    QCOMPARE(search(u"apricot"_s).hits.value(0).version, 0);
    commit(id, u"A banana."_s);
    index();
    QVERIFY(names(u"apricot"_s).isEmpty());
    QCOMPARE(search(u"banana"_s).hits.value(0).version, 1);
    QVERIFY(await(m_store->saveDraft(id, {contentOf(u"A chair."_s), 1, 0})));
    QVERIFY(await(m_store->saveDraft(id, {contentOf(u"A cherry."_s), 1, 0}))); // once more, before it is indexed
    for (int round = 0; round < 2; ++round) { // read whole, then from the index
        QVERIFY(names(u"banana"_s).isEmpty());
        QCOMPARE(search(u"cherry"_s).hits.value(0).version, 0);
        index();
    }
    QVERIFY(await(m_store->discardDraft(id)));
    QCOMPARE(names(u"banana"_s), QStringList(u"triage"_s));
    QVERIFY(names(u"cherry"_s).isEmpty());
}

void PromptSearchTest::findsWithinWordsInAnyCaseAndScript_data()
{
    QTest::addColumn<QString>("word");
    QTest::newRow("the middle of a word") << u"assif"_s;
    QTest::newRow("another case") << u"CLASSIFY"_s;
    QTest::newRow("a tag") << u"{{ticket_id}}"_s;
    QTest::newRow("two characters") << u"ti"_s;
    QTest::newRow("one character") << u"§"_s;
    QTest::newRow("Chinese") << u"退款政"_s;
    QTest::newRow("two characters of Chinese") << u"退款"_s;
    QTest::newRow("Greek in capitals") << u"ΚΌΣΜ"_s;
    QTest::newRow("beyond the basic plane") << u"\U0001F600\U0001F601\U0001F602"_s;
    QTest::newRow("a quoted phrase") << u"\"for a ticket\""_s;
    QTest::newRow("over the end of a line") << u"\"ticket.\nSecond\""_s;
    QTest::newRow("an expression of the index") << u"a* NOT (b OR"_s.left(2);
}

void PromptSearchTest::findsWithinWordsInAnyCaseAndScript()
{
    QFETCH(const QString, word);
    make(u"it"_s, u"Classify for a ticket.\nSecond line: {{ticket_id}} § 退款政策 κόσμος "
                  "\U0001F600\U0001F601\U0001F602 a*"_s);
    make(u"other"_s, u"Something else."_s);
    QCOMPARE(names(word), QStringList(u"it"_s));
    index();
    QCOMPARE(names(word), QStringList(u"it"_s));
}

void PromptSearchTest::everyWordMustBeThere()
{
    make(u"both"_s, u"The refund policy."_s);
    make(u"one"_s, u"The refund."_s);
    make(u"none"_s, u"A policeman."_s);
    index();
    QCOMPARE(names(u"polic refund"_s), QStringList(u"both"_s));
    QCOMPARE(names(u"refund"_s), QStringList({u"both"_s, u"one"_s}));
    QVERIFY(names(u"refund absent"_s).isEmpty());
    // Has every three characters of the word, and not the word.
    make(u"parts"_s, u"abcd bcde cdef"_s);
    index();
    QVERIFY(names(u"abcdef"_s).isEmpty());
    QVERIFY(names(u"  "_s).isEmpty());
}

void PromptSearchTest::tellsThePlaceWithContext()
{
    make(u"long"_s, u"first line\n"_s + u"words "_s.repeated(40) + u"the Needle in\tit "_s
                        + u"more "_s.repeated(40));
    for (int round = 0; round < 2; ++round) {
        const TextHit hit = search(u"needle"_s).hits.value(0);
        QCOMPARE(hit.name, u"long"_s);
        QCOMPARE(hit.folder, u"team"_s);
        QCOMPARE(hit.message, 1);
        QCOMPARE(hit.start, 11 + 240 + 4);
        QCOMPARE(hit.length, 6);
        QCOMPARE(hit.line, 2);
        QCOMPARE(hit.column, 245);
        QCOMPARE(hit.found, u"Needle"_s);
        QVERIFY2(hit.before.startsWith(u"…words"_s) && hit.before.endsWith(u"words the "_s),
                 qPrintable(hit.before));
        QVERIFY2(hit.after.startsWith(u" in it more"_s) && hit.after.endsWith(u"more…"_s),
                 qPrintable(hit.after));
        index();
    }
}

void PromptSearchTest::indexedOrNotTheSameIsFound()
{
    for (int i = 0; i < 9; ++i)
        make(u"p%1"_s.arg(i), u"number %1 of nine"_s.arg(i));
    const QStringList all = names(u"nine"_s);
    QCOMPARE(all.size(), 9);
    QCOMPARE(await(indexPromptTexts(*m_database, 4)).value_or(-1), 5);
    QCOMPARE(search(u"nine"_s).unindexed, 5);
    QCOMPARE(names(u"nine"_s), all);
    index();
    QCOMPARE(names(u"nine"_s), all);
}

void PromptSearchTest::forgetsWhatWasRemovedAndFindsItAgain()
{
    const PromptId id = make(u"gone"_s, u"Unique words."_s);
    index();
    QVERIFY(await(m_store->remove(id)));
    QVERIFY(names(u"unique"_s).isEmpty());
    index();
    QVERIFY(names(u"unique"_s).isEmpty());
    QVERIFY(await(m_store->restore(id)));
    QCOMPARE(names(u"unique"_s), QStringList(u"gone"_s));
}

void PromptSearchTest::sayWhenThereIsMore()
{
    for (int i = 0; i < 5; ++i)
        make(u"p%1"_s.arg(i), u"alike"_s);
    for (int round = 0; round < 2; ++round) {
        QCOMPARE(search(u"alike"_s, 4).hits.size(), 4);
        QVERIFY(search(u"alike"_s, 4).hasMore);
        QVERIFY(!search(u"alike"_s, 5).hasMore);
        index();
    }
}

void PromptSearchTest::strangeTextsDoNoHarm()
{
    make(u"separator"_s, u"before\u001eafter"_s);
    make(u"empty"_s, QString());
    make(u"huge"_s, u"x"_s.repeated(300'000) + u" the end"_s);
    for (int round = 0; round < 2; ++round) {
        QCOMPARE(search(u"after"_s).hits.value(0).message, 1);
        QCOMPARE(search(u"end"_s).hits.value(0).start, 300'005);
        for (const QString &odd : QStringList{u"\"\"\""_s, u"'; DROP TABLE prompts; --"_s, u"%"_s, u"NEAR(a b)"_s,
                                   QString(QChar(0)), QString(QChar(0xd800)) + u"ab"_s})
            QVERIFY(search(odd).hits.size() <= 3);
        index();
    }
}

/// Of every version before the index, migrated.
void PromptSearchTest::findsInWhatAnOlderSchemaHeld()
{
    for (const int version : {1, 3, 6}) {
        const QString path = m_folder->filePath(u"old-%1.assay"_s.arg(version));
        {
            QSqlDatabase old = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"old"_s);
            old.setDatabaseName(path);
            QVERIFY(old.open());
            QSqlQuery query(old);
            QVERIFY(query.exec(u"PRAGMA application_id = %1"_s.arg(storage::workspaceApplicationId)));
            for (const storage::Migration &step : storage::migrations().first(version)) {
                for (const QLatin1String statement : step.statements)
                    QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
            }
            for (const QString &statement :
                 {u"INSERT INTO prompts (id, name, latest_version, created_at, updated_at)"
                  " VALUES (x'00112233445566778899aabbccddeeff', 'old', 1, 0, 0)"_s,
                  uR"(INSERT INTO prompt_versions (prompt_id, number, parent, content, content_hash, message,
                      author, created_at) VALUES (x'00112233445566778899aabbccddeeff', 1, 0,
                      CAST('{"messages":[{"role":"user","content":"An old apricot"}]}' AS BLOB),
                      x'00', '', '', 0))"_s,
                  u"PRAGMA user_version = %1"_s.arg(version)})
                QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
        }
        QSqlDatabase::removeDatabase(u"old"_s);
        auto database = storage::Database::open(path, storage::OpenMode::ReadWrite);
        QVERIFY2(database, qPrintable(database ? QString() : database.error().message));
        m_database = std::move(*database);
        QCOMPARE(search(u"apricot"_s).unindexed, 1);
        QCOMPARE(names(u"apricot"_s), QStringList(u"old"_s));
        index();
        QCOMPARE(names(u"apricot"_s), QStringList(u"old"_s));
    }
}

QTEST_GUILESS_MAIN(PromptSearchTest)
#include "tst_promptsearch.moc"
