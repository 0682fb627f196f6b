// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptstore.h"
#include "prompts/savedsets.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::prompts;
using assay::test::await;

namespace {

PromptContent contentOf(const QString &text)
{
    PromptContent content;
    content.messages = {{providers::Role::User, text}};
    return content;
}

} // namespace

/// What prompts and versions have to do with one another: includes, merges, tags, labels; and saved sets.
class TestPromptRelations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void includedPromptsComeFromTheWorkspace();
    void aCommitRefusesWhatCannotBeIncluded();
    void mergesKeepBothParents();
    void versionsHaveTags();
    void labelMovesKeepTheirReason();
    void onlyTheLastMoveIsTakenBack();
    void labelAndVersionTogetherAreRefused();
    void setsAreSavedByName();
    void badSetsAreRefused();
    void everyEditCanBeTakenBackAfterARestart();
    void commitsAndDiscardsAreStepsToo();
    void whatWasTakenBackIsDoneAgainAfterARestart();

private:
    PromptId created(const QString &name, const QStringList &versions)
    {
        const PromptId id = await(m_store->create(name, {}, contentOf(u"draft"_s)))->id;
        int parent = 0;
        for (const QString &text : versions)
            parent = await(m_store->commit(id, contentOf(text), parent, u"Change it"_s, u"ada"_s))->number;
        return id;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    test::ManualClock m_clock;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<PromptStore> m_store;
};

void TestPromptRelations::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_database =
        std::move(*storage::Database::open(m_folder->filePath(u"w.assay"_s), storage::OpenMode::Create));
    m_store = std::make_unique<PromptStore>(*m_database, m_clock);
}

void TestPromptRelations::cleanup()
{
    m_store.reset();
    m_database.reset();
    m_folder.reset();
}

void TestPromptRelations::includedPromptsComeFromTheWorkspace()
{
    const PromptId style = created(u"style"_s, {u"Be brief."_s, u"Be long."_s});
    QVERIFY(await(m_store->setLabel(style, 1, u"production"_s, u"ada"_s)));
    const auto whole =
        await(m_store->expanded(contentOf(u"{{> style@production}} {{> style}} {{> STYLE@2}}"_s), {}));
    QVERIFY2(whole, whole ? "" : qPrintable(whole.error().message));
    QCOMPARE(whole->messages.front().text, u"Be brief. Be long. Be long."_s);
}

void TestPromptRelations::aCommitRefusesWhatCannotBeIncluded()
{
    const PromptId style = created(u"style"_s, {u"Be brief."_s});
    const auto commit = [this](PromptId id, const QString &text) {
        return await(m_store->commit(id, contentOf(text), 0, u"Include"_s, u"ada"_s));
    };
    const PromptId user = created(u"user"_s, {u"x {{> style}}"_s});
    const auto missing = commit(user, u"{{> stile}}"_s);
    QVERIFY(!missing);
    QCOMPARE(missing.error().message,
             u"Message 1 (user), line 1, column 1: There is no prompt “stile”. Did you mean “style”?"_s);
    const auto label = commit(user, u"{{> style@staging}}"_s);
    QVERIFY(label.error().message.contains(u"no version or label “staging”"_s));
    const auto circle = commit(style, u"{{> user}}"_s);
    QVERIFY2(circle.error().message.contains(u"style → user → style"_s), qPrintable(circle.error().message));
    QCOMPARE(await(m_store->versions(style))->size(), 1);
}

void TestPromptRelations::mergesKeepBothParents()
{
    const PromptId id = created(u"triage"_s, {u"one"_s, u"two"_s, u"three"_s});
    const auto merged =
        await(m_store->commit(id, contentOf(u"both"_s), 2, u"Merge"_s, u"ada"_s, OtherDraft::Clear, 3));
    QVERIFY(merged);
    const auto read = await(m_store->version(id, u"4"_s));
    QCOMPARE(read->parent, 2);
    QCOMPARE(read->mergedParent, 3);
    QVERIFY(!await(m_store->commit(id, contentOf(u"x"_s), 1, u"Merge"_s, u"ada"_s, OtherDraft::Clear, 9)));
}

void TestPromptRelations::versionsHaveTags()
{
    const PromptId id = created(u"triage"_s, {u"one"_s, u"two"_s});
    QVERIFY(await(m_store->setVersionTags(id, 1, {u" spring  sale"_s, u"legal"_s, u"Legal"_s})));
    QCOMPARE(await(m_store->version(id, u"1"_s))->tags, QStringList({u"legal"_s, u"spring sale"_s}));
    QVERIFY(await(m_store->versions(id))->first().tags.isEmpty());
    QVERIFY(!await(m_store->setVersionTags(id, 7, {u"x"_s})));
    QVERIFY(!await(m_store->setVersionTags(id, 1, {u"a,b"_s})));
    QVERIFY(await(m_store->setVersionTags(id, 1, {})));
    QVERIFY(await(m_store->version(id, u"1"_s))->tags.isEmpty());
}

void TestPromptRelations::labelMovesKeepTheirReason()
{
    const PromptId id = created(u"triage"_s, {u"one"_s, u"two"_s});
    QVERIFY(await(m_store->setLabel(id, 1, u"production"_s, u"ada"_s, u" first release "_s)));
    m_clock.advance(std::chrono::seconds(5));
    QVERIFY(await(m_store->removeLabel(id, u"production"_s, u"bob"_s, u"it was wrong"_s)));
    const auto moves = await(m_store->labelMoves(id));
    QVERIFY(moves);
    QCOMPARE(moves->size(), 2);
    QCOMPARE(moves->at(0).reason, u"it was wrong"_s);
    QCOMPARE(moves->at(0).from, 1);
    QCOMPARE(moves->at(0).to, 0);
    QCOMPARE(moves->at(1).reason, u"first release"_s);
    QCOMPARE(moves->at(1).who, u"ada"_s);
    QVERIFY(moves->at(0).movedAt > moves->at(1).movedAt);
}

void TestPromptRelations::onlyTheLastMoveIsTakenBack()
{
    const PromptId id = created(u"triage"_s, {u"one"_s, u"two"_s});
    QVERIFY(await(m_store->setLabel(id, 1, u"production"_s, u"ada"_s)));
    QVERIFY(await(m_store->setLabel(id, 1, u"staging"_s, u"ada"_s)));
    QVERIFY(await(m_store->setLabel(id, 2, u"production"_s, u"bob"_s)));
    const auto moves = await(m_store->labelMoves(id));
    const auto conflict = await(m_store->undoLabelMove(id, moves->at(2).id, u"ada"_s));
    QVERIFY(!conflict);
    QCOMPARE(conflict.error().code, ErrorCode::Conflict);
    QVERIFY(conflict.error().message.contains(u"bob"_s));
    QVERIFY(await(m_store->undoLabelMove(id, moves->at(0).id, u"ada"_s)));
    QCOMPARE(await(m_store->version(id, u"production"_s))->number, 1);
    QCOMPARE(await(m_store->labelMoves(id))->first().undoes, moves->at(0).id);
    // The first move of a label is taken back by taking the label away.
    QVERIFY(await(m_store->undoLabelMove(id, moves->at(1).id, u"ada"_s)));
    QVERIFY(!await(m_store->version(id, u"staging"_s)));
}

void TestPromptRelations::labelAndVersionTogetherAreRefused()
{
    const PromptId id = created(u"triage"_s, {u"one"_s});
    QVERIFY(await(m_store->setLabel(id, 1, u"production"_s, u"ada"_s)));
    const auto both = await(m_store->version(id, u"1@production"_s));
    QVERIFY(!both);
    QCOMPARE(both.error().code, ErrorCode::InvalidInput);
}

void TestPromptRelations::setsAreSavedByName()
{
    SavedSets sets(*m_database, m_clock);
    providers::Parameters parameters;
    parameters.temperature = 0.2;
    parameters.stop = {u"END"_s};
    QVERIFY(await(sets.save(ParameterSet{u" Precise "_s, parameters})));
    parameters.temperature = 0;
    QVERIFY(await(sets.save(ParameterSet{u"precise"_s, parameters})));
    const auto saved = await(sets.parameterSets());
    QCOMPARE(saved->size(), 1);
    QCOMPARE(saved->first().name, u"precise"_s);
    QVERIFY(saved->first().parameters == parameters);

    const QList<catalog::ModelRef> models{{u"openai"_s, u"gpt-5"_s}, {u"or"_s, u"meta/llama"_s}};
    QVERIFY(await(sets.save(ModelSet{u"both"_s, models})));
    QVERIFY(await(sets.modelSets())->first().models == models);
    QVERIFY(await(sets.removeModelSet(u"Both"_s)));
    QVERIFY(await(sets.modelSets())->isEmpty());
    QCOMPARE(await(sets.parameterSets())->size(), 1);
}

void TestPromptRelations::badSetsAreRefused()
{
    SavedSets sets(*m_database, m_clock);
    providers::Parameters wrong;
    wrong.temperature = 9;
    QVERIFY(!await(sets.save(ParameterSet{u"hot"_s, wrong})));
    QVERIFY(!await(sets.save(ParameterSet{u"  "_s, {}})));
    QVERIFY(!await(sets.save(ModelSet{u"none"_s, {}})));
}

void TestPromptRelations::everyEditCanBeTakenBackAfterARestart()
{
    const PromptId id = created(u"triage"_s, {u"Stra\u00dfe"_s});
    const QStringList typed{u"Stra\u00dfen"_s, u"Stra\u00dfen und"_s, u"\U0001F600 Stra\u00dfen und"_s,
                            QString(5000, u'x'), u"short again"_s};
    for (const QString &text : typed)
        QVERIFY(await(m_store->saveDraft(id, {contentOf(text), 1, 0})));
    QVERIFY(await(m_store->saveDraft(id, {contentOf(typed.last()), 1, 0}))); // nothing new is no step
    m_store.reset();
    const QString path = m_database->path();
    m_database.reset();
    m_database = std::move(storage::Database::open(path, storage::OpenMode::ReadWrite).value());
    m_store = std::make_unique<PromptStore>(*m_database, m_clock);
    const int last = await(m_store->lastEdit(id)).value();
    for (qsizetype i = 0; i < typed.size(); ++i) {
        const auto content = await(m_store->contentAfterEdit(id, last - static_cast<int>(i)));
        QVERIFY(content);
        QCOMPARE(content->messages.front().text, typed.at(typed.size() - 1 - i));
    }
    QCOMPARE(await(m_store->contentAfterEdit(id, last - 5))->messages.front().text, u"Stra\u00dfe"_s);
}

void TestPromptRelations::commitsAndDiscardsAreStepsToo()
{
    const PromptId id = created(u"triage"_s, {u"One"_s});
    QVERIFY(await(m_store->saveDraft(id, {contentOf(u"Typed"_s), 1, 0})));
    QVERIFY(await(m_store->discardDraft(id)));
    QVERIFY(await(m_store->commit(id, contentOf(u"From a terminal"_s), 1, u"Change"_s, u"bob"_s)));
    const int last = await(m_store->lastEdit(id)).value();
    QCOMPARE(await(m_store->contentAfterEdit(id, last))->messages.front().text, u"From a terminal"_s);
    QCOMPARE(await(m_store->contentAfterEdit(id, last - 1))->messages.front().text, u"One"_s);
    QCOMPARE(await(m_store->contentAfterEdit(id, last - 2))->messages.front().text, u"Typed"_s);
}

void TestPromptRelations::whatWasTakenBackIsDoneAgainAfterARestart()
{
    const PromptId id = created(u"triage"_s, {u"One"_s});
    const auto save = [&](const QString &text, std::optional<EditPlace> returnsTo = {}) {
        return await(m_store->saveDraft(id, {contentOf(text), 1, 0}, returnsTo)).value();
    };
    const auto textOf = [](const EditStep &step) { return step.content.messages.front().text; };
    const EditPlace a = save(u"One a"_s);
    const EditPlace b = save(u"One a b"_s);
    QCOMPARE(b, (EditPlace{a.step + 1, a.step + 1}));
    const EditStep back = await(m_store->stepThroughEdits(id, b, -1)).value();
    QCOMPARE(textOf(back), u"One a"_s);
    QCOMPARE(save(textOf(back), back.place), (EditPlace{a.step, b.step}));
    // As a new start finds it.
    const EditPlace found = await(m_store->editPlace(id)).value();
    QCOMPARE(found, (EditPlace{a.step, b.step}));
    const EditStep again = await(m_store->stepThroughEdits(id, found, 1)).value();
    QCOMPARE(textOf(again), u"One a b"_s);
    QVERIFY(!await(m_store->stepThroughEdits(id, again.place, 1)));
    // A new branch: back from it leads to where it began, not through what was taken back.
    const EditPlace c = save(u"One a c"_s);
    QCOMPARE(c.last, c.step);
    const EditStep begun = await(m_store->stepThroughEdits(id, c, -1)).value();
    QCOMPARE(textOf(begun), u"One a"_s);
    QCOMPARE(textOf(await(m_store->stepThroughEdits(id, begun.place, 1)).value()), u"One a c"_s);
    QCOMPARE(textOf(await(m_store->stepThroughEdits(id, begun.place, -1)).value()), u"One"_s);
    // A place whose content this is not is no way back.
    QCOMPARE(save(u"One d"_s, a).step, c.step + 1);
}

QTEST_GUILESS_MAIN(TestPromptRelations)
#include "tst_promptrelations.moc"
