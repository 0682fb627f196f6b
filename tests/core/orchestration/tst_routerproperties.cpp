// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/router.h"
#include "support/seeds.h"

#include <algorithm>
#include <array>
#include <random>

#include <QTest>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;

namespace {

/// Anything at all, by chance.
struct AnyRoute {
    explicit AnyRoute(unsigned seed)
        : random(seed)
    {
        for (catalog::CatalogModel &model : models) {
            for (const auto ability : {&catalog::CatalogModel::vision, &catalog::CatalogModel::tools,
                                       &catalog::CatalogModel::jsonSchema, &catalog::CatalogModel::reasoning})
                model.*ability = std::array{catalog::Ability::Unknown, catalog::Ability::Yes,
                                            catalog::Ability::No}[static_cast<std::size_t>(upTo(2))];
            if (flip())
                model.contextWindow = upTo(2'000);
            if (flip())
                model.maxOutput = upTo(1'000);
        }
        const int count = upTo(8);
        for (int i = 0; i < count; ++i) {
            candidates.push_back(anyCandidate(i));
            route.candidates.append({candidates.back().model, candidates.back().weight});
        }
        if (count > 0 && upTo(4) == 0)
            candidates.erase(candidates.begin() + upTo(count - 1)); // its provider was removed
        // Half of the requests need little, so that many candidates are left to be put in order.
        needs = {upTo(flip() ? 100 : 1'500),
                 flip() ? upTo(800) : 0,
                 upTo(3) == 0,
                 upTo(3) == 0,
                 upTo(3) == 0,
                 upTo(3) == 0};
        route.complexityThreshold = upTo(100) / 100.0;
        complexity = upTo(100) / 100.0;
        random01 = std::uniform_real_distribution<double>(0, 1)(random);
    }
    CandidateInfo anyCandidate(int number)
    {
        CandidateInfo info;
        info.model = {u"p"_s, QString::number(number)};
        info.weight = upTo(5);
        info.known = upTo(2) > 0 ? &models[static_cast<std::size_t>(upTo(3))] : nullptr;
        if (upTo(3) == 0)
            info.listedContextWindow = upTo(3'000);
        info.recent.samples = upTo(20);
        info.recent.errorRate = upTo(10) / 10.0; // few values, so that some are equal
        if (info.recent.samples > 0 && flip())
            info.recent.p95FirstToken = std::chrono::milliseconds(upTo(10));
        if (info.recent.samples > 0 && flip())
            info.recent.p95Latency = std::chrono::milliseconds(upTo(20));
        info.isCircuitOpen = upTo(3) == 0;
        info.isProviderDown = upTo(3) == 0;
        if (flip())
            info.estimatedCost = Money::fromNanoUsd(upTo(10));
        return info;
    }
    bool flip() { return upTo(1) == 1; }
    int upTo(int most) { return std::uniform_int_distribution<int>(0, most)(random); }

    std::mt19937 random;
    std::array<catalog::CatalogModel, 4> models;
    std::vector<CandidateInfo> candidates;
    Route route;
    Requirements needs;
    double complexity = 0;
    double random01 = 0;
};

bool canServe(const CandidateInfo &candidate, const Requirements &needs)
{
    std::int64_t window = std::numeric_limits<std::int64_t>::max();
    if (candidate.known != nullptr)
        window = candidate.known->contextWindow.value_or(window);
    window = candidate.listedContextWindow.value_or(window);
    if (needs.inputTokens + needs.outputTokens > window)
        return false;
    if (candidate.known == nullptr)
        return true;
    const catalog::CatalogModel &model = *candidate.known;
    using catalog::Ability;
    return needs.outputTokens <= model.maxOutput.value_or(needs.outputTokens)
        && !(needs.images && model.vision == Ability::No) && !(needs.tools && model.tools == Ability::No)
        && !(needs.jsonSchema && model.jsonSchema == Ability::No)
        && !(needs.reasoning && model.reasoning == Ability::No);
}

/// What a policy ranks by: the smaller stands first.
double keyOf(const CandidateInfo &candidate, const AnyRoute &any)
{
    constexpr double none = 1e300;
    const RecentFigures &recent = candidate.recent;
    switch (any.route.policy) {
    case RoutingPolicy::Cheapest:
        return candidate.estimatedCost ? static_cast<double>(candidate.estimatedCost->nanoUsd()) : none;
    case RoutingPolicy::Fastest:
        if (recent.p95FirstToken)
            return static_cast<double>(recent.p95FirstToken->count());
        return recent.p95Latency ? static_cast<double>(recent.p95Latency->count()) : none;
    case RoutingPolicy::LowestError:
        return (recent.errorRate * recent.samples + 1) / (recent.samples + 2);
    case RoutingPolicy::Complexity:
        return any.complexity >= any.route.complexityThreshold
                && candidate.model == any.route.candidates.first().model
            ? 1
            : 0;
    case RoutingPolicy::Fixed:
    case RoutingPolicy::Weighted:
        break;
    }
    return 0;
}

bool ranksKnownFirst(RoutingPolicy policy)
{
    return policy == RoutingPolicy::Cheapest || policy == RoutingPolicy::Fastest
        || policy == RoutingPolicy::LowestError;
}

/// The orders of `weights` drawn without replacement share [0, 1) out among them, in the order of their
/// first members, then of the second ones, and so on: the one that has `point` is it.
std::vector<std::size_t> drawn(std::vector<std::pair<std::size_t, int>> left, long double from,
                               long double to, long double point)
{
    long double total = 0;
    for (const auto &each : left)
        total += each.second;
    std::vector<std::size_t> order;
    if (total == 0) {
        for (const auto &each : left)
            order.push_back(each.first);
        return order;
    }
    long double low = from;
    for (auto it = left.begin(); it != left.end(); ++it) {
        const long double high = low + (to - from) * it->second / total;
        if (point >= low && point < high) {
            order.push_back(it->first);
            left.erase(it);
            const auto others = drawn(left, low, high, point);
            order.insert(order.end(), others.begin(), others.end());
            return order;
        }
        low = high;
    }
    return order; // `point` is at an end that rounding moved; the caller sees that some are missing
}

/// The order of those who can serve, worked out slowly: again and again, the best of those that are left.
QStringList naiveOrder(const AnyRoute &any)
{
    std::vector<std::size_t> left;
    std::vector<std::pair<std::size_t, int>> weights;
    for (std::size_t i = 0; i < any.candidates.size(); ++i) {
        if (canServe(any.candidates[i], any.needs)) {
            left.push_back(i);
            weights.emplace_back(i, any.candidates[i].weight);
        }
    }
    if (any.route.policy == RoutingPolicy::Weighted)
        left = drawn(weights, 0, 1, any.random01);
    const auto isBetter = [&any](const CandidateInfo &a, const CandidateInfo &b) {
        const bool isAvailable = !a.isCircuitOpen && !a.isProviderDown;
        const bool isOtherAvailable = !b.isCircuitOpen && !b.isProviderDown;
        if (isAvailable != isOtherAvailable)
            return isAvailable;
        const bool isKnown = a.known != nullptr;
        if (ranksKnownFirst(any.route.policy) && isKnown != (b.known != nullptr))
            return isKnown;
        return keyOf(a, any) < keyOf(b, any);
    };
    QStringList order;
    while (!left.empty()) {
        auto best = left.begin();
        for (auto it = left.begin(); it != left.end(); ++it) {
            if (isBetter(any.candidates[*it], any.candidates[*best]))
                best = it;
        }
        order.append(any.candidates[*best].model.model);
        left.erase(best);
    }
    return order;
}

constexpr std::array policies{RoutingPolicy::Fixed,       RoutingPolicy::Cheapest, RoutingPolicy::Fastest,
                              RoutingPolicy::LowestError, RoutingPolicy::Weighted, RoutingPolicy::Complexity};

} // namespace

/// What holds for every route, whatever its candidates are like.
class RouterPropertiesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Who can serve is tried in the naive model's order; who cannot comes after, with a reason, and is not
    /// tried; nobody is missing or there twice.
    void theOrderIsTheNaiveOne_data() { test::addSeeds(20); }
    void theOrderIsTheNaiveOne()
    {
        QFETCH(const unsigned, seed);
        for (unsigned round = 0; round < 200; ++round) {
            AnyRoute any(seed * 1000 + round);
            for (const RoutingPolicy policy : policies) {
                any.route.policy = policy;
                const auto planned = plan(any.route, any.needs, any.candidates, any.complexity, any.random01);
                QStringList taken;
                QStringList passedOver;
                for (const PlannedModel &each : planned) {
                    QVERIFY(!each.reason.isEmpty());
                    QVERIFY2(!each.isTaken || passedOver.isEmpty(), "one is tried after those passed over");
                    (each.isTaken ? taken : passedOver).append(each.model.model);
                }
                QStringList incapable;
                for (const CandidateInfo &each : any.candidates) {
                    if (!canServe(each, any.needs))
                        incapable.append(each.model.model);
                }
                const QString where = u"round %1, policy %2: "_s.arg(round).arg(routingPolicyName(policy));
                QCOMPARE(where + taken.join(u' '), where + naiveOrder(any).join(u' '));
                QCOMPARE(where + passedOver.join(u' '), where + incapable.join(u' '));
            }
        }
    }
};

QTEST_GUILESS_MAIN(RouterPropertiesTest)
#include "tst_routerproperties.moc"
