// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/router.h"

#include <random>

#include <QTest>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

catalog::CatalogModel capable()
{
    catalog::CatalogModel model;
    model.contextWindow = 128'000;
    model.maxOutput = 8'192;
    model.vision = model.tools = model.jsonSchema = model.reasoning = catalog::Ability::Yes;
    return model;
}
const catalog::CatalogModel knownModel = capable();

CandidateInfo candidate(const QString &name, int weight = 1)
{
    CandidateInfo info;
    info.model = {u"p"_s, name};
    info.weight = weight;
    info.known = &knownModel;
    return info;
}

CandidateInfo unknown(const QString &name)
{
    CandidateInfo info = candidate(name);
    info.known = nullptr;
    return info;
}

Route routeOver(const std::vector<CandidateInfo> &candidates, RoutingPolicy policy)
{
    Route route;
    route.policy = policy;
    for (const CandidateInfo &each : candidates)
        route.candidates.append({each.model, each.weight});
    return route;
}

/// The names of those taken, in order: "a b c".
QString taken(const QList<PlannedModel> &planned)
{
    QStringList names;
    for (const PlannedModel &each : planned) {
        if (each.isTaken)
            names.append(each.model.model);
    }
    return names.join(u' ');
}

QString order(RoutingPolicy policy, const std::vector<CandidateInfo> &candidates, double score = 0,
              double random01 = 0)
{
    return taken(plan(routeOver(candidates, policy), {}, candidates, score, random01));
}

constexpr std::array policies{RoutingPolicy::Fixed,       RoutingPolicy::Cheapest, RoutingPolicy::Fastest,
                              RoutingPolicy::LowestError, RoutingPolicy::Weighted, RoutingPolicy::Complexity};

} // namespace

class RouterTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRequestSaysWhatItNeeds()
    {
        providers::ModelRequest request;
        request.messages = {{providers::Role::User, u"hi"_s}};
        QCOMPARE(requirementsOf(request, 7), (Requirements{7, 0, false, false, false, false}));
        request.messages.front().images.push_back({u"image/png"_s, "x"});
        request.tools.push_back({u"weather"_s, {}, {}});
        request.parameters.maxTokens = 100;
        request.parameters.responseFormat = providers::ResponseFormat::JsonSchema;
        request.parameters.reasoningEffort = providers::ReasoningEffort::Low;
        QCOMPARE(requirementsOf(request, 7), (Requirements{7, 100, true, true, true, true}));
        request.parameters.reasoningEffort = providers::ReasoningEffort::None;
        request.parameters.responseFormat = providers::ResponseFormat::JsonObject;
        QCOMPARE(requirementsOf(request, 7), (Requirements{7, 100, true, true, false, false}));
    }

    void aConversationWithToolCallsNeedsToolsAlsoWhenNoneIsOffered()
    {
        providers::ModelRequest request;
        providers::Message result{providers::Role::Tool, u"12 degrees"_s};
        request.messages = {result};
        QVERIFY(requirementsOf(request, 1).tools);
    }

    void whoCannotIsPassedOverWithTheReason_data()
    {
        QTest::addColumn<Requirements>("needs");
        QTest::addColumn<QString>("said");
        QTest::newRow("context") << Requirements{130'000, 10'000} << u"context of 128,000 tokens"_s;
        QTest::newRow("needed context") << Requirements{130'000, 8'000} << u"too small for 138,000"_s;
        QTest::newRow("answer") << Requirements{10, 9'000} << u"8,192 tokens at most, 9,000"_s;
        QTest::newRow("images") << Requirements{1, 0, false, true} << u"images"_s;
        QTest::newRow("tools") << Requirements{1, 0, true} << u"tools"_s;
        QTest::newRow("schema") << Requirements{1, 0, false, false, true} << u"schema"_s;
        QTest::newRow("reasoning") << Requirements{1, 0, false, false, false, true} << u"reasoning"_s;
    }
    void whoCannotIsPassedOverWithTheReason()
    {
        QFETCH(const Requirements, needs);
        QFETCH(const QString, said);
        catalog::CatalogModel small;
        small.contextWindow = 128'000;
        small.maxOutput = 8'192;
        small.vision = small.tools = small.jsonSchema = small.reasoning = catalog::Ability::No;
        catalog::CatalogModel large = capable();
        large.contextWindow = 1'000'000;
        large.maxOutput = 100'000;
        std::vector<CandidateInfo> candidates{candidate(u"small"_s), candidate(u"large"_s)};
        candidates[0].known = &small;
        candidates[1].known = &large;
        const auto planned = plan(routeOver(candidates, RoutingPolicy::Fixed), needs, candidates, 0, 0);
        QCOMPARE(taken(planned), u"large"_s);
        QCOMPARE(planned.last().model.model, u"small"_s);
        QVERIFY2(planned.last().reason.contains(said), qPrintable(planned.last().reason));
    }

    void whatFitsExactlyFits()
    {
        const CandidateInfo info = candidate(u"a"_s);
        QVERIFY(inability(info, {127'000, 1'000}).isEmpty());
        QVERIFY(!inability(info, {127'001, 1'000}).isEmpty());
        QVERIFY(!inability(info, {std::numeric_limits<std::int64_t>::max(), 1'000}).isEmpty());
    }

    void theProvidersListingOfTheContextHoldsBeforeTheCatalogues()
    {
        CandidateInfo info = unknown(u"local"_s);
        QVERIFY(inability(info, {50'000, 0, true, true, true, true}).isEmpty());
        info.listedContextWindow = 4'096;
        QVERIFY(!inability(info, {50'000}).isEmpty());
        info.known = &knownModel;
        QVERIFY(!inability(info, {50'000}).isEmpty());
    }

    void fixedKeepsTheRoutesOrder()
    {
        QCOMPARE(order(RoutingPolicy::Fixed, {unknown(u"local"_s), candidate(u"b"_s), candidate(u"a"_s)}),
                 u"local b a"_s);
    }

    void cheapestGoesByCost()
    {
        std::vector<CandidateInfo> candidates{candidate(u"dear"_s), candidate(u"unpriced"_s),
                                              candidate(u"cheap"_s), unknown(u"unknown"_s)};
        candidates[0].estimatedCost = Money::fromNanoUsd(9);
        candidates[2].estimatedCost = Money::fromNanoUsd(3);
        candidates[3].estimatedCost = Money();
        QCOMPARE(order(RoutingPolicy::Cheapest, candidates), u"cheap dear unpriced unknown"_s);
    }

    void fastestExploresTheUnmeasuredLast()
    {
        std::vector<CandidateInfo> candidates{candidate(u"new"_s), candidate(u"slow"_s),
                                              candidate(u"whole"_s), candidate(u"fast"_s)};
        candidates[1].recent.p95FirstToken = 900ms;
        candidates[2].recent.p95Latency = 500ms;
        candidates[3].recent.p95FirstToken = 200ms;
        candidates[3].recent.p95Latency = 5s; // a long answer is not a slow model
        QCOMPARE(order(RoutingPolicy::Fastest, candidates), u"fast whole slow new"_s);
    }

    void lowestErrorWantsEvidence()
    {
        std::vector<CandidateInfo> candidates{candidate(u"broken"_s), candidate(u"untried"_s),
                                              candidate(u"once"_s), candidate(u"proven"_s)};
        candidates[0].recent.samples = 50;
        candidates[0].recent.errorRate = 0.8;
        candidates[2].recent.samples = 1;
        candidates[3].recent.samples = 100;
        candidates[3].recent.errorRate = 0.02;
        QCOMPARE(order(RoutingPolicy::LowestError, candidates), u"proven once untried broken"_s);
    }

    void complexityPartsAtTheThreshold()
    {
        const std::vector<CandidateInfo> candidates{candidate(u"small"_s), candidate(u"big"_s),
                                                    candidate(u"bigger"_s)};
        QCOMPARE(order(RoutingPolicy::Complexity, candidates, 0.49), u"small big bigger"_s);
        QCOMPARE(order(RoutingPolicy::Complexity, candidates, 0.5), u"big bigger small"_s);
    }

    void aMissingSimpleModelDoesNotMakeTheNextOneSimple()
    {
        const std::vector<CandidateInfo> all{candidate(u"small"_s), candidate(u"big"_s),
                                             candidate(u"bigger"_s)};
        const Route route = routeOver(all, RoutingPolicy::Complexity);
        const std::vector<CandidateInfo> there{all[1], all[2]}; // the first one's provider was removed
        QCOMPARE(taken(plan(route, {}, there, 0.9, 0)), u"big bigger"_s);
        catalog::CatalogModel blind = capable();
        blind.vision = catalog::Ability::No;
        std::vector<CandidateInfo> candidates = all;
        candidates[0].known = &blind;
        QCOMPARE(taken(plan(route, {1, 0, false, true}, candidates, 0.9, 0)), u"big bigger"_s);
    }

    void whatNobodyKnowsIsTried()
    {
        catalog::CatalogModel priced; // somebody typed its price, and nothing else is known
        priced.rates.input = priced.rates.output = Money::fromNanoUsd(1);
        CandidateInfo info = candidate(u"new"_s);
        info.known = &priced;
        const Requirements everything{1, 1, true, true, true, true};
        QCOMPARE(inability(info, everything), QString());
        for (const auto ability : {&catalog::CatalogModel::vision, &catalog::CatalogModel::tools,
                                   &catalog::CatalogModel::jsonSchema, &catalog::CatalogModel::reasoning}) {
            catalog::CatalogModel lacking = priced;
            lacking.*ability = catalog::Ability::No;
            info.known = &lacking;
            QVERIFY(!inability(info, everything).isEmpty());
        }
    }

    void whoIsDownComesLastAndIsStillThere()
    {
        std::vector<CandidateInfo> candidates{candidate(u"down"_s), candidate(u"open"_s), candidate(u"up"_s)};
        candidates[0].isProviderDown = true;
        candidates[1].isCircuitOpen = true;
        for (const RoutingPolicy policy : policies) {
            const auto planned = plan(routeOver(candidates, policy), {}, candidates, 0, 0.3);
            QCOMPARE(planned.size(), 3);
            QCOMPARE(planned.first().model.model, u"up"_s);
            QVERIFY(planned[1].reason.contains(u"last"_s));
        }
    }

    void aSingleModelIsARouteOfOne()
    {
        CandidateInfo info = candidate(u"only"_s);
        info.isProviderDown = true;
        const auto planned = plan(routeOf(info.model), {}, std::span(&info, 1), 1, 0);
        QCOMPARE(taken(planned), u"only"_s);
        QVERIFY(plan(routeOf(info.model), {}, {}, 0, 0).isEmpty());
    }

    void weightsAreRespected()
    {
        const std::vector<CandidateInfo> candidates{candidate(u"a"_s, 6), candidate(u"b"_s, 3),
                                                    candidate(u"c"_s, 1), candidate(u"spare"_s, 0)};
        std::mt19937_64 random(20261123);
        std::uniform_real_distribution<double> uniform(0, 1);
        constexpr int draws = 40'000;
        QHash<QString, int> orders;
        for (int i = 0; i < draws; ++i)
            ++orders[order(RoutingPolicy::Weighted, candidates, 0, uniform(random))];
        // Without replacement: P(a b c) = 6/10 x 3/4, and so on. Four standard deviations are 0.01.
        const std::array expected{
            std::pair{u"a b c spare"_s, 0.6 * 0.75},    std::pair{u"a c b spare"_s, 0.6 * 0.25},
            std::pair{u"b a c spare"_s, 0.3 * 6 / 7},   std::pair{u"b c a spare"_s, 0.3 * 1 / 7},
            std::pair{u"c a b spare"_s, 0.1 * 6.0 / 9}, std::pair{u"c b a spare"_s, 0.1 * 3.0 / 9}};
        QCOMPARE(orders.size(), qsizetype(expected.size()));
        for (const auto &[names, probability] : expected)
            QVERIFY2(std::abs(orders.value(names) / double(draws) - probability) < 0.01, qPrintable(names));
    }

    void drawingSurvivesTheEndsOfItsRange()
    {
        const std::vector<CandidateInfo> candidates{candidate(u"none"_s, 0), candidate(u"a"_s, 1),
                                                    candidate(u"b"_s, 1'000'000)};
        for (const double random01 : {0.0, 0.9999999999999999, 1.0, -1.0})
            QVERIFY(order(RoutingPolicy::Weighted, candidates, 0, random01).endsWith(u"none"_s));
        QCOMPARE(order(RoutingPolicy::Weighted, {candidate(u"x"_s, 0), candidate(u"y"_s, 0)}, 0, 0.7),
                 u"x y"_s);
    }
};

QTEST_GUILESS_MAIN(RouterTest)
#include "tst_router.moc"
