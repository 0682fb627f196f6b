// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest> // first: moc 6.4 stumbles over <compare> before any header of Qt

#include "catalog/modelcatalog.h"
#include "catalog/provider.h"

#include <limits>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::catalog;

namespace {

Money usd(const char *decimal)
{
    return *Money::fromDecimal(QString::fromLatin1(decimal));
}

CatalogModel priced()
{
    CatalogModel model;
    model.rates = {usd("2"), usd("0.2"), usd("2.5"), usd("10")};

    model.tiers = {{272'000, {usd("4"), usd("0.4"), usd("5"), usd("15")}}};
    return model;
}

QByteArray listOf(const QByteArray &model)
{
    return R"({"prices_as_of":"2026-11-10","models":[{"vendor":"v","model":"first","usd_per_mtok":{}},)"
        + model + "]}";
}

} // namespace

class ModelCatalogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void costs_data();
    void costs();
    void roundsHalfUpOnceAtTheEnd();
    void billsTheWholeCallAtTierPrices();
    void xaiTierBeginsAtItsLimit();
    void unknownPriceIsUnknownOnlyWhenNeeded();
    void absurdCountsDoNotOverflow();
    void builtInListIsWhole();
    void vendorsRulesPriceBatchesAndAnHourOfCaching();
    void findsDatedAliases();
    void saysWhatIsWrongWithAList_data();
    void saysWhatIsWrongWithAList();
    void modelRefsSplitAtTheFirstSlash();
    void protocolNamesRoundTrip();
};

void ModelCatalogTest::costs_data()
{
    QTest::addColumn<qint64>("input");
    QTest::addColumn<qint64>("cached");
    QTest::addColumn<qint64>("written");
    QTest::addColumn<qint64>("output");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << 0LL << 0LL << 0LL << 0LL << u"0"_s;
    QTest::newRow("plain") << 1000LL << 0LL << 0LL << 500LL << u"0.007"_s;
    QTest::newRow("cached input") << 1280LL << 1024LL << 0LL << 0LL << u"0.0007168"_s;
    QTest::newRow("cache write") << 1280LL << 1024LL << 128LL << 16LL << u"0.0009408"_s;
    QTest::newRow("at the tier's limit") << 272'000LL << 0LL << 0LL << 1000LL << u"0.554"_s;
    QTest::newRow("beyond it") << 272'001LL << 0LL << 0LL << 1000LL << u"1.103004"_s;
    QTest::newRow("more cached than there is input") << 10LL << 20LL << 0LL << 0LL << u"0.000004"_s;
}

void ModelCatalogTest::costs()
{
    QFETCH(qint64, input);
    QFETCH(qint64, cached);
    QFETCH(qint64, written);
    QFETCH(qint64, output);
    QFETCH(QString, expected);
    const auto cost = costOf(priced(), Usage{input, cached, written, output, 0});
    QVERIFY(cost);
    QCOMPARE(cost->toDecimal(), expected);
}

void ModelCatalogTest::roundsHalfUpOnceAtTheEnd()
{
    CatalogModel model;
    model.rates = {usd("0.0005"), {}, {}, usd("0.0005")}; // half a nano-dollar a token
    QCOMPARE(costOf(model, Usage{1, 0, 0, 0, 0})->nanoUsd(), 1);
    QCOMPARE(costOf(model, Usage{1, 0, 0, 1, 0})->nanoUsd(), 1); // not 2: the halves add up first
    QCOMPARE(costOf(model, Usage{3, 0, 0, 0, 0})->nanoUsd(), 2);
    model.rates.input = usd("0.000499999");
    QCOMPARE(costOf(model, Usage{1, 0, 0, 0, 0})->nanoUsd(), 0);
}

void ModelCatalogTest::billsTheWholeCallAtTierPrices()
{
    const auto cost = costOf(priced(), Usage{300'000, 100'000, 50'000, 2'000, 1'000});
    // 150,000 x 4 + 100,000 x 0.4 + 50,000 x 5 + 2,000 x 15, per million
    QCOMPARE(cost->toDecimal(), u"0.92"_s);
}

void ModelCatalogTest::xaiTierBeginsAtItsLimit()
{
    const CatalogModel *grok = ModelCatalog::builtIn().find(u"xai"_s, u"grok-4.7"_s);
    QVERIFY(grok);
    QCOMPARE(costOf(*grok, Usage{199'999, 0, 0, 0, 0})->toDecimal(), u"0.399998"_s);
    QCOMPARE(costOf(*grok, Usage{200'000, 0, 0, 0, 0})->toDecimal(), u"0.8"_s);
}

void ModelCatalogTest::unknownPriceIsUnknownOnlyWhenNeeded()
{
    CatalogModel model;
    model.rates.input = usd("2");
    QCOMPARE(costOf(model, Usage{1'000'000, 0, 0, 0, 0}), std::optional(usd("2")));
    QCOMPARE(costOf(model, Usage{1'000'000, 500'000, 0, 0, 0}), std::optional(usd("2"))); // cached: as input
    QCOMPARE(costOf(model, Usage{1, 0, 0, 1, 0}), std::nullopt);
    QCOMPARE(costOf(CatalogModel(), Usage{1, 0, 0, 0, 0}), std::nullopt);
    QCOMPARE(costOf(CatalogModel(), Usage{1, 1, 0, 0, 0}), std::nullopt);
}

void ModelCatalogTest::absurdCountsDoNotOverflow()
{
    constexpr auto huge = std::numeric_limits<std::int64_t>::max();
    QCOMPARE(costOf(priced(), Usage{huge, 0, 0, huge, 0}), std::nullopt);
}

void ModelCatalogTest::builtInListIsWhole()
{
    const ModelCatalog &catalog = ModelCatalog::builtIn();
    QCOMPARE(catalog.pricesAsOf(), QDate(2026, 11, 10));
    QCOMPARE(catalog.models().size(), size_t(110)); // 107 of the vendors, 3 simulated

    const CatalogModel *sol = catalog.find(u"openai"_s, u"gpt-6-sol"_s);
    QVERIFY(sol);
    QCOMPARE(sol->contextWindow, std::optional<std::int64_t>(1'050'000));
    QCOMPARE(sol->maxOutput, std::optional<std::int64_t>(128'000));
    QCOMPARE(sol->rates.cachedInput, std::optional(usd("0.2")));
    QCOMPARE(sol->tiers.size(), size_t(1));
    QCOMPARE(sol->tiers.front().aboveTokens, 272'000);
    QCOMPARE(sol->tiers.front().rates.output, std::optional(usd("15")));
    for (const Ability ability : {sol->vision, sol->tools, sol->jsonSchema, sol->reasoning})
        QCOMPARE(ability, Ability::Yes);
    QVERIFY(!sol->deprecatedOn);

    QCOMPARE(catalog.find(u"openai"_s, u"gpt-5"_s)->deprecatedOn, std::optional(QDate(2026, 12, 11)));
    QVERIFY(!catalog.find(u"groq"_s, u"llama-3.1-8b-instant"_s)->rates.cachedInput);
    for (const QString &model : {u"sim-swift"_s, u"sim-balanced"_s, u"sim-thorough"_s}) {
        const CatalogModel *simulated = catalog.find(u"simulated"_s, model);
        QVERIFY2(simulated, qPrintable(model));
        QVERIFY(costOf(*simulated, Usage{100, 10, 0, 100, 0}));
    }
}

void ModelCatalogTest::vendorsRulesPriceBatchesAndAnHourOfCaching()
{
    const ModelCatalog &catalog = ModelCatalog::builtIn();
    const CatalogModel *sol = catalog.find(u"openai"_s, u"gpt-6-sol"_s);
    Usage usage;
    usage.input = 300'000; // in its tier
    usage.output = 1'000'000;
    QCOMPARE(costOf(*sol, usage, ServiceTier::Batch)->nanoUsd() * 2, costOf(*sol, usage)->nanoUsd());
    QCOMPARE(costSplitOf(*sol, usage, ServiceTier::Flex)->serviceTier, ServiceTier::Flex);
    QCOMPARE(costSplitOf(*sol, usage, ServiceTier::Priority)->serviceTier, ServiceTier::Standard);

    int ofAnthropic = 0;
    for (const CatalogModel &model : catalog.models()) {
        if (model.vendor != u"anthropic"_s || !model.rates.cacheWrite)
            continue;
        ++ofAnthropic;
        QCOMPARE(model.rates.cacheWrite1h->nanoUsd(), model.rates.input->nanoUsd() * 2);
        QVERIFY(*model.batch->rates.input < *model.rates.input);
    }
    QVERIFY(ofAnthropic > 5);
    QVERIFY(!catalog.find(u"xai"_s, u"grok-4.7"_s)->batch);
}

void ModelCatalogTest::findsDatedAliases()
{
    const ModelCatalog &catalog = ModelCatalog::builtIn();
    const CatalogModel *gpt5 = catalog.find(u"openai"_s, u"gpt-5"_s);
    QVERIFY(gpt5);
    QCOMPARE(catalog.find(u"openai"_s, u"gpt-5-2025-08-07"_s), gpt5);
    QCOMPARE(catalog.find(u"anthropic"_s, u"claude-sonnet-4-5-20250929"_s)->model, u"claude-sonnet-4-5"_s);
    QCOMPARE(catalog.find(u"mistral"_s, u"mistral-large-2512"_s)->model, u"mistral-large-2512"_s);
    QCOMPARE(catalog.find(u"openai"_s, u"gpt-5-turbo"_s), nullptr);
    QCOMPARE(catalog.find(u""_s, u"gpt-5"_s), nullptr);
    QCOMPARE(catalog.find(u"groq"_s, u"gpt-5"_s), nullptr);
}

void ModelCatalogTest::saysWhatIsWrongWithAList_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("hint");
    QTest::newRow("no JSON") << QByteArray("{\n\"models\": oops}") << u"line 2"_s;
    QTest::newRow("empty") << QByteArray() << u"price list"_s;
    QTest::newRow("an array") << QByteArray("[]") << u"price list"_s;
    QTest::newRow("no date") << QByteArray(R"({"models":[]})") << u"prices_as_of"_s;
    QTest::newRow("no models") << QByteArray(R"({"prices_as_of":"2026-11-10"})") << u"models"_s;
    QTest::newRow("no name") << listOf(R"({"vendor":"v","usd_per_mtok":{}})") << u"Model 2"_s;
    QTest::newRow("no prices") << listOf(R"({"vendor":"v","model":"m"})") << u"usd_per_mtok"_s;
    QTest::newRow("price as number") << listOf(R"({"vendor":"v","model":"m","usd_per_mtok":{"input":2.5}})")
                                     << u"decimal in quotes"_s;
    QTest::newRow("negative price") << listOf(R"({"vendor":"v","model":"m","usd_per_mtok":{"input":"-1"}})")
                                    << u"decimal in quotes"_s;
    QTest::newRow("tier without limit")
        << listOf(R"({"vendor":"v","model":"m","usd_per_mtok":{},"tiers":[{"usd_per_mtok":{}}]})")
        << u"above_tokens"_s;
    QTest::newRow("bad date") << listOf(
        R"({"vendor":"v","model":"m","usd_per_mtok":{},"deprecated_on":"soon"})")
                              << u"deprecated_on"_s;
    QTest::newRow("twice") << listOf(R"({"vendor":"v","model":"first","usd_per_mtok":{}})") << u"twice"_s;
    QTest::newRow("bad window") << listOf(
        R"({"vendor":"v","model":"m","usd_per_mtok":{},"context_window":"big"})")
                                << u"context_window"_s;
}

void ModelCatalogTest::saysWhatIsWrongWithAList()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, hint);
    const Result<ModelCatalog> catalog = ModelCatalog::fromJson(json);
    QVERIFY(!catalog);
    QCOMPARE(catalog.error().code, ErrorCode::InvalidInput);
    QVERIFY2(catalog.error().message.contains(hint), qPrintable(catalog.error().message));
}

void ModelCatalogTest::modelRefsSplitAtTheFirstSlash()
{
    QCOMPARE(parseModelRef(u"groq/openai/gpt-oss-20b"_s),
             std::optional(ModelRef{u"groq"_s, u"openai/gpt-oss-20b"_s}));
    QCOMPARE(parseModelRef(u"groq/openai/gpt-oss-20b"_s)->toString(), u"groq/openai/gpt-oss-20b"_s);
    for (const QString &bad : {u""_s, u"gpt-5"_s, u"/gpt-5"_s, u"openai/"_s})
        QVERIFY2(!parseModelRef(bad), qPrintable(bad));
}

void ModelCatalogTest::protocolNamesRoundTrip()
{
    QCOMPARE(protocolFromName(u"openai-chat"), std::optional(Protocol::OpenAiChat));
    QCOMPARE(protocolFromName(protocolName(Protocol::Anthropic)), std::optional(Protocol::Anthropic));
    QCOMPARE(protocolFromName(u"telepathy"), std::nullopt);
}

QTEST_GUILESS_MAIN(ModelCatalogTest)
#include "tst_modelcatalog.moc"
