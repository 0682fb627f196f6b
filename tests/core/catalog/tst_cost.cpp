// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/cost.h"

#include <limits>
#include <QTest>
#include <random>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::catalog;

namespace {

constexpr std::uint32_t seed = 20261110;
constexpr int rounds = 20'000;

Money usd(const char *text)
{
    return *Money::fromDecimal(QString::fromLatin1(text));
}

/// A million tokens of each kind, so that a price can be read off its part.
Usage oneMillionEach()
{
    Usage usage;
    usage.input = 3'000'000;
    usage.cachedInput = 1'000'000;
    usage.cacheWrite = 1'000'000;
    usage.output = 2'000'000;
    usage.reasoning = 1'000'000;
    return usage;
}

CatalogModel priced()
{
    CatalogModel model;
    model.rates = {usd("2"), usd("0.2"), usd("2.5"), usd("10"), usd("12"), usd("4")};
    return model;
}

class Dice final {
public:
    std::int64_t upTo(std::int64_t most)
    {
        return std::uniform_int_distribution<std::int64_t>(0, most)(m_random);
    }
    bool heads() { return upTo(1) == 1; }
    std::optional<Money> price()
    {
        return heads() ? std::optional(Money::fromNanoUsd(upTo(heads() ? 100'000'000'000 : 1000)))
                       : std::nullopt;
    }
    PriceRates rates()
    {
        return {Money::fromNanoUsd(upTo(50'000'000'000)), price(), price(),
                Money::fromNanoUsd(upTo(50'000'000'000)), price(), price()};
    }
    std::vector<ContextTier> tiers()
    {
        std::vector<ContextTier> all;
        std::int64_t above = 0;
        for (std::int64_t left = upTo(3); left > 0; --left) {
            above += 1 + upTo(100'000);
            all.push_back({above, rates()});
        }
        return all;
    }
    CatalogModel model()
    {
        CatalogModel made;
        made.rates = rates();
        made.tiers = tiers();
        if (heads())
            made.batch = PriceTable{rates(), tiers()};
        return made;
    }
    /// As a provider should count.
    Usage usage()
    {
        Usage made;
        made.input = upTo(400'000);
        made.cachedInput = upTo(made.input);
        made.cacheWrite = upTo(made.input - made.cachedInput);
        made.cacheWrite1h = upTo(made.cacheWrite);
        made.output = upTo(50'000);
        made.reasoning = upTo(made.output);
        return made;
    }
    /// As a broken one might.
    std::int64_t anyCount()
    {
        return std::uniform_int_distribution<std::int64_t>(std::numeric_limits<std::int64_t>::min(),
                                                           std::numeric_limits<std::int64_t>::max())(m_random)
            >> upTo(63);
    }

private:
    std::mt19937 m_random{seed};
};

Money sumOf(const CostSplit &split)
{
    return split.input + split.cachedInput + split.cacheWrite + split.output + split.reasoning;
}

bool hasNegativePart(const CostSplit &split)
{
    return std::min(
               {split.input, split.cachedInput, split.cacheWrite, split.output, split.reasoning, split.total})
        < Money();
}

} // namespace

class CostTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachKindHasItsPrice();
    void missingPricesFallBack();
    void theHourOfACacheIsPartOfWhatWasWritten();
    void wholeCallCostsTheTierAboveItsLimit_data();
    void wholeCallCostsTheTierAboveItsLimit();
    void servicesHaveTheirOwnPrices();
    void contradictoryCountsAreNeverNegative();
    void partsAddUpToTheTotal();
    void anyCountGivesACostOrNone();
    void moreTokensNeverCostLess();
    void totalIsRoundedOnce();
};

void CostTest::eachKindHasItsPrice()
{
    const auto split = costSplitOf(priced(), oneMillionEach());
    QVERIFY(split);
    QCOMPARE(split->input, usd("2"));
    QCOMPARE(split->cachedInput, usd("0.2"));
    QCOMPARE(split->cacheWrite, usd("2.5"));
    QCOMPARE(split->output, usd("10"));
    QCOMPARE(split->reasoning, usd("12"));
    QCOMPARE(split->total, usd("26.7"));
    QCOMPARE(split->aboveTokens, 0);
    QCOMPARE(costOf(priced(), oneMillionEach()), std::optional(usd("26.7")));
}

void CostTest::missingPricesFallBack()
{
    CatalogModel model;
    model.rates.input = usd("2");
    model.rates.output = usd("10");
    Usage usage = oneMillionEach();
    usage.cacheWrite1h = 500'000;
    const auto split = costSplitOf(model, usage);
    QVERIFY(split);
    QCOMPARE(split->cachedInput, usd("2"));
    QCOMPARE(split->cacheWrite, usd("2"));
    QCOMPARE(split->reasoning, usd("10"));
    model.rates.cacheWrite = usd("3");
    QCOMPARE(costSplitOf(model, usage)->cacheWrite, usd("3")); // the hour as the five minutes
    model.rates.output.reset();
    QCOMPARE(costSplitOf(model, usage), std::nullopt); // unknown is not free
}

void CostTest::theHourOfACacheIsPartOfWhatWasWritten()
{
    Usage usage;
    usage.input = 1'000'000;
    usage.cacheWrite = 1'000'000;
    usage.cacheWrite1h = 400'000;
    const auto split = costSplitOf(priced(), usage);
    QVERIFY(split);
    QCOMPARE(split->cacheWrite, usd("3.1")); // 0.6 x 2.5 + 0.4 x 4
    QCOMPARE(split->total, usd("3.1"));
}

void CostTest::wholeCallCostsTheTierAboveItsLimit_data()
{
    QTest::addColumn<qint64>("input");
    QTest::addColumn<qint64>("above");
    QTest::addColumn<QString>("total");
    QTest::newRow("nothing") << 0LL << 0LL << u"1"_s; // 100,000 of output at 10
    QTest::newRow("at the first limit") << 128'000LL << 0LL << u"1.256"_s;
    QTest::newRow("one above it") << 128'001LL << 128'000LL << u"2.512004"_s;
    QTest::newRow("at the second limit") << 256'000LL << 128'000LL << u"3.024"_s;
    QTest::newRow("one above that") << 256'001LL << 256'000LL << u"5.048008"_s;
}

void CostTest::wholeCallCostsTheTierAboveItsLimit()
{
    QFETCH(qint64, input);
    QFETCH(qint64, above);
    QFETCH(QString, total);
    CatalogModel model = priced();
    model.tiers = {{128'000, {usd("4"), {}, {}, usd("20"), {}, {}}},
                   {256'000, {usd("8"), {}, {}, usd("30"), {}, {}}}};
    Usage usage;
    usage.input = input;
    usage.output = 100'000;
    const auto split = costSplitOf(model, usage);
    QVERIFY(split);
    QCOMPARE(split->aboveTokens, above);
    QCOMPARE(split->total.toDecimal(), total);
}

void CostTest::servicesHaveTheirOwnPrices()
{
    CatalogModel model = priced();
    model.batch =
        PriceTable{{usd("1"), {}, {}, usd("5"), {}, {}}, {{100'000, {usd("1.5"), {}, {}, usd("6"), {}, {}}}}};
    Usage usage;
    usage.input = 100'000;
    usage.output = 1'000'000;
    const auto batch = costSplitOf(model, usage, ServiceTier::Batch);
    QVERIFY(batch);
    QCOMPARE(batch->total, usd("5.1"));
    QCOMPARE(batch->serviceTier, ServiceTier::Batch);
    usage.input = 200'000;
    QCOMPARE(costSplitOf(model, usage, ServiceTier::Batch)->total, usd("6.3"));

    const auto flex = costSplitOf(model, usage, ServiceTier::Flex);
    QVERIFY(flex);
    QCOMPARE(flex->serviceTier, ServiceTier::Standard); // no prices of its own
    QCOMPARE(flex->total, costOf(model, usage).value());
}

void CostTest::contradictoryCountsAreNeverNegative()
{
    Usage usage;
    usage.input = 10;
    usage.cachedInput = 1'000'000; // more than there was
    usage.output = 5;
    usage.reasoning = 1'000'000;
    usage.cacheWrite1h = 7; // of nothing written
    const auto split = costSplitOf(priced(), usage);
    QVERIFY(split);
    QCOMPARE(split->input, Money());
    QCOMPARE(split->cachedInput, usd("0.2"));
    QCOMPARE(split->cacheWrite, Money());
    QCOMPARE(split->output, Money());
    QCOMPARE(split->reasoning, usd("0.00006"));
}

void CostTest::partsAddUpToTheTotal()
{
    Dice dice;
    for (int i = 0; i < rounds; ++i) {
        const CatalogModel model = dice.model();
        const auto split =
            costSplitOf(model, dice.usage(), dice.heads() ? ServiceTier::Batch : ServiceTier::Standard);
        QVERIFY2(split, qPrintable(u"round %1"_s.arg(i)));
        QVERIFY2(sumOf(*split) == split->total, qPrintable(u"round %1"_s.arg(i)));
        QVERIFY2(!hasNegativePart(*split), qPrintable(u"round %1"_s.arg(i)));
    }
}

void CostTest::anyCountGivesACostOrNone()
{
    Dice dice;
    int known = 0;
    for (int i = 0; i < rounds; ++i) {
        const CatalogModel model = dice.model();
        const Usage usage{dice.anyCount(), dice.anyCount(), dice.anyCount(),
                          dice.anyCount(), dice.anyCount(), dice.anyCount()};
        const auto split = costSplitOf(model, usage);
        if (!split)
            continue;
        ++known;
        QVERIFY2(sumOf(*split) == split->total, qPrintable(u"round %1"_s.arg(i)));
        QVERIFY2(!hasNegativePart(*split), qPrintable(u"round %1"_s.arg(i)));
    }
    QVERIFY(known > rounds / 10);
}

/// Within one tier; across its limit only where the list's prices rise, which is the list's business.
void CostTest::moreTokensNeverCostLess()
{
    Dice dice;
    for (int i = 0; i < rounds; ++i) {
        CatalogModel model = dice.model();
        model.tiers.clear();
        const Usage usage = dice.usage();
        Usage more = usage;
        const std::int64_t added = dice.upTo(10'000);
        const std::array<std::int64_t Usage::*, 4> kinds{&Usage::input, &Usage::output, &Usage::cachedInput,
                                                         &Usage::cacheWrite};
        const auto kind = kinds[size_t(dice.upTo(3))];
        more.*kind += added;
        if (kind == &Usage::cachedInput || kind == &Usage::cacheWrite)
            more.input += added; // more of it, not other tokens made dearer or cheaper
        QVERIFY2(*costOf(model, more) >= *costOf(model, usage), qPrintable(u"round %1"_s.arg(i)));
    }
}

void CostTest::totalIsRoundedOnce()
{
    CatalogModel model;
    const auto half = Money::fromNanoUsd(500'000); // half a nano-dollar a token
    model.rates = {half, half, half, half, half, half};
    Usage usage;
    usage.input = 3; // one of each of three kinds
    usage.cachedInput = 1;
    usage.cacheWrite = 1;
    const auto split = costSplitOf(model, usage);
    QVERIFY(split);
    QCOMPARE(split->total.nanoUsd(), 2); // 1.5, not three times 1
    QCOMPARE(split->input.nanoUsd() + split->cachedInput.nanoUsd() + split->cacheWrite.nanoUsd(), 2);
}

QTEST_GUILESS_MAIN(CostTest)
#include "tst_cost.moc"
