// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptstore.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::prompts;
using assay::test::await;

namespace {

PromptFile fileOf(const QString &name, const QString &text)
{
    PromptFile file;
    file.name = name;
    file.content.messages = {{providers::Role::User, text}};
    return file;
}

} // namespace

Q_DECLARE_METATYPE(assay::prompts::Intake)

class PromptIntakeTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void includedFilesComeFirst();
    void circlesAreRefusedAndNamed_data();
    void circlesAreRefusedAndNamed();
    void aCircleOverAPromptThatIsThereIsRefused();
    void severalFilesAreVersionsOfOnePrompt();
    void whatIsMissingIsNoCircle();
    void allComeInOrNone_data();
    void allComeInOrNone();

private:
    QStringList names();

    std::unique_ptr<QTemporaryDir> m_folder;
    test::ManualClock m_clock;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<PromptStore> m_store;
};

void PromptIntakeTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    auto database = storage::Database::open(m_folder->filePath(u"w.assay"_s), storage::OpenMode::Create);
    QVERIFY(database.has_value());
    m_database = std::move(*database);
    m_store = std::make_unique<PromptStore>(*m_database, m_clock);
}

void PromptIntakeTest::cleanup()
{
    m_store.reset();
    m_database.reset();
    m_folder.reset();
}

QStringList PromptIntakeTest::names()
{
    QStringList names;
    const auto prompts = await(m_store->list());
    for (const PromptSummary &prompt : prompts.value_or(QList<PromptSummary>()))
        names.append(prompt.name);
    return names;
}

void PromptIntakeTest::includedFilesComeFirst()
{
    const auto taken = await(m_store->takeIn({fileOf(u"a"_s, u"{{> b}}"_s), fileOf(u"b"_s, u"words"_s)},
                                             Intake::Versions, u"Take in"_s, u"me"_s));
    QVERIFY2(taken.has_value(), taken ? "" : qPrintable(taken.error().message));
    QCOMPARE(names(), QStringList({u"a"_s, u"b"_s}));
}

void PromptIntakeTest::circlesAreRefusedAndNamed_data()
{
    QTest::addColumn<Intake>("intake");
    QTest::newRow("as drafts") << Intake::Drafts;
    QTest::newRow("as versions") << Intake::Versions;
}

void PromptIntakeTest::circlesAreRefusedAndNamed()
{
    QFETCH(Intake, intake);
    const auto taken = await(m_store->takeIn({fileOf(u"fine"_s, u"words"_s),
                                              fileOf(u"a"_s, u"one\n two {{> b}}"_s),
                                              fileOf(u"b"_s, u"{{> c}}"_s), fileOf(u"c"_s, u"{{> a}}"_s)},
                                             intake, u"Take in"_s, u"me"_s));
    QVERIFY(!taken);
    const QString said = taken.error().message;
    QVERIFY2(said.contains(u"a \u2192 b \u2192 c \u2192 a"_s), qPrintable(said));
    QVERIFY2(said.contains(u"line 2, column 6"_s), qPrintable(said));
    QVERIFY2(names().isEmpty(), "nothing is taken in by halves");
}

void PromptIntakeTest::aCircleOverAPromptThatIsThereIsRefused()
{
    const auto first = await(
        m_store->takeIn({fileOf(u"base"_s, u"words"_s)}, Intake::Versions, u"Take in"_s, u"me"_s));
    QVERIFY(first.has_value());
    const auto second = await(m_store->takeIn({fileOf(u"outer"_s, u"{{> base}}"_s)}, Intake::Versions,
                                              u"Take in"_s, u"me"_s));
    QVERIFY(second.has_value());
    const auto third = await(
        m_store->takeIn({fileOf(u"base"_s, u"{{> outer}}"_s)}, Intake::Versions, u"Take in"_s, u"me"_s));
    QVERIFY(!third);
    QVERIFY2(third.error().message.contains(u"base \u2192 outer \u2192 base"_s),
             qPrintable(third.error().message));
    // As a draft it gets a name of its own, so it includes what is there.
    const auto draft =
        await(m_store->takeIn({fileOf(u"base"_s, u"{{> outer}}"_s)}, Intake::Drafts, {}, {}));
    QVERIFY(draft.has_value());
    QCOMPARE(draft->first().name, u"base-2"_s);
}

/// One prompt with its versions in their order, whichever way it is taken in.
void PromptIntakeTest::severalFilesAreVersionsOfOnePrompt()
{
    const auto version = [](int number, const QString &text, const QString &message) {
        PromptFile file = fileOf(u"greet"_s, text);
        file.version = number;
        file.message = message;
        return file;
    };
    const QList<PromptFile> files{version(1, u"one"_s, u"First"_s), version(2, u"two"_s, {}),
                                  version(3, u"two"_s, {}), version(4, u"four"_s, {}), fileOf(u"b"_s, u"x"_s)};
    const auto drafts = await(m_store->takeIn(files, Intake::Drafts, {}, {}));
    QVERIFY2(drafts, drafts ? "" : qPrintable(drafts.error().message));
    QCOMPARE(names(), QStringList({u"b"_s, u"greet"_s}));
    const auto again = await(m_store->takeIn(files, Intake::Drafts, {}, {}));
    QVERIFY2(again, again ? "" : qPrintable(again.error().message));
    QCOMPARE(names(), QStringList({u"b"_s, u"b-2"_s, u"greet"_s, u"greet-2"_s}));
    for (const QString &name : {u"greet"_s, u"greet-2"_s}) {
        const auto prompt = await(m_store->find(name));
        QVERIFY(prompt && !prompt->hasDraft);
        const auto versions = await(m_store->versions(prompt->id));
        QCOMPARE(versions->size(), 3); // what says the same is none
        QCOMPARE(versions->at(2).message, u"First"_s);
        QCOMPARE(versions->at(0).content.messages.front().text, u"four"_s);
        QCOMPARE(versions->at(0).parent, 2);
    }
    const auto known = await(m_store->takeIn({version(5, u"four"_s, {}), version(6, u"six"_s, {})},
                                             Intake::Versions, u"Take in"_s, u"me"_s));
    QVERIFY2(known, known ? "" : qPrintable(known.error().message));
    QCOMPARE(await(m_store->find(u"greet"_s))->latestVersion, 4);
}

void PromptIntakeTest::whatIsMissingIsNoCircle()
{
    const auto taken = await(m_store->takeIn({fileOf(u"a"_s, u"{{> nowhere}}"_s)}, Intake::Drafts, {}, {}));
    QVERIFY(taken.has_value());
    QCOMPARE(names(), QStringList{u"a"_s});
}

void PromptIntakeTest::allComeInOrNone_data()
{
    QTest::addColumn<PromptFile>("bad");
    QTest::newRow("bad name") << fileOf(u"a/b"_s, u"words"_s);
    QTest::newRow("bad folder") << [] {
        PromptFile file = fileOf(u"c"_s, u"words"_s);
        file.folder = QString(5000, u'x');
        return file;
    }();
    QTest::newRow("bad tag") << [] {
        PromptFile file = fileOf(u"c"_s, u"words"_s);
        file.tags = {QString(5000, u'x')};
        return file;
    }();
}

void PromptIntakeTest::allComeInOrNone()
{
    QFETCH(PromptFile, bad);
    const auto taken = await(m_store->takeIn(
        {fileOf(u"one"_s, u"words"_s), bad, fileOf(u"two"_s, u"words"_s)}, Intake::Drafts, {}, {}));
    QVERIFY(!taken);
    QVERIFY2(names().isEmpty(), qPrintable(names().join(u' ')));
}

QTEST_GUILESS_MAIN(PromptIntakeTest)
#include "tst_promptintake.moc"
