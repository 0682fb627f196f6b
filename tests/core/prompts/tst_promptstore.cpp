// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptstore.h"
#include "security/access.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

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
    content.testValues = {{u"ticket"_s, u"It is broken."_s}};
    content.parameters.temperature = 0.5;
    content.model = u"openai/gpt-5"_s;
    return content;
}

PromptDraft draftOf(const QString &text, int base)
{
    return {contentOf(text), base, 0};
}

} // namespace

class PromptStoreTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void listsPromptsWithTagsAndDrafts();
    void refusesBadNames_data();
    void refusesBadNames();
    void suggestsANameFromAnyText();
    void aNameIsTakenOnce();
    void anUnknownNameSuggestsTheNearest();
    void removingFreesTheNameAndRestoringNeedsIt();
    void foldersAndTagsAreTidied();

    void versionsAreNumberedAndKeepTheirContent();
    void aVersionCannotBeChanged();
    void refusesToCommit_data();
    void refusesToCommit();
    void refusesToCommitNothingNew();
    void refusesToCommitWithoutTheRole();
    void versionsAreFoundByNumberAndLabel();
    void anUnknownVersionNamesWhatThereIs();
    void labelsMoveAndTheMovesAreKept();
    void refusesBadLabels_data();
    void refusesBadLabels();

    void aDraftSurvivesAndIsClearedByCommit();
    void aDraftWithoutChangesIsNotKept();
    void anotherDraftCanOutliveACommit();
    void aDiscardedDraftShowsTheLatestVersion();

private:
    PromptSummary created(const QString &name)
    {
        return *await(m_store->create(name, {}, contentOf(u"Hi {{ticket}}"_s)));
    }
    Result<PromptVersion> commit(PromptId id, const QString &text, const QString &message = u"Change it"_s)
    {
        return await(m_store->commit(id, contentOf(text), 0, message, u"ada"_s));
    }
    Result<int> count(const QString &sql)
    {
        return await(m_database->read<int>([sql](storage::Connection &connection) {
            return connection.exec(sql).map(
                [](QSqlQuery *query) { return query->next() ? query->value(0).toInt() : -1; });
        }));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<PromptStore> m_store;
    test::ManualClock m_clock;
};

void PromptStoreTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    auto database = storage::Database::open(m_folder->filePath(u"test.assay"_s), storage::OpenMode::Create);
    QVERIFY2(database, database ? "" : qPrintable(database.error().message));
    m_database = std::move(*database);
    m_store = std::make_unique<PromptStore>(*m_database, m_clock);
}

void PromptStoreTest::cleanup()
{
    m_store.reset();
    m_database.reset();
    m_folder.reset();
}

void PromptStoreTest::listsPromptsWithTagsAndDrafts()
{
    QCOMPARE(await(m_store->list())->size(), 0);
    const PromptSummary triage = created(u"triage"_s);
    const PromptSummary answer = created(u"Answer"_s);
    QVERIFY(await(m_store->setTags(triage.id, {u"support"_s, u"json"_s})));
    m_clock.advance(std::chrono::seconds(5));
    QVERIFY(commit(triage.id, u"Hello {{ticket}}"_s));

    const auto prompts = await(m_store->list());
    QCOMPARE(prompts->size(), 2);
    QCOMPARE(prompts->at(0).name, u"Answer"_s);
    QCOMPARE(prompts->at(0).latestVersion, 0);
    QVERIFY(prompts->at(0).hasDraft);
    QCOMPARE(prompts->at(1).tags, QStringList({u"json"_s, u"support"_s}));
    QCOMPARE(prompts->at(1).latestVersion, 1);
    QVERIFY(!prompts->at(1).hasDraft);
    QCOMPARE(prompts->at(1).updatedAt, prompts->at(0).updatedAt + 5000000);
    QCOMPARE(await(m_store->find(u"TRIAGE"_s))->id, triage.id);
    QCOMPARE(await(m_store->find(u"triage"_s))->tags, prompts->at(1).tags);
    QVERIFY(answer.id != triage.id);
}

void PromptStoreTest::refusesBadNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << u""_s << u"needs a name"_s;
    QTest::newRow("blank") << u"  "_s << u"needs a name"_s;
    QTest::newRow("slash") << u"a/b"_s << u"“a-b” would do"_s;
    QTest::newRow("at") << u"a@2"_s << u"“a-2” would do"_s;
    QTest::newRow("space") << u"My prompt"_s << u"“my-prompt” would do"_s;
    QTest::newRow("line end") << u"a\n"_s << u"“a” would do"_s;
    QTest::newRow("like an option") << u"-x"_s << u"“x” would do"_s;
    QTest::newRow("hidden") << u".x"_s << u"“x” would do"_s;
    QTest::newRow("too long") << QString(81, u'a') << u"at most 80"_s;
}

void PromptStoreTest::refusesBadNames()
{
    QFETCH(QString, name);
    QFETCH(QString, says);
    const auto result = await(m_store->create(name, {}, {}));
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::InvalidInput);
    QVERIFY2(result.error().message.contains(says), qPrintable(result.error().message));
    QCOMPARE(await(m_store->list())->size(), 0);
}

void PromptStoreTest::suggestsANameFromAnyText()
{
    QCOMPARE(suggestedName(u"My first prompt!"_s), u"my-first-prompt"_s);
    QCOMPARE(suggestedName(u"  ../Über uns (2)  "_s), u"über-uns-2"_s);
    for (const QString &text : {u"..."_s, u""_s, u"🎉"_s, u"@/@"_s, QString(500, u'x'), u"-a- -b-"_s})
        QVERIFY2(problemWithName(suggestedName(text)).isEmpty(), qPrintable(suggestedName(text)));
}

void PromptStoreTest::aNameIsTakenOnce()
{
    created(u"triage"_s);
    const PromptSummary other = created(u"other"_s);
    QCOMPARE(await(m_store->create(u"Triage"_s, {}, {})).error().code, ErrorCode::Conflict);
    QCOMPARE(await(m_store->rename(other.id, u"TRIAGE"_s)).error().code, ErrorCode::Conflict);
    QVERIFY(await(m_store->rename(other.id, u"Other"_s)));
    QCOMPARE(await(m_store->find(u"other"_s))->name, u"Other"_s);
}

void PromptStoreTest::anUnknownNameSuggestsTheNearest()
{
    QVERIFY(await(m_store->find(u"x"_s)).error().message.contains(u"no prompts yet"_s));
    created(u"support-triage"_s);
    created(u"release-notes"_s);
    const Error error = await(m_store->find(u"suport-triage"_s)).error();
    QCOMPARE(error.code, ErrorCode::NotFound);
    QVERIFY2(error.message.contains(u"Did you mean “support-triage”?"_s), qPrintable(error.message));
    created(u"release-note"_s);
    QVERIFY(await(m_store->find(u"release-nodes"_s))
                .error()
                .message.contains(u"“release-notes”, “release-note”"_s));
    QVERIFY(await(m_store->find(u"notes"_s)).error().message.contains(u"“release-notes”"_s));
    QVERIFY(await(m_store->find(u"zzz"_s)).error().message.contains(u"release-notes, support-triage"_s));
}

void PromptStoreTest::removingFreesTheNameAndRestoringNeedsIt()
{
    const PromptSummary first = created(u"triage"_s);
    QVERIFY(commit(first.id, u"one"_s));
    QVERIFY(await(m_store->remove(first.id)));
    QCOMPARE(await(m_store->list())->size(), 0);
    QCOMPARE(await(m_store->remove(first.id)).error().code, ErrorCode::NotFound);
    QCOMPARE(commit(first.id, u"two"_s).error().code, ErrorCode::NotFound);

    const PromptSummary second = created(u"triage"_s);
    QCOMPARE(await(m_store->restore(first.id)).error().code, ErrorCode::Conflict);
    QVERIFY(await(m_store->rename(second.id, u"triage-2"_s)));
    QVERIFY(await(m_store->restore(first.id)));
    QCOMPARE(await(m_store->version(first.id, {}))->content, contentOf(u"one"_s));
}

void PromptStoreTest::foldersAndTagsAreTidied()
{
    const auto prompt = await(m_store->create(u"a"_s, u"/ support //triage/ "_s, {}));
    QCOMPARE(prompt->folder, u"support/triage"_s);
    QVERIFY(await(m_store->setFolder(prompt->id, u""_s)));
    QVERIFY(await(m_store->setTags(prompt->id, {u" x  y "_s, u"X Y"_s, u""_s, u"b"_s})));
    QCOMPARE(await(m_store->find(u"a"_s))->folder, u""_s);
    QCOMPARE(await(m_store->find(u"a"_s))->tags, QStringList({u"b"_s, u"x y"_s}));
    QCOMPARE(await(m_store->setTags(prompt->id, {u"a,b"_s})).error().code, ErrorCode::InvalidInput);
    QCOMPARE(await(m_store->setFolder(prompt->id, QString(300, u'x'))).error().code, ErrorCode::InvalidInput);
}

void PromptStoreTest::versionsAreNumberedAndKeepTheirContent()
{
    const PromptSummary prompt = created(u"triage"_s);
    QCOMPARE(commit(prompt.id, u"one"_s, u" First "_s)->number, 1);
    m_clock.advance(std::chrono::seconds(1));
    const auto second = await(m_store->commit(prompt.id, contentOf(u"two"_s), 1, u"Second"_s, u"ada"_s));
    QCOMPARE(second->number, 2);

    const auto versions = await(m_store->versions(prompt.id));
    QCOMPARE(versions->size(), 2);
    QCOMPARE(versions->at(0).content, contentOf(u"two"_s));
    QCOMPARE(versions->at(0).parent, 1);
    QCOMPARE(versions->at(1).content, contentOf(u"one"_s));
    QCOMPARE(versions->at(1).message, u"First"_s);
    QCOMPARE(versions->at(1).author, u"ada"_s);
    QCOMPARE(versions->at(1).contentHash, contentHash(contentOf(u"one"_s)));
    QVERIFY(versions->at(1).createdAt < versions->at(0).createdAt);
}

void PromptStoreTest::aVersionCannotBeChanged()
{
    const PromptSummary prompt = created(u"triage"_s);
    QVERIFY(commit(prompt.id, u"one"_s));
    const auto changed = await(m_database->write<void>([](storage::Connection &connection) {
        return connection.exec(u"UPDATE prompt_versions SET message = 'forged'"_s).map([](QSqlQuery *) {});
    }));
    QVERIFY(!changed);
    QCOMPARE(await(m_store->version(prompt.id, u"1"_s))->message, u"Change it"_s);
}

void PromptStoreTest::refusesToCommit_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("says");
    QTest::newRow("broken template") << u"a\nb {{ticket"_s << u"x"_s
                                     << u"Message 2 (user), line 2, column 3"_s;
    QTest::newRow("no message") << u"a"_s << u" \n"_s << u"needs a message"_s;
    QTest::newRow("endless message") << u"a"_s << QString(3000, u'x') << u"shorten it"_s;
    QTest::newRow("too large") << QString(11000000, u'x') << u"x"_s << u"larger than 10 MB"_s;
}

void PromptStoreTest::refusesToCommit()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    QFETCH(QString, says);
    const PromptSummary prompt = created(u"triage"_s);
    const auto result = commit(prompt.id, text, message);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::InvalidInput);
    QVERIFY2(result.error().message.contains(says), qPrintable(result.error().message));
    QCOMPARE(await(m_store->versions(prompt.id))->size(), 0);
    QVERIFY(await(m_store->find(u"triage"_s))->hasDraft);
}

void PromptStoreTest::refusesToCommitNothingNew()
{
    const PromptSummary prompt = created(u"triage"_s);
    QVERIFY(commit(prompt.id, u"one"_s));
    const Error error = commit(prompt.id, u"one"_s).error();
    QCOMPARE(error.code, ErrorCode::InvalidInput);
    QVERIFY2(error.message.contains(u"since version 1"_s), qPrintable(error.message));
    QVERIFY(commit(prompt.id, u"two"_s));
    QVERIFY(commit(prompt.id, u"one"_s)); // going back is a change
    QCOMPARE(await(m_store->commit(prompt.id, contentOf(u"x"_s), 9, u"x"_s, {})).error().code,
             ErrorCode::InvalidInput);
    const PromptContent empty;
    QCOMPARE(await(m_store->commit(prompt.id, empty, 0, u"x"_s, {})).error().code, ErrorCode::InvalidInput);
}

void PromptStoreTest::refusesToCommitWithoutTheRole()
{
    security::AccessStore access(*m_database, m_clock);
    const PromptSummary prompt = created(u"greeting"_s);
    QVERIFY(await(access.grant(u"ada"_s, security::Role::Admin, u"ada"_s)));
    QVERIFY(await(access.grant(u"bob"_s, security::Role::Editor, u"ada"_s)));
    QVERIFY(await(access.grant(u"vic"_s, security::Role::Viewer, u"ada"_s)));
    for (const QString &who : {u"vic"_s, u"stranger"_s}) {
        const auto refused = await(m_store->commit(prompt.id, contentOf(u"Hello {{ticket}}"_s), 0, u"x"_s, who));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Permission);
        for (const QString &named : {who, u"editor"_s, u"ada"_s, u"bob"_s})
            QVERIFY2(refused.error().message.contains(named), qPrintable(refused.error().message));
        PromptFile file; // nor by taking files in
        file.name = prompt.name;
        file.content = contentOf(u"Hello {{ticket}}"_s);
        const auto taken = await(m_store->takeIn({file}, Intake::Versions, u"x"_s, who));
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::Permission);
    }
    QCOMPARE(await(m_store->find(prompt.name))->latestVersion, 0);
    QVERIFY(await(m_store->commit(prompt.id, contentOf(u"Hello {{ticket}}"_s), 0, u"x"_s, u"bob"_s)));
}

void PromptStoreTest::versionsAreFoundByNumberAndLabel()
{
    const PromptSummary prompt = created(u"triage"_s);
    QVERIFY(commit(prompt.id, u"one"_s));
    QVERIFY(commit(prompt.id, u"two"_s));
    QVERIFY(await(m_store->setLabel(prompt.id, 1, u"production"_s, u"ada"_s)));
    QCOMPARE(await(m_store->version(prompt.id, u""_s))->number, 2);
    QCOMPARE(await(m_store->version(prompt.id, u"latest"_s))->number, 2);
    QCOMPARE(await(m_store->version(prompt.id, u"1"_s))->number, 1);
    QCOMPARE(await(m_store->version(prompt.id, u"production"_s))->number, 1);
    QCOMPARE(await(m_store->version(prompt.id, u"production"_s))->labels, QStringList{u"production"_s});
    QCOMPARE(await(m_store->versions(prompt.id))->at(1).labels, QStringList{u"production"_s});
}

void PromptStoreTest::anUnknownVersionNamesWhatThereIs()
{
    const PromptSummary prompt = created(u"triage"_s);
    QVERIFY(await(m_store->version(prompt.id, {})).error().message.contains(u"only a draft"_s));
    QVERIFY(commit(prompt.id, u"one"_s));
    QVERIFY(commit(prompt.id, u"two"_s));
    QVERIFY(await(m_store->setLabel(prompt.id, 2, u"staging"_s, {})));
    for (const QString &reference : {u"3"_s, u"0"_s, u"-1"_s, u"99999999999"_s, u"prod"_s, u"Staging"_s}) {
        const auto result = await(m_store->version(prompt.id, reference));
        QVERIFY2(!result, qPrintable(reference));
        QCOMPARE(result.error().code, ErrorCode::NotFound);
        QVERIFY2(result.error().message.contains(u"versions 1 to 2. Its labels: staging."_s),
                 qPrintable(result.error().message));
    }
}

void PromptStoreTest::labelsMoveAndTheMovesAreKept()
{
    const PromptSummary prompt = created(u"triage"_s);
    QVERIFY(commit(prompt.id, u"one"_s));
    QVERIFY(commit(prompt.id, u"two"_s));
    QVERIFY(await(m_store->setLabel(prompt.id, 1, u"production"_s, u"ada"_s)));
    QVERIFY(await(m_store->setLabel(prompt.id, 2, u"production"_s, u"ada"_s)));
    QVERIFY(await(m_store->setLabel(prompt.id, 2, u"production"_s, u"ada"_s))); // no move
    QCOMPARE(await(m_store->version(prompt.id, u"production"_s))->number, 2);
    QVERIFY(await(m_store->removeLabel(prompt.id, u"production"_s, u"ada"_s)));
    QCOMPARE(await(m_store->removeLabel(prompt.id, u"production"_s, u"ada"_s)).error().code,
             ErrorCode::NotFound);
    QVERIFY(!await(m_store->version(prompt.id, u"production"_s)));
    QCOMPARE(*count(u"SELECT count(*) FROM prompt_label_moves WHERE who = 'ada'"_s), 3);
    QCOMPARE(*count(u"SELECT count(*) FROM prompt_label_moves WHERE from_number IS NULL AND to_number = 1"_s),
             1);
    QCOMPARE(*count(u"SELECT count(*) FROM prompt_label_moves WHERE from_number = 2 AND to_number IS NULL"_s),
             1);
}

void PromptStoreTest::refusesBadLabels_data()
{
    QTest::addColumn<QString>("label");
    for (const QString &label :
         {u""_s, u"latest"_s, u"12"_s, u"Prod"_s, u"a b"_s, u"a/b"_s, QString(37, u'a'), u"ü"_s})
        QTest::newRow(qPrintable(u"label "_s + label.left(10))) << label;
}

void PromptStoreTest::refusesBadLabels()
{
    QFETCH(QString, label);
    const PromptSummary prompt = created(u"triage"_s);
    QVERIFY(commit(prompt.id, u"one"_s));
    QCOMPARE(await(m_store->setLabel(prompt.id, 1, label, {})).error().code, ErrorCode::InvalidInput);
    QCOMPARE(await(m_store->setLabel(prompt.id, 2, u"fine"_s, {})).error().code, ErrorCode::NotFound);
    QCOMPARE(await(m_store->setLabel(prompt.id, 0, u"fine"_s, {})).error().code, ErrorCode::InvalidInput);
    QCOMPARE(*count(u"SELECT count(*) FROM prompt_labels"_s), 0);
}

void PromptStoreTest::aDraftSurvivesAndIsClearedByCommit()
{
    const PromptSummary prompt = created(u"triage"_s);
    QCOMPARE(await(m_store->draft(prompt.id))->content, contentOf(u"Hi {{ticket}}"_s));
    QVERIFY(await(m_store->saveDraft(prompt.id, draftOf(u"half a {{tag"_s, 0)))); // a draft may be broken
    QCOMPARE(await(m_store->draft(prompt.id))->content, contentOf(u"half a {{tag"_s));
    QVERIFY(commit(prompt.id, u"whole"_s));
    QVERIFY(!await(m_store->find(u"triage"_s))->hasDraft);
    const auto draft = await(m_store->draft(prompt.id));
    QCOMPARE(draft->content, contentOf(u"whole"_s));
    QCOMPARE(draft->baseVersion, 1);
    QCOMPARE(draft->savedAt, 0);
    QCOMPARE(await(m_store->saveDraft(PromptId::create(), draftOf(u"x"_s, 0))).error().code,
             ErrorCode::NotFound);
}

void PromptStoreTest::aDraftWithoutChangesIsNotKept()
{
    const PromptSummary prompt = created(u"triage"_s);
    QVERIFY(commit(prompt.id, u"one"_s));
    QVERIFY(commit(prompt.id, u"two"_s));
    QVERIFY(await(m_store->saveDraft(prompt.id, draftOf(u"two, edited"_s, 2))));
    QVERIFY(await(m_store->find(u"triage"_s))->hasDraft);
    QVERIFY(await(m_store->saveDraft(prompt.id, draftOf(u"two"_s, 2))));
    QVERIFY(!await(m_store->find(u"triage"_s))->hasDraft);
    QVERIFY(
        await(m_store->saveDraft(prompt.id, draftOf(u"one"_s, 1)))); // an old version, restored as the draft
    QVERIFY(await(m_store->find(u"triage"_s))->hasDraft);
    QCOMPARE(await(m_store->draft(prompt.id))->baseVersion, 1);
}

void PromptStoreTest::anotherDraftCanOutliveACommit()
{
    const PromptSummary prompt = created(u"triage"_s);
    QVERIFY(await(m_store->saveDraft(prompt.id, draftOf(u"edits in a window"_s, 0))));
    QVERIFY(
        await(m_store->commit(prompt.id, contentOf(u"a file"_s), 0, u"From a file"_s, {}, OtherDraft::Keep)));
    QCOMPARE(await(m_store->draft(prompt.id))->content, contentOf(u"edits in a window"_s));
    QVERIFY(await(
        m_store->commit(prompt.id, contentOf(u"edits in a window"_s), 0, u"x"_s, {}, OtherDraft::Keep)));
    QVERIFY(!await(m_store->find(u"triage"_s))->hasDraft);
}

void PromptStoreTest::aDiscardedDraftShowsTheLatestVersion()
{
    const PromptSummary prompt = created(u"triage"_s);
    QVERIFY(commit(prompt.id, u"one"_s));
    QVERIFY(await(m_store->saveDraft(prompt.id, draftOf(u"edited"_s, 1))));
    QVERIFY(await(m_store->discardDraft(prompt.id)));
    QCOMPARE(await(m_store->draft(prompt.id))->content, contentOf(u"one"_s));
}

QTEST_GUILESS_MAIN(PromptStoreTest)
#include "tst_promptstore.moc"
