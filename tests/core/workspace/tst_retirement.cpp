// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/awaiting.h"
#include "support/manualclock.h"
#include "workspace/retirement.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::workspace;
using assay::test::await;

/// When models end, and what that breaks.
class RetirementTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void namesWhatUsesAModel();
    void theListingCountsBeforeThePriceList();
    void promptsBehindARouteAreConcerned();
    void onlyWhatIsReleasedCounts();
    void soonestFirstAndWithinTheDays();
    void theCacheOfLikeQuestionsUsesAModelToo();
    void nothingRetiresInAnEmptyWorkspace();

private:
    QList<RetiringModel> retiring(RetirementScope scope = RetirementScope::InUse,
                                  std::optional<int> withinDays = std::nullopt);
    void addProvider(const QString &name, const QString &vendor, const QList<catalog::ListedModel> &listing);
    PromptId addPrompt(const QString &name, const QString &model);
    void commit(PromptId prompt, const QString &model);
    void addRoute(const QString &name, const QList<catalog::ModelRef> &models);
    void setPrice(const QString &vendor, const QString &model, QDate lastDay);

    const QDate m_today = QDate(2026, 11, 23);
    std::unique_ptr<QTemporaryDir> m_folder;
    test::ManualClock m_clock;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<catalog::ProviderStore> m_providers;
    std::unique_ptr<prompts::PromptStore> m_prompts;
    std::unique_ptr<orchestration::PolicyStore> m_policies;
    std::vector<catalog::PriceEntry> m_entries;
};

void RetirementTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    auto database = storage::Database::open(m_folder->filePath(u"w.assay"_s), storage::OpenMode::Create);
    QVERIFY2(database, database ? "" : qPrintable(database.error().message));
    m_database = *std::move(database);
    m_providers = std::make_unique<catalog::ProviderStore>(*m_database, m_clock);
    m_prompts = std::make_unique<prompts::PromptStore>(*m_database, m_clock);
    m_policies = std::make_unique<orchestration::PolicyStore>(*m_database);
    m_entries.clear();
}

void RetirementTest::cleanup()
{
    m_policies.reset();
    m_prompts.reset();
    m_providers.reset();
    m_database.reset();
    m_folder.reset();
}

QList<RetiringModel> RetirementTest::retiring(RetirementScope scope, std::optional<int> withinDays)
{
    const auto prices = catalog::PriceBook::of(catalog::ModelCatalog(), m_entries);
    auto task = retiringModels(*m_providers, *m_prompts, *m_policies, prices, m_today, scope, withinDays);
    const auto found = await(std::move(task));
    if (!found)
        qFatal("%s", qPrintable(found.error().message));
    return *found;
}

void RetirementTest::addProvider(const QString &name, const QString &vendor,
                                 const QList<catalog::ListedModel> &listing)
{
    catalog::Provider provider;
    provider.name = name;
    provider.vendor = vendor;
    provider.baseUrl = QUrl(u"https://api.example.com/v1"_s);
    const auto added = await(m_providers->add(provider));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    QVERIFY(await(m_providers->saveListing(added->id, listing)));
}

void RetirementTest::commit(PromptId prompt, const QString &model)
{
    prompts::PromptContent content;
    content.model = model;
    providers::Message message;
    message.text = u"Say hello, for the %1. time."_s.arg(m_clock.utcMicros());
    m_clock.advance(std::chrono::seconds(1));
    content.messages.push_back(message);
    const auto version = await(m_prompts->commit(prompt, content, 0, u"Change"_s, u"Ada"_s));
    QVERIFY2(version, version ? "" : qPrintable(version.error().message));
}

PromptId RetirementTest::addPrompt(const QString &name, const QString &model)
{
    const auto prompt = await(m_prompts->create(name, {}, {}));
    if (!prompt)
        qFatal("%s", qPrintable(prompt.error().message));
    commit(prompt->id, model);
    return prompt->id;
}

void RetirementTest::addRoute(const QString &name, const QList<catalog::ModelRef> &models)
{
    auto policy = *await(m_policies->load());
    orchestration::Route route;
    route.name = name;
    for (const catalog::ModelRef &model : models)
        route.candidates.append({model, 1});
    policy.routes.append(route);
    const auto saved = await(m_policies->save(policy));
    QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message));
}

void RetirementTest::setPrice(const QString &vendor, const QString &model, QDate lastDay)
{
    catalog::CatalogModel priced;
    priced.vendor = vendor;
    priced.model = model;
    priced.deprecatedOn = lastDay;
    m_entries.push_back({vendor, model, 0, catalog::PriceOrigin::LiteLlm, priced, 0});
}

void RetirementTest::namesWhatUsesAModel()
{
    addProvider(u"work"_s, u"acme"_s, {{u"old"_s, {}, {}, m_today.addDays(30)}, {u"new"_s, {}, {}, {}}});
    const PromptId triage = addPrompt(u"triage"_s, u"work/old"_s);
    addPrompt(u"summary"_s, u"work/new"_s);
    QVERIFY(await(m_prompts->setLabel(triage, 1, u"production"_s, u"Ada"_s)));
    addRoute(u"cheap"_s, {{u"work"_s, u"new"_s}, {u"work"_s, u"old"_s}});

    const auto found = retiring();
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0].model.toString(), u"work/old"_s);
    QCOMPARE(found[0].lastDay, m_today.addDays(30));
    QCOMPARE(found[0].daysLeft, 30);
    QVERIFY(found[0].isFromListing);
    QVERIFY(found[0].uses
            == (QList<ModelUse>{{ModelUse::Kind::Route, u"cheap"_s, 0, false, {}, {}},
                                {ModelUse::Kind::Prompt, u"triage"_s, 1, true, {u"production"_s}, {}}}));
}

void RetirementTest::theListingCountsBeforeThePriceList()
{
    addProvider(u"work"_s, u"acme"_s, {{u"both"_s, {}, {}, m_today.addDays(3)}, {u"priced"_s, {}, {}, {}}});
    setPrice(u"acme"_s, u"both"_s, m_today.addDays(9));
    setPrice(u"acme"_s, u"priced"_s, m_today.addDays(-2));
    setPrice(u"other"_s, u"priced"_s, m_today.addDays(1));
    addPrompt(u"a"_s, u"work/both"_s);
    addPrompt(u"b"_s, u"work/priced-2026-01-01"_s); // a dated name of it
    const auto found = retiring();
    QCOMPARE(found.size(), 2);
    QCOMPARE(found[0].model.model, u"priced-2026-01-01"_s);
    QCOMPARE(found[0].daysLeft, -2);
    QVERIFY(!found[0].isFromListing);
    QCOMPARE(found[1].model.model, u"both"_s);
    QCOMPARE(found[1].daysLeft, 3);
}

void RetirementTest::promptsBehindARouteAreConcerned()
{
    addProvider(u"work"_s, u"acme"_s, {{u"old"_s, {}, {}, m_today}});
    addRoute(u"cheap"_s, {{u"work"_s, u"old"_s}});
    addRoute(u"other"_s, {{u"work"_s, u"new"_s}});
    addPrompt(u"triage"_s, u"route/cheap"_s);
    addPrompt(u"summary"_s, u"route/other"_s);
    const auto found = retiring();
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0].daysLeft, 0);
    QVERIFY(found[0].uses
            == (QList<ModelUse>{{ModelUse::Kind::Route, u"cheap"_s, 0, false, {}, {}},
                                {ModelUse::Kind::Prompt, u"triage"_s, 1, true, {}, u"cheap"_s}}));
}

void RetirementTest::onlyWhatIsReleasedCounts()
{
    addProvider(u"work"_s, u"acme"_s, {{u"old"_s, {}, {}, m_today}});
    const PromptId moved = addPrompt(u"moved"_s, u"work/old"_s);
    commit(moved, u"work/new"_s);
    QVERIFY(retiring().isEmpty());
    QVERIFY(await(m_prompts->setLabel(moved, 1, u"stable"_s, u"Ada"_s)));
    const auto found = retiring();
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0].uses.size(), 1);
    QCOMPARE(found[0].uses[0].labels, QStringList{u"stable"_s});
    QVERIFY(!found[0].uses[0].isLatest);
}

void RetirementTest::soonestFirstAndWithinTheDays()
{
    addProvider(u"work"_s, u"acme"_s,
                {{u"later"_s, {}, {}, m_today.addDays(60)},
                 {u"soon"_s, {}, {}, m_today.addDays(5)},
                 {u"gone"_s, {}, {}, m_today.addDays(-100)},
                 {u"idle"_s, {}, {}, m_today.addDays(1)}});
    for (const QString &model : {u"later"_s, u"soon"_s, u"gone"_s})
        addPrompt(u"uses-"_s + model, u"work/"_s + model);
    const auto names = [](const QList<RetiringModel> &all) {
        QStringList models;
        for (const RetiringModel &each : all)
            models << each.model.model;
        return models;
    };
    QCOMPARE(names(retiring()), (QStringList{u"gone"_s, u"soon"_s, u"later"_s}));
    QCOMPARE(names(retiring(RetirementScope::InUse, 5)), (QStringList{u"gone"_s, u"soon"_s}));
    QCOMPARE(names(retiring(RetirementScope::InUse, 4)), QStringList{u"gone"_s});
    QCOMPARE(names(retiring(RetirementScope::All, 5)), (QStringList{u"gone"_s, u"idle"_s, u"soon"_s}));
}

void RetirementTest::theCacheOfLikeQuestionsUsesAModelToo()
{
    addProvider(u"work"_s, u"acme"_s, {{u"embed"_s, {}, {}, m_today.addDays(7)}});
    auto policy = *await(m_policies->load());
    policy.cache.enabled = true;
    policy.cache.semantic = true;
    policy.cache.embeddingModel = {u"work"_s, u"embed"_s};
    QVERIFY(await(m_policies->save(policy)));
    const auto found = retiring();
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0].uses.size(), 1);
    QCOMPARE(modelUseKindName(found[0].uses[0].kind), u"semantic-cache"_s);
}

void RetirementTest::nothingRetiresInAnEmptyWorkspace()
{
    QVERIFY(retiring().isEmpty());
    QVERIFY(retiring(RetirementScope::All).isEmpty());
    addPrompt(u"lost"_s, u"nobody/model"_s); // its provider was removed
    QVERIFY(retiring().isEmpty());
}

QTEST_GUILESS_MAIN(RetirementTest)
#include "tst_retirement.moc"
