// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/charges.h"

#include "base/json.h"

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

constexpr int charsPerToken = 4; // of an answer whose provider does not count

catalog::Usage estimatedUsage(const AttemptOutcome &outcome, const Candidate &candidate)
{
    const providers::Completion &completion = outcome.completion;
    qsizetype chars = completion.text.size() + completion.reasoning.size() + completion.refusal.size();
    for (const providers::ToolCall &call : completion.toolCalls)
        chars += toCompactJson(call.arguments).size();
    catalog::Usage usage;
    usage.input = candidate.inputTokens;
    usage.output = (chars + charsPerToken - 1) / charsPerToken;
    usage.reasoning = (completion.reasoning.size() + charsPerToken - 1) / charsPerToken;
    return usage;
}

/// Two calls' costs part by part; the tiers are the first one's.
catalog::CostSplit plus(catalog::CostSplit sum, const catalog::CostSplit &other)
{
    sum.input += other.input;
    sum.cachedInput += other.cachedInput;
    sum.cacheWrite += other.cacheWrite;
    sum.output += other.output;
    sum.reasoning += other.reasoning;
    sum.total += other.total;
    return sum;
}

} // namespace

std::optional<Charge> chargeOf(const AttemptOutcome &outcome, const Candidate &candidate, bool isLoser)
{
    const providers::Completion &completion = outcome.completion;
    Charge charge;
    if (completion.usage) {
        charge.usage = *completion.usage;
    } else {
        const bool wasAnswered = !completion.error || outcome.firstTokenAt;
        const bool wasWorkedOn =
            isLoser && outcome.timings.sentAt != SteadyTime{} && outcome.httpStatus < 400;
        if (!wasAnswered && !wasWorkedOn)
            return std::nullopt;
        charge.usage = estimatedUsage(outcome, candidate);
        charge.isEstimated = true;
    }
    // The terms that were given, which may be others than those that were asked for.
    if (candidate.price != nullptr)
        charge.cost = catalog::costSplitOf(*candidate.price, charge.usage,
                                           completion.serviceTier.value_or(catalog::ServiceTier::Standard));
    return charge;
}

std::optional<Charge> sumOf(const std::vector<Charge> &charges)
{
    if (charges.empty())
        return std::nullopt;
    Charge sum;
    sum.cost = catalog::CostSplit();
    for (const Charge &charge : charges) {
        sum.usage.input += charge.usage.input;
        sum.usage.cachedInput += charge.usage.cachedInput;
        sum.usage.cacheWrite += charge.usage.cacheWrite;
        sum.usage.output += charge.usage.output;
        sum.usage.reasoning += charge.usage.reasoning;
        sum.usage.cacheWrite1h += charge.usage.cacheWrite1h;
        sum.isEstimated = sum.isEstimated || charge.isEstimated;
        sum.cost = sum.cost && charge.cost ? std::optional(plus(*sum.cost, *charge.cost)) : std::nullopt;
    }
    return sum;
}

std::optional<Charge> sumOf(const std::vector<Asked> &asked)
{
    std::vector<Charge> all;
    for (const Asked &each : asked)
        all.insert(all.end(), each.charges.begin(), each.charges.end());
    return sumOf(all);
}

QJsonObject costFacts(const catalog::CostSplit &cost)
{
    QJsonObject facts{{u"cost_usd"_s, cost.total.toUsd()}};
    const std::initializer_list<std::pair<QLatin1String, Money>> parts{
        {"input_usd"_L1, cost.input},
        {"cached_input_usd"_L1, cost.cachedInput},
        {"cache_write_usd"_L1, cost.cacheWrite},
        {"output_usd"_L1, cost.output},
        {"reasoning_usd"_L1, cost.reasoning}};
    for (const auto &[name, part] : parts) {
        if (part != Money())
            facts.insert(name, part.toUsd());
    }
    if (cost.serviceTier != catalog::ServiceTier::Standard)
        facts.insert("service_tier"_L1, catalog::serviceTierName(cost.serviceTier));
    if (cost.aboveTokens > 0)
        facts.insert("price_above_tokens"_L1, static_cast<qint64>(cost.aboveTokens));
    return facts;
}

} // namespace assay::orchestration
