// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/thresholdsamples.h"

#include "prompts/template.h"

#include <algorithm>

namespace assay::evaluation {
namespace {

struct Judgement {
    bool isLeftGood = false;
    bool isRightGood = false;
};

std::optional<Judgement> judged(const Comparison &comparison, const QList<Vote> &votes, int left, int right)
{
    const auto last = std::find_if(votes.rbegin(), votes.rend(), [left, right](const Vote &vote) {
        return !vote.isTakenBack
            && ((vote.left == left && vote.right == right) || (vote.left == right && vote.right == left));
    });
    if (last != votes.rend()) {
        if (last->choice == VoteChoice::Equal)
            return Judgement{true, true};
        if (last->choice == VoteChoice::BothBad)
            return Judgement{false, false};
        const int good = last->choice == VoteChoice::Left ? last->left : last->right;
        return Judgement{good == left, good == right};
    }
    if (comparison.winner == left || comparison.winner == right)
        return Judgement{comparison.winner == left, comparison.winner == right};
    return std::nullopt;
}

} // namespace

tl::expected<orchestration::ThresholdSample, NoSample>
thresholdSample(const Comparison &comparison, const QList<Vote> &votes, const catalog::ModelRef &simple,
                const QList<catalog::ModelRef> &complexModels, const QList<std::optional<Money>> &costs)
{
    NoSample why = NoSample::OtherModels; // the nearest to a sample that was found
    const auto count = static_cast<int>(comparison.columns.size());
    for (int left = 0; left < count; ++left) {
        const ComparisonColumn &plain = comparison.columns.at(left);
        if (plain.target != simple)
            continue;
        for (int right = 0; right < count; ++right) {
            const ComparisonColumn &rich = comparison.columns.at(right);
            if (right == left || !complexModels.contains(rich.target))
                continue;
            const auto judgement = judged(comparison, votes, left, right);
            if (!judgement) {
                why = std::max(why, NoSample::Unjudged);
                continue;
            }
            const prompts::PromptContent &content = plain.content.value_or(comparison.content);
            const auto messages = prompts::render(content, comparison.variables);
            if (!messages || content.messages != rich.content.value_or(comparison.content).messages) {
                why = std::max(why, NoSample::AskedDifferently);
                continue;
            }
            if (!costs.value(left) || !costs.value(right)) {
                why = std::max(why, NoSample::CostUnknown);
                continue;
            }
            providers::ModelRequest request;
            request.messages = *messages;
            request.parameters = plain.parameters;
            request.tools = content.tools;
            orchestration::ThresholdSample sample;
            sample.score = orchestration::complexityOf(request);
            sample.simpleModelGood = judgement->isLeftGood;
            sample.complexModelGood = judgement->isRightGood;
            sample.simpleCost = *costs.at(left);
            sample.complexCost = *costs.at(right);
            return sample;
        }
    }
    return tl::unexpected(why);
}

} // namespace assay::evaluation
