// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/cost.h"
#include "catalog/litellmprices.h"
#include "catalog/modelentry.h"
#include "catalog/priceimport.h"

#include <algorithm>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::catalog;

namespace {

constexpr UtcMicros at = 1'700'000'000'000'000;

LiteLlmPrices sample()
{
    QFile file(QStringLiteral(ASSAY_TEST_DATA "/prices/litellm-sample.json"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto prices = readLiteLlmPrices(file.readAll());
    return prices ? *prices : LiteLlmPrices();
}

CatalogModel modelOf(const LiteLlmPrices &prices, const QString &vendor, const QString &name)
{
    const auto found = std::find_if(prices.models.begin(), prices.models.end(), [&](const CatalogModel &m) {
        return m.vendor == vendor && m.model == name;
    });
    return found == prices.models.end() ? CatalogModel() : *found;
}

QString text(const std::optional<Money> &price)
{
    return price ? price->toDecimal() : u"-"_s;
}

/// input cached write write1h output reasoning
QString text(const PriceRates &rates)
{
    return QStringList{text(rates.input),        text(rates.cachedInput), text(rates.cacheWrite),
                       text(rates.cacheWrite1h), text(rates.output),      text(rates.reasoning)}
        .join(u' ');
}

QStringList namesOf(const std::vector<PriceRemark> &remarks)
{
    QStringList names;
    for (const PriceRemark &remark : remarks)
        names << remark.name;
    return names;
}

} // namespace

class LiteLlmPricesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsNumbersFromTheirDigits_data();
    void readsNumbersFromTheirDigits();
    void takesEveryPrice();
    void fillsTiersAndServicesAsLiteLlmDoes();
    void tieredPricingWins();
    void namesModelsAsAssayDoes();
    void saysWhatItSkipped();
    void refusesHostileFiles_data();
    void refusesHostileFiles();
    void everyCutOfAFileIsRefused();
    void plansWhatChanges();
    void neverReplacesWhatAPersonTyped();
    void keepsWhatTheFileDoesNotKnow();
};

void LiteLlmPricesTest::readsNumbersFromTheirDigits_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<QString>("perMillion");
    const auto row = [](const char *number, const char *price) {
        QTest::newRow(number) << QByteArray(number) << QString::fromLatin1(price);
    };
    row("2.5e-06", "2.5");
    row("1.5e-07", "0.15");
    row("1.5E-7", "0.15");
    row("0.00000015", "0.15");
    row("15e-8", "0.15");
    row("0.0015e-4", "0.15");
    row("5.46875e-07", "0.546875");
    row("1e-15", "0.000000001");
    row("0", "0");
    row("0.0", "0");
    row("0e5", "0");
    row("-0.0", "0");
    row("1", "1000000");
    row("1e0", "1000000");
    row("0.000001e+0", "1");
    row("4.0000000000000003e-07", "0.4"); // a double's last digit
    row("3.3333333333333335e-08", "0.033333333");
    row("4.9999e-16", "0");
    row("5e-16", "0.000000001"); // half up
    row("-1e-06", "-");
    row("1.0000001", "-");
    row("1e300", "-");
    row("1e99999999999", "-");
    row("", "-");
    row("e-6", "-");
    row(".", "-");
    row("1.2.3", "-");
    row("1e", "-");
    row("1e-", "-");
    row("--1", "-");
    row("+1e-6", "-");
    row("NaN", "-");
    row("Infinity", "-");
    row("0x10", "-");
    row(" 1e-6", "-");
    QTest::newRow("a thousand digits") << QByteArray(1000, '1') << u"-"_s;
}

void LiteLlmPricesTest::readsNumbersFromTheirDigits()
{
    QFETCH(QByteArray, number);
    QFETCH(QString, perMillion);
    QCOMPARE(text(perMillionTokens(number)), perMillion);
}

void LiteLlmPricesTest::takesEveryPrice()
{
    const CatalogModel astra = modelOf(sample(), u"openai"_s, u"astra-1"_s);
    QCOMPARE(text(astra.rates), u"1.25 0.125 - - 10 -"_s); // reasoning costs what output does
    QCOMPARE(astra.contextWindow, std::optional<std::int64_t>(400'000));
    QCOMPARE(astra.maxOutput, std::optional<std::int64_t>(128'000));
    for (const Ability ability : {astra.vision, astra.tools, astra.jsonSchema})
        QCOMPARE(ability, Ability::Yes);
    QCOMPARE(astra.reasoning, Ability::No); // says what it can, and this is not among it
    QCOMPARE(astra.deprecatedOn, std::optional(QDate(2027, 3, 31)));
    QCOMPARE(text(astra.units.audioInput), u"40"_s);
    QCOMPARE(text(astra.units.audioOutput), u"-"_s);
    QCOMPARE(text(astra.units.image), u"0.005"_s);

    const CatalogModel borealis = modelOf(sample(), u"anthropic"_s, u"borealis-2"_s);
    QCOMPARE(text(borealis.rates), u"3 0.3 3.75 6 15 -"_s);
    QCOMPARE(borealis.contextWindow, std::optional<std::int64_t>(200'000)); // in quotes
    QCOMPARE(borealis.maxOutput, std::optional<std::int64_t>(64'000)); // with an exponent
    QCOMPARE(borealis.deprecatedOn, std::nullopt);
    QCOMPARE(borealis.reasoning, Ability::Yes);

    const CatalogModel embed = modelOf(sample(), u"mistral"_s, u"fjord-embed"_s);
    QCOMPARE(text(embed.rates.input), u"0.033333333"_s);
    QCOMPARE(modelOf(sample(), u"zhipu"_s, u"ember-5"_s).batch, std::nullopt);
}

void LiteLlmPricesTest::fillsTiersAndServicesAsLiteLlmDoes()
{
    const CatalogModel astra = modelOf(sample(), u"openai"_s, u"astra-1"_s);
    QCOMPARE(astra.tiers.size(), size_t(1));
    QCOMPARE(astra.tiers[0].aboveTokens, 272'000);
    QCOMPARE(text(astra.tiers[0].rates), u"2.5 0.125 - - 15 -"_s); // cached as at the base
    QVERIFY(astra.batch && astra.priority && !astra.flex);
    QCOMPARE(text(astra.batch->rates), u"0.625 0.125 - - 5 -"_s);
    QCOMPARE(text(astra.batch->tiers.at(0).rates), u"2.5 0.125 - - 15 -"_s); // the tier before the service
    QCOMPARE(text(astra.priority->rates), u"2.5 0.125 - - 20 -"_s);
    QCOMPARE(text(astra.priority->tiers.at(0).rates), u"5 0.125 - - 15 -"_s);

    const CatalogModel borealis = modelOf(sample(), u"anthropic"_s, u"borealis-2"_s);
    QCOMPARE(text(borealis.tiers.at(0).rates), u"6 0.3 3.75 12 22.5 -"_s);

    const CatalogModel comet = modelOf(sample(), u"xai"_s, u"comet-3"_s);
    QCOMPARE(comet.tiers.at(0).aboveTokens, 199'999); // dearer from the limit on
    QCOMPARE(text(comet.tiers.at(0).rates), u"4 - - - 6 -"_s);
}

void LiteLlmPricesTest::tieredPricingWins()
{
    const CatalogModel ember = modelOf(sample(), u"zhipu"_s, u"ember-5"_s);
    QCOMPARE(text(ember.rates), u"1 - - - 4 -"_s);
    QCOMPARE(ember.tiers.size(), size_t(2));
    QCOMPARE(ember.tiers[0].aboveTokens, 32'000);
    QCOMPARE(text(ember.tiers[0].rates), u"2 0.4 - - 8 16"_s);
    QCOMPARE(ember.tiers[1].aboveTokens, 128'000);
    QCOMPARE(text(ember.tiers[1].rates), u"3 - - - 30 -"_s); // output: the model's own
}

void LiteLlmPricesTest::namesModelsAsAssayDoes()
{
    const LiteLlmPrices prices = sample();
    QStringList names;
    for (const CatalogModel &model : prices.models) {
        QCOMPARE(problemWith(model), QString());
        names << model.vendor + u' ' + model.model;
    }
    names.sort();
    QCOMPARE(
        names,
        (QStringList{u"anthropic borealis-2"_s, u"anthropic gale-old"_s, u"mistral fjord-embed"_s,
                     u"openai astra-1"_s, u"together acme/dune-4"_s, u"xai comet-3"_s, u"zhipu ember-5"_s}));
    QCOMPARE(text(modelOf(prices, u"together"_s, u"acme/dune-4"_s).rates), u"0 - - - 0 -"_s); // free is known
}

void LiteLlmPricesTest::saysWhatItSkipped()
{
    const LiteLlmPrices prices = sample();
    QCOMPARE(prices.otherModes, 2);
    QCOMPARE(namesOf(prices.skipped),
             (QStringList{u"openai/astra-1"_s, u"bad-negative"_s, u"bad-text"_s, u"bad-object"_s,
                          u"bad-huge"_s, u"bad-unpriced"_s, u"bad provider"_s, u"bad-nobody"_s,
                          u"bad-range"_s, u"bad-number"_s}));
    QVERIFY(prices.skipped[1].text.contains(u"input_cost_per_token"_s));
    QVERIFY(prices.skipped[5].text.contains(u"no price"_s));
    QCOMPARE(namesOf(prices.notes), (QStringList{u"borealis-2"_s, u"ember-5"_s, u"gale-old"_s}));
    QCOMPARE(text(modelOf(prices, u"anthropic"_s, u"gale-old"_s).rates), u"15 - 18.75 - 75 -"_s);
}

void LiteLlmPricesTest::refusesHostileFiles_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, const QByteArray &file, const char *hint) {
        QTest::newRow(name) << file << QString::fromLatin1(hint);
    };
    row("empty", "", "line 1, column 1");
    row("a list", "[]", "object");
    row("a number", "17", "object");
    row("a word", "\"models\"", "object");
    row("no JSON", "{\n \"a\": oops}", "line 2, column 7");
    row("junk behind", "{}\n{}", "line 2, column 1");
    row("not UTF-8", "{\"a\xff\": 1}", "line 1");
    row("NaN", "{\"a\": {\"input_cost_per_token\": NaN}}", "line 1");
    row("deep", "{\"a\": " + QByteArray(1'000'000, '['), "deeply");
    row("deep objects", "{\"a\": " + QByteArray("{\"b\":").repeated(300'000), "deeply");
    row("too large", QByteArray(maxLiteLlmBytes + 1, ' '), "16 MB");
    QByteArray many = "{\"a\": {";
    for (int i = 0; i < 600; ++i)
        many += '"' + QByteArray::number(i) + "\": 1, ";
    row("too many members", many + "\"z\": 1}}", "members");
    QByteArray entries = "{";
    for (int i = 0; i < 100'001; ++i)
        entries += '"' + QByteArray::number(i) + "\": 1, ";
    row("too many entries", entries + "\"z\": 1}", "entries");
}

void LiteLlmPricesTest::refusesHostileFiles()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, hint);
    const auto prices = readLiteLlmPrices(file);
    QVERIFY(!prices);
    QCOMPARE(prices.error().code, ErrorCode::InvalidInput);
    QVERIFY2(prices.error().message.contains(hint), qPrintable(prices.error().message));
    QVERIFY(prices.error().message.contains(u"Nothing was imported"_s));
}

void LiteLlmPricesTest::everyCutOfAFileIsRefused()
{
    const QByteArray file = "{\"a\": {\"litellm_provider\": \"v\", \"input_cost_per_token\": 1e-06,"
                            " \"tiered_pricing\": [{\"range\": [0, 5], \"input_cost_per_token\": 2e-06}]}}";
    for (qsizetype size = 0; size < file.size(); ++size)
        QVERIFY2(!readLiteLlmPrices(file.left(size)), qPrintable(QString::number(size)));
    const auto whole = readLiteLlmPrices("\xEF\xBB\xBF" + file);
    QVERIFY(whole);
    QCOMPARE(text(whole->models.at(0).rates.input), u"2"_s);
}

void LiteLlmPricesTest::plansWhatChanges()
{
    const std::vector<CatalogModel> before = sample().models;
    std::vector<PriceEntry> entries;
    for (const CatalogModel &model : before)
        entries.push_back({model.vendor, model.model, 0, PriceOrigin::LiteLlm, model, 0});
    const auto book = PriceBook::of(ModelCatalog(), entries);
    QVERIFY(modelsToWrite(planImport(*book, before, at)).empty());

    std::vector<CatalogModel> after = before;
    after[0].rates.input = Money::fromDecimal(u"2"_s);
    after[0].rates.cachedInput.reset();
    after.push_back(after[0]);
    after.back().model = u"zephyr"_s;
    const auto plan = planImport(*book, after, at);
    QCOMPARE(plan.size(), after.size());
    QVERIFY(std::is_sorted(plan.begin(), plan.end(), [](const PlannedPrice &a, const PlannedPrice &b) {
        return std::tie(a.model.vendor, a.model.model) < std::tie(b.model.vendor, b.model.model);
    }));
    const auto changed = std::find_if(plan.begin(), plan.end(), [](const PlannedPrice &p) {
        return p.kind == PlannedPrice::Kind::Changed;
    });
    QVERIFY(changed != plan.end());
    QCOMPARE(changed->model.model, u"astra-1"_s);
    QVERIFY(changed->differences
            == (std::vector<PriceDifference>{{u"usd_per_mtok.cached_input"_s, u"0.125"_s, {}},
                                             {u"usd_per_mtok.input"_s, u"1.25"_s, u"2"_s}}));
    QCOMPARE(modelsToWrite(plan).size(), size_t(2)); // and the new one
    QCOMPARE(modelsToWrite(planImport(*PriceBook::of(ModelCatalog()), before, at)).size(), before.size());
}

void LiteLlmPricesTest::neverReplacesWhatAPersonTyped()
{
    CatalogModel typed = sample().models.at(0);
    typed.rates.input = Money::fromDecimal(u"99"_s);
    const PriceEntry entry{typed.vendor, typed.model, at, PriceOrigin::Person, typed, at};
    const auto book = PriceBook::of(ModelCatalog(), {entry});
    const auto plan = planImport(*book, {sample().models.at(0)}, at);
    QCOMPARE(plan.at(0).kind, PlannedPrice::Kind::KeptTyped);
    QVERIFY(modelsToWrite(plan).empty());
    QCOMPARE(planImport(*book, {sample().models.at(0)}, at - 1).at(0).kind, PlannedPrice::Kind::New);
}

void LiteLlmPricesTest::keepsWhatTheFileDoesNotKnow()
{
    CatalogModel bare;
    bare.vendor = u"openai"_s;
    bare.model = u"gpt-6-sol"_s;
    bare.rates = ModelCatalog::builtIn().find(bare.vendor, bare.model)->rates;
    const auto plan = planImport(*PriceBook::of(ModelCatalog::builtIn()), {bare}, at);
    const CatalogModel &planned = plan.at(0).model;
    QVERIFY(planned.vision == Ability::Yes && planned.tools == Ability::Yes && planned.contextWindow
            && planned.maxOutput);
    QCOMPARE(plan.at(0).kind, PlannedPrice::Kind::Changed); // its context tier is gone
    QVERIFY(planned.batch && planned.flex);
    bare.rates.input = Money::fromNanoUsd(1); // then half of what?
    QVERIFY(!planImport(*PriceBook::of(ModelCatalog::builtIn()), {bare}, at).at(0).model.batch);
}

QTEST_GUILESS_MAIN(LiteLlmPricesTest)
#include "tst_litellmprices.moc"
