// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/router.h"

#include "orchestration/orchestrationtr.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <QLocale>

namespace assay::orchestration {
namespace {

using Tr = OrchestrationTr;
using Candidates = std::span<const CandidateInfo>;
/// Positions in the route, in the order to try them.
using Order = std::vector<std::size_t>;

QString count(std::int64_t number)
{
    return QLocale().toString(static_cast<qlonglong>(number));
}

std::int64_t sumWithoutOverflow(std::int64_t a, std::int64_t b)
{
    std::int64_t sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

bool isAvailable(const CandidateInfo &candidate)
{
    return !candidate.isProviderDown && !candidate.isCircuitOpen;
}

/// The time a candidate is ranked by; nothing without a measurement.
std::optional<std::chrono::nanoseconds> speedOf(const CandidateInfo &candidate)
{
    return candidate.recent.p95FirstToken ? candidate.recent.p95FirstToken : candidate.recent.p95Latency;
}

double expectedErrorRate(const RecentFigures &recent)
{
    return (recent.errorRate * recent.samples + 1) / (recent.samples + 2);
}

/// Smallest key first, those without a key last; the route's order among equals.
template <typename Key> void sortBy(Order &order, const Key &keyOf)
{
    std::stable_sort(order.begin(), order.end(), [&keyOf](std::size_t a, std::size_t b) {
        const auto left = keyOf(a);
        const auto right = keyOf(b);
        return left && (!right || *left < *right);
    });
}

/// By name, as the caller may have left out candidates whose provider is gone.
bool isForSimpleRequests(const CandidateInfo &candidate, const Route &route)
{
    return !route.candidates.isEmpty() && route.candidates.constFirst().model == candidate.model;
}

void unknownLast(Order &order, Candidates candidates)
{
    std::stable_partition(order.begin(), order.end(),
                          [&](std::size_t i) { return candidates[i].known != nullptr; });
}

/// Draws without replacement. One random number does for all draws: given which interval it fell into, its
/// place within that interval is uniform again.
void drawByWeight(Order &order, Candidates candidates, double random01)
{
    double random = std::clamp(random01, 0.0, std::nextafter(1.0, 0.0));
    for (auto next = order.begin(); next != order.end(); ++next) {
        const auto weightOf = [&](std::size_t i) {
            return static_cast<double>(std::max(candidates[i].weight, 0));
        };
        const double total = std::accumulate(next, order.end(), 0.0,
                                             [&](double sum, std::size_t i) { return sum + weightOf(i); });
        if (total <= 0)
            return; // only weights of 0 are left, in the route's order
        double point = random * total;
        auto drawn = order.end();
        for (auto it = next; it != order.end(); ++it) {
            const double weight = weightOf(*it);
            if (weight <= 0)
                continue;
            drawn = it;
            if (point < weight)
                break;
            point -= weight;
        }
        random = std::clamp(point / weightOf(*drawn), 0.0, std::nextafter(1.0, 0.0));
        std::rotate(next, drawn, std::next(drawn));
    }
}

void sortByPolicy(Order &order, const Route &route, Candidates candidates, double complexityScore,
                  double random01)
{
    switch (route.policy) {
    case RoutingPolicy::Fixed:
        return;
    case RoutingPolicy::Cheapest:
        sortBy(order, [&](std::size_t i) { return candidates[i].estimatedCost; });
        return unknownLast(order, candidates);
    case RoutingPolicy::Fastest:
        sortBy(order, [&](std::size_t i) { return speedOf(candidates[i]); });
        return unknownLast(order, candidates);
    case RoutingPolicy::LowestError:
        sortBy(order, [&](std::size_t i) { return std::optional(expectedErrorRate(candidates[i].recent)); });
        return unknownLast(order, candidates);
    case RoutingPolicy::Weighted:
        return drawByWeight(order, candidates, random01);
    case RoutingPolicy::Complexity:
        if (complexityScore >= route.complexityThreshold && !order.empty()
            && isForSimpleRequests(candidates[order.front()], route))
            std::rotate(order.begin(), std::next(order.begin()), order.end());
        return;
    }
}

QString millisText(std::chrono::nanoseconds time)
{
    return count(std::chrono::round<std::chrono::milliseconds>(time).count());
}

QString rankReason(const CandidateInfo &candidate, const Route &route, double complexityScore)
{
    const RecentFigures &recent = candidate.recent;
    switch (route.policy) {
    case RoutingPolicy::Fixed:
        break;
    case RoutingPolicy::Cheapest:
        return candidate.estimatedCost
            ? Tr::tr("Would cost about %1.").arg(displayMoney(candidate.estimatedCost))
            : Tr::tr("Its price is not known.");
    case RoutingPolicy::Fastest:
        if (recent.p95FirstToken)
            return Tr::tr("Began to answer within %1 ms in 95 of 100 recent calls.")
                .arg(millisText(*recent.p95FirstToken));
        return recent.p95Latency
            ? Tr::tr("Answered within %1 ms in 95 of 100 recent calls.").arg(millisText(*recent.p95Latency))
            : Tr::tr("Its speed was not measured recently.");
    case RoutingPolicy::LowestError:
        return recent.samples > 0
            ? Tr::tr("%1 % of its %2 recent calls failed.")
                  .arg(QLocale().toString(recent.errorRate * 100, 'f', 1), count(recent.samples))
            : Tr::tr("It was not called recently.");
    case RoutingPolicy::Weighted:
        return Tr::tr("Drawn with weight %1.").arg(count(candidate.weight));
    case RoutingPolicy::Complexity:
        return Tr::tr("The request's complexity is %1, the threshold %2.")
            .arg(QLocale().toString(complexityScore, 'f', 2),
                 QLocale().toString(route.complexityThreshold, 'f', 2));
    }
    return Tr::tr("In the route's order.");
}

QString reasonOf(const CandidateInfo &candidate, const Route &route, double complexityScore)
{
    if (candidate.isProviderDown)
        return Tr::tr("Tried last: the provider %1 does not answer at present.")
            .arg(candidate.model.provider);
    if (candidate.isCircuitOpen)
        return Tr::tr("Tried last: its calls failed too often of late, and it is left alone for a while.");
    return rankReason(candidate, route, complexityScore);
}

} // namespace

Requirements requirementsOf(const providers::ModelRequest &request, std::int64_t estimatedInputTokens)
{
    Requirements needs;
    needs.inputTokens = estimatedInputTokens;
    needs.outputTokens = request.parameters.maxTokens.value_or(0);
    needs.tools = !request.tools.empty();
    for (const providers::Message &message : request.messages) {
        needs.tools = needs.tools || message.role == providers::Role::Tool || !message.toolCalls.empty();
        needs.images = needs.images || !message.images.empty();
    }
    needs.jsonSchema = request.parameters.responseFormat == providers::ResponseFormat::JsonSchema;
    const auto effort = request.parameters.reasoningEffort;
    needs.reasoning = effort && *effort != providers::ReasoningEffort::None;
    return needs;
}

QString inability(const CandidateInfo &candidate, const Requirements &requirements)
{
    const catalog::CatalogModel *known = candidate.known;
    std::optional<std::int64_t> window = candidate.listedContextWindow;
    if (!window && known != nullptr)
        window = known->contextWindow;
    const std::int64_t tokens = sumWithoutOverflow(requirements.inputTokens, requirements.outputTokens);
    if (window && tokens > *window)
        return Tr::tr("Its context of %1 tokens is too small for %2.").arg(count(*window), count(tokens));
    if (known == nullptr)
        return {};
    if (known->maxOutput && requirements.outputTokens > *known->maxOutput)
        return Tr::tr("It answers with %1 tokens at most, %2 are asked for.")
            .arg(count(*known->maxOutput), count(requirements.outputTokens));
    const auto lacks = [known](catalog::Ability catalog::CatalogModel::*ability) {
        return known->*ability == catalog::Ability::No; // what nobody knows is tried
    };
    if (requirements.images && lacks(&catalog::CatalogModel::vision))
        return Tr::tr("It takes no images.");
    if (requirements.tools && lacks(&catalog::CatalogModel::tools))
        return Tr::tr("It calls no tools.");
    if (requirements.jsonSchema && lacks(&catalog::CatalogModel::jsonSchema))
        return Tr::tr("It cannot be held to a JSON schema.");
    if (requirements.reasoning && lacks(&catalog::CatalogModel::reasoning))
        return Tr::tr("It has no reasoning effort to set.");
    return {};
}

QList<PlannedModel> plan(const Route &route, const Requirements &requirements, Candidates candidates,
                         double complexityScore, double random01)
{
    Order order;
    QList<PlannedModel> passedOver;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (const QString why = inability(candidates[i], requirements); !why.isEmpty())
            passedOver.append({candidates[i].model, false, why});
        else
            order.push_back(i);
    }
    sortByPolicy(order, route, candidates, complexityScore, random01);
    std::stable_partition(order.begin(), order.end(),
                          [&](std::size_t i) { return isAvailable(candidates[i]); });
    QList<PlannedModel> planned;
    for (const std::size_t i : order)
        planned.append({candidates[i].model, true, reasonOf(candidates[i], route, complexityScore)});
    return planned + passedOver;
}

Route routeOf(const catalog::ModelRef &model)
{
    Route route;
    route.candidates = {{model}};
    return route;
}

} // namespace assay::orchestration
