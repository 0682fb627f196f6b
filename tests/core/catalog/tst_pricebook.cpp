// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/modelentry.h"
#include "catalog/pricebook.h"
#include "catalog/pricestore.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

#include <algorithm>
#include <atomic>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::catalog;
using assay::test::await;

namespace {

constexpr UtcMicros day = 86'400'000'000;
constexpr UtcMicros first = 20'000 * day;

CatalogModel model(const QString &name, const QString &input, const QString &vendor = u"openai"_s)
{
    CatalogModel made;
    made.vendor = vendor;
    made.model = name;
    made.rates.input = Money::fromDecimal(input);
    made.rates.output = Money::fromDecimal(u"10"_s);
    return made;
}

PriceEntry entry(const CatalogModel &price, UtcMicros from)
{
    return {price.vendor, price.model, from, PriceOrigin::Person, price, from};
}

QString inputPrice(const PriceBook &book, const QString &name, UtcMicros at)
{
    const CatalogModel *found = book.find(u"openai"_s, name, at);
    return found == nullptr ? u"nothing"_s : found->rates.input->toDecimal();
}

/// Every member of it set.
CatalogModel complete()
{
    CatalogModel made = model(u"house/model"_s, u"1.25"_s, u"acme"_s);
    made.contextWindow = 200'000;
    made.maxOutput = 8'000;
    made.rates = {Money::fromNanoUsd(1), Money::fromNanoUsd(2), Money::fromNanoUsd(3),
                  Money::fromNanoUsd(4), Money::fromNanoUsd(5), Money::fromNanoUsd(6)};
    made.tiers = {{128'000, made.rates}, {256'000, made.rates}};
    made.batch = PriceTable{made.rates, made.tiers};
    made.flex = PriceTable{made.rates, {}};
    made.priority = PriceTable{{}, {}};
    made.units = {Money::fromNanoUsd(7), Money::fromNanoUsd(8), Money::fromNanoUsd(9)};
    made.vision = made.tools = made.jsonSchema = Ability::Yes;
    made.reasoning = Ability::No;
    made.deprecatedOn = QDate(2027, 1, 14);
    return made;
}

} // namespace

class PriceBookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void newestEntryNotAfterTheCallHolds();
    void exactNameBeforeUndatedOne();
    void anEndGivesTheBuiltInListBack();
    void listsWhatHolds();
    void anyThreadReadsWhileAnotherReplaces();
    void keepsAllOfAnEntry();
    void whatNobodySaidAModelCanIsUnknown();
    void anEntryOfTheSameMomentIsReplaced();
    void manyAreWrittenAllOrNone();
    void refuses_data();
    void refuses();
    void removesAMistake();
    void endsOnlyWhatBegan();
    void saysWhichEntryIsUnreadable();

private:
    Result<std::shared_ptr<const PriceBook>> book() { return await(m_store->book()); }

    std::unique_ptr<QTemporaryDir> m_folder;
    test::ManualClock m_clock;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<PriceStore> m_store;
};

void PriceBookTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    auto database = storage::Database::open(m_folder->filePath(u"w.assay"_s), storage::OpenMode::Create);
    QVERIFY2(database, database ? "" : qPrintable(database.error().message));
    m_database = *std::move(database);
    m_store = std::make_unique<PriceStore>(*m_database, m_clock);
}

void PriceBookTest::cleanup()
{
    m_store.reset();
    m_database.reset();
    m_folder.reset();
}

void PriceBookTest::newestEntryNotAfterTheCallHolds()
{
    const QString builtIn = ModelCatalog::builtIn().find(u"openai"_s, u"gpt-5"_s)->rates.input->toDecimal();
    const auto prices =
        PriceBook::of(ModelCatalog::builtIn(),
                      {entry(model(u"gpt-5"_s, u"7"_s), first + 2 * day),
                       entry(model(u"gpt-5"_s, u"6"_s), first), entry(model(u"own"_s, u"3"_s), first)});
    QCOMPARE(inputPrice(*prices, u"gpt-5"_s, first - 1), builtIn);
    QCOMPARE(inputPrice(*prices, u"gpt-5"_s, first), u"6"_s);
    QCOMPARE(inputPrice(*prices, u"gpt-5"_s, first + 2 * day - 1), u"6"_s);
    QCOMPARE(inputPrice(*prices, u"gpt-5"_s, first + 2 * day), u"7"_s);
    QCOMPARE(inputPrice(*prices, u"own"_s, first - 1), u"nothing"_s);
    QCOMPARE(inputPrice(*prices, u"own"_s, first), u"3"_s);
    QCOMPARE(inputPrice(*PriceBook::of(ModelCatalog::builtIn()), u"gpt-5"_s, first), builtIn);
}

void PriceBookTest::exactNameBeforeUndatedOne()
{
    const auto prices = PriceBook::of(
        ModelCatalog(),
        {entry(model(u"m"_s, u"1"_s), first), entry(model(u"m-2026-11-10"_s, u"2"_s), first + day)});
    QCOMPARE(inputPrice(*prices, u"m-2026-11-10"_s, first), u"1"_s); // before its own entry begins
    QCOMPARE(inputPrice(*prices, u"m-2026-11-10"_s, first + day), u"2"_s);
    QCOMPARE(inputPrice(*prices, u"m-20251224"_s, first + day), u"1"_s);
    QCOMPARE(inputPrice(*prices, u"m-mini"_s, first + day), u"nothing"_s);
}

void PriceBookTest::anEndGivesTheBuiltInListBack()
{
    const QString builtIn = ModelCatalog::builtIn().find(u"openai"_s, u"gpt-5"_s)->rates.input->toDecimal();
    const PriceEntry ended{u"openai"_s, u"gpt-5"_s, first + day, PriceOrigin::Person, std::nullopt, first};
    const auto prices =
        PriceBook::of(ModelCatalog::builtIn(), {entry(model(u"gpt-5"_s, u"6"_s), first), ended});
    QCOMPARE(inputPrice(*prices, u"gpt-5"_s, first), u"6"_s);
    QCOMPARE(inputPrice(*prices, u"gpt-5"_s, first + day), builtIn);
    QCOMPARE(prices->entryAt(u"openai"_s, u"gpt-5"_s, first + day), nullptr);
    QCOMPARE(prices->history(u"openai"_s, u"gpt-5"_s).size(), size_t(2));
    QVERIFY(prices->history(u"openai"_s, u"gpt-6"_s).empty());
}

void PriceBookTest::listsWhatHolds()
{
    const auto prices =
        PriceBook::of(ModelCatalog::builtIn(),
                      {entry(model(u"gpt-5"_s, u"6"_s), first), entry(model(u"own"_s, u"3"_s), first),
                       entry(model(u"later"_s, u"3"_s), first + day)});
    const auto all = prices->models(first);
    QCOMPARE(all.size(), ModelCatalog::builtIn().models().size() + 1);
    QCOMPARE(all.back()->model, u"own"_s);
    const auto changed = std::find_if(all.begin(), all.end(), [](const CatalogModel *m) {
        return m->vendor == u"openai"_s && m->model == u"gpt-5"_s;
    });
    QCOMPARE((*changed)->rates.input->toDecimal(), u"6"_s);
}

void PriceBookTest::anyThreadReadsWhileAnotherReplaces()
{
    std::shared_ptr<const PriceBook> current = PriceBook::of(ModelCatalog::builtIn());
    std::atomic<bool> isOver = false;
    std::atomic<int> wrong = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            while (!isOver) {
                const auto held = std::atomic_load(&current);
                const CatalogModel *found = held->find(u"openai"_s, u"gpt-5-2025-08-07"_s, first);
                if (found == nullptr || !found->rates.input)
                    ++wrong;
            }
        });
    }
    for (int i = 0; i < 50; ++i)
        std::atomic_store(
            &current,
            PriceBook::of(ModelCatalog::builtIn(), {entry(model(u"gpt-5"_s, QString::number(i)), first)}));
    isOver = true;
    for (std::thread &reader : readers)
        reader.join();
    QCOMPARE(wrong.load(), 0);
}

void PriceBookTest::keepsAllOfAnEntry()
{
    const CatalogModel all = complete();
    const auto reread = modelFromJson(toJson(all));
    QVERIFY2(reread, reread ? "" : qPrintable(reread.error()));
    QVERIFY(*reread == all);

    QVERIFY(await(m_store->set(all, first + 123, PriceOrigin::LiteLlm)));
    const auto prices = book();
    QVERIFY(prices);
    const auto history = (*prices)->history(u"acme"_s, u"house/model"_s);
    QCOMPARE(history.size(), size_t(1));
    QVERIFY(history.front()
            == (PriceEntry{u"acme"_s, u"house/model"_s, first, PriceOrigin::LiteLlm, all,
                           m_clock.utcMicros()})); // to the second
}

void PriceBookTest::whatNobodySaidAModelCanIsUnknown()
{
    const auto read = [](const QByteArray &members) {
        const QByteArray json = R"({"vendor": "a", "model": "m", "usd_per_mtok": {}, )" + members + "}";
        return modelFromJson(QJsonDocument::fromJson(json).object());
    };
    // As older workspaces hold what a person priced without knowing more.
    const auto priced = read(R"("features": [])");
    QVERIFY(priced);
    QCOMPARE(priced->vision, Ability::Unknown);
    // As the built-in list has it: who names one, names all.
    const auto listed = read(R"("features": ["tools"])");
    QVERIFY(listed);
    QCOMPARE(listed->tools, Ability::Yes);
    QCOMPARE(listed->vision, Ability::No);
    const auto said = read(R"("features": ["tools"], "lacks": ["vision"])");
    QVERIFY(said);
    QCOMPARE(said->vision, Ability::No);
    QCOMPARE(said->reasoning, Ability::Unknown);
    QVERIFY(modelFromJson(toJson(*said)) == said);
    QVERIFY(!read(R"("features": ["tools"], "lacks": ["tools"])"));
    const auto refusing = read(R"("refuses": ["stop"], "refuses_while_reasoning": ["top_p", "temperature"])");
    QVERIFY(refusing);
    QCOMPARE(refusing->refusesWhileReasoning, QStringList({u"top_p"_s, u"temperature"_s}));
    QVERIFY(modelFromJson(toJson(*refusing)) == refusing);
    QVERIFY(read(R"("refuses": ["warmth"])").error().contains(u"warmth"_s));
    QVERIFY(!read(R"("refuses": "stop")"));
}

void PriceBookTest::anEntryOfTheSameMomentIsReplaced()
{
    QVERIFY(await(m_store->set(model(u"m"_s, u"1"_s), first, PriceOrigin::LiteLlm)));
    QVERIFY(await(m_store->set(model(u"m"_s, u"2"_s), first, PriceOrigin::Person)));
    const auto prices = book();
    QVERIFY(prices);
    const auto history = (*prices)->history(u"openai"_s, u"m"_s);
    QCOMPARE(history.size(), size_t(1));
    QCOMPARE(history.front().origin, PriceOrigin::Person);
    QCOMPARE(inputPrice(**prices, u"m"_s, first), u"2"_s);
}

void PriceBookTest::manyAreWrittenAllOrNone()
{
    CatalogModel bad = model(u"bad"_s, u"1"_s);
    bad.rates.output = Money::fromNanoUsd(-1);
    const auto refused = await(m_store->setAll({model(u"good"_s, u"1"_s), bad}, first, PriceOrigin::LiteLlm));
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(u"openai/bad"_s));
    QCOMPARE(inputPrice(**book(), u"good"_s, first), u"nothing"_s);
}

void PriceBookTest::refuses_data()
{
    QTest::addColumn<QJsonObject>("change");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, const QString &member, const QJsonValue &value,
                        const QString &hint) {
        QTest::newRow(name) << QJsonObject{{member, value}} << hint;
    };
    row("no vendor", u"vendor"_s, QString(), u"vendor"_s);
    row("vendor with slash", u"vendor"_s, u"a/b"_s, u"slash"_s);
    row("no name", u"model"_s, QJsonValue(), u"name"_s);
    row("name with line break", u"model"_s, u"a\nb"_s, u"cannot be shown"_s);
    row("endless name", u"model"_s, QString(301, u'x'), u"300"_s);
    row("unknown member", u"colour"_s, u"red"_s, u"colour"_s);
    row("no number", u"usd_per_mtok"_s, QJsonObject{{u"input"_s, u"NaN"_s}}, u"input"_s);
    row("infinite", u"usd_per_mtok"_s, QJsonObject{{u"output"_s, u"inf"_s}}, u"output"_s);
    row("negative", u"usd_per_mtok"_s, QJsonObject{{u"reasoning"_s, u"-0.1"_s}}, u"reasoning"_s);
    row("unknown price", u"usd_per_mtok"_s, QJsonObject{{u"outptu"_s, u"1"_s}}, u"outptu"_s);
    row("no context", u"context_window"_s, 0, u"context_window"_s);
    row("fraction of a token", u"max_output"_s, 1.5, u"max_output"_s);
    row("unknown feature", u"features"_s, QJsonArray{u"telepathy"_s}, u"telepathy"_s);
    row("unknown service", u"services"_s, QJsonObject{{u"overnight"_s, QJsonObject()}}, u"overnight"_s);
    row("service without prices", u"services"_s, QJsonObject{{u"batch"_s, QJsonObject()}}, u"usd_per_mtok"_s);
    row("unknown unit", u"units"_s, QJsonObject{{u"song"_s, u"1"_s}}, u"song"_s);
    const QJsonObject tier{{u"above_tokens"_s, 5}, {u"usd_per_mtok"_s, QJsonObject()}};
    row("tiers that do not rise", u"tiers"_s, QJsonArray{tier, tier}, u"rise"_s);
    row("tiers as object", u"tiers"_s, tier, u"list"_s);
}

void PriceBookTest::refuses()
{
    QFETCH(QJsonObject, change);
    QFETCH(QString, hint);
    QJsonObject object = toJson(complete());
    for (auto member = change.begin(); member != change.end(); ++member)
        object.insert(member.key(), member.value());
    const auto read = modelFromJson(object);
    QVERIFY(!read);
    QVERIFY2(read.error().contains(hint), qPrintable(read.error()));
}

void PriceBookTest::removesAMistake()
{
    QVERIFY(await(m_store->set(model(u"m"_s, u"1"_s), first, PriceOrigin::Person)));
    QVERIFY(await(m_store->set(model(u"m"_s, u"2"_s), first + day, PriceOrigin::Person)));
    const auto unknown = await(m_store->remove(u"openai"_s, u"m"_s, first + 2 * day));
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
    QVERIFY2(unknown.error().message.contains(u"2024-10-05T00:00:00Z"_s),
             qPrintable(unknown.error().message));
    QVERIFY(await(m_store->remove(u"openai"_s, u"m"_s, first + day)));
    QCOMPARE(inputPrice(**book(), u"m"_s, first + day), u"1"_s);
    QVERIFY(!await(m_store->remove(u"openai"_s, u"other"_s, first)));
}

void PriceBookTest::endsOnlyWhatBegan()
{
    QVERIFY(await(m_store->set(model(u"m"_s, u"1"_s), first, PriceOrigin::Person)));
    const auto tooEarly = await(m_store->end(u"openai"_s, u"m"_s, first - day));
    QVERIFY(!tooEarly);
    QCOMPARE(tooEarly.error().code, ErrorCode::NotFound);
    QVERIFY(await(m_store->end(u"openai"_s, u"m"_s, first + day)));
    QCOMPARE(inputPrice(**book(), u"m"_s, first), u"1"_s);
    QCOMPARE(inputPrice(**book(), u"m"_s, first + day), u"nothing"_s);
}

void PriceBookTest::saysWhichEntryIsUnreadable()
{
    QVERIFY(await(m_store->set(model(u"m"_s, u"1"_s), first, PriceOrigin::Person)));
    QVERIFY(await(m_database->write<void>([](storage::Connection &connection) -> Result<> {
        const auto done = connection.exec(u"UPDATE model_prices SET entry = '{\"colour\":\"red\"}'"_s);
        return done ? Result<>() : tl::unexpected(done.error());
    })));
    const auto prices = book();
    QVERIFY(prices); // the others still count
    QCOMPARE(inputPrice(**prices, u"m"_s, first), u"nothing"_s);
    QCOMPARE((*prices)->problems().size(), 1);
    const QString problem = (*prices)->problems().constFirst();
    QVERIFY2(problem.contains(u"openai/m from 2024-10-04T00:00:00Z"_s), qPrintable(problem));
    QVERIFY2(problem.contains(u"colour"_s), qPrintable(problem));
    QVERIFY(await(m_store->remove(u"openai"_s, u"m"_s, first))); // the way out that it names
    QVERIFY((*book())->problems().isEmpty());
}

QTEST_GUILESS_MAIN(PriceBookTest)
#include "tst_pricebook.moc"
