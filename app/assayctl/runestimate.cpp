// SPDX-License-Identifier: GPL-3.0-or-later
// What a run will cost, before it is made.
#include "runestimate.h"

#include "orchestration/stages.h"

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

QList<catalog::ModelRef> candidatesOf(const catalog::ModelRef &target, const orchestration::Policy &policy)
{
    if (target.provider != orchestration::routeProvider)
        return {target};
    QList<catalog::ModelRef> models;
    for (const orchestration::Route &route : policy.routes) {
        for (const orchestration::Route::Candidate &candidate : route.candidates) {
            if (route.name == target.model)
                models.append(candidate.model);
        }
    }
    return models;
}

std::optional<Money> times(std::optional<Money> amount, int count)
{
    if (!amount)
        return std::nullopt;
    Money sum;
    for (int i = 0; i < count; ++i)
        sum += *amount;
    return sum;
}

/// The one that costs most; one of unknown cost stands for all, as nobody can tell then.
RunEstimate dearest(const QString &asked, const QList<workspace::PromptEstimate> &estimates, int askings)
{
    RunEstimate found;
    found.asked = asked;
    for (const workspace::PromptEstimate &estimate : estimates) {
        const bool isFirst = found.estimate.model.model.isEmpty();
        const bool isDearer = !estimate.costAtMost
            || (found.estimate.costAtMost && *estimate.costAtMost > *found.estimate.costAtMost);
        if (isFirst || isDearer)
            found.estimate = estimate;
        if (!estimate.costAtMost)
            break;
    }
    if (estimates.isEmpty())
        found.estimate.problem = u"There is no such route, or it has no models."_s;
    found.atMost = times(found.estimate.costAtMost, askings);
    return found;
}

QJsonValue usd(std::optional<Money> amount)
{
    return amount ? QJsonValue(amount->toUsd()) : QJsonValue();
}

QJsonArray notTakenJson(const workspace::PromptEstimate &estimate)
{
    QJsonArray parts;
    for (const providers::NotTaken &part : estimate.notTaken)
        parts.append(QJsonObject{{u"name"_s, part.name}, {u"reason"_s, part.reason}});
    return parts;
}

/// A sentence on what the model will not get; empty when it gets everything.
QString notTakenSentence(const RunEstimate &run)
{
    QStringList parts;
    for (const providers::NotTaken &part : run.estimate.notTaken)
        parts.append(u"%1 (%2)"_s.arg(part.name, part.reason));
    if (parts.isEmpty())
        return {};
    return (run.leavesOut ? u"%1: It will be asked without %2."_s
                          : u"%1: The call will be refused, as the model does not take %2. Leave it out, or "
                            "give --drop-unsupported."_s)
        .arg(run.asked, parts.join(u", "_s));
}

QJsonObject toJson(const RunEstimate &run)
{
    const workspace::PromptEstimate &estimate = run.estimate;
    const bool isKnown = estimate.problem.isEmpty();
    const auto number = [isKnown](std::int64_t value) {
        return isKnown ? QJsonValue(static_cast<qint64>(value)) : QJsonValue();
    };
    return {{u"model"_s, run.asked},
            {u"priced_as"_s, isKnown ? QJsonValue(estimate.model.toString()) : QJsonValue()},
            {u"input_tokens"_s, number(estimate.input.tokens)},
            {u"low"_s, number(estimate.input.low)},
            {u"high"_s, number(estimate.input.high)},
            {u"input_cost_usd"_s, usd(estimate.inputCost)},
            {u"cost_at_most_usd"_s, usd(run.atMost)},
            {u"context_window"_s, estimate.contextWindow ? number(*estimate.contextWindow) : QJsonValue()},
            {u"not_taken"_s, notTakenJson(estimate)},
            {u"problem"_s, isKnown ? QJsonValue() : QJsonValue(estimate.problem)}};
}

} // namespace

QCoro::Task<Result<std::vector<RunEstimate>>> estimateRun(Invocation in, RunPlan plan)
{
    // Without what earlier runs learned estimates are only wider.
    std::ignore = co_await in.workspace->orchestrator().stages().tokens.load();
    std::vector<RunEstimate> estimates;
    for (const orchestration::CompletionRequest &request : plan.requests) {
        const QList<catalog::ModelRef> models =
            candidatesOf(request.target, in.workspace->orchestrator().policy());
        auto estimated = co_await workspace::estimatePrompt(*in.workspace, plan.source.content,
                                                            plan.source.prompt, plan.values, models);
        if (!estimated)
            co_return tl::unexpected(estimated.error());
        const bool leavesOut =
            in.workspace->orchestrator().policy().dropUnsupported || request.dropUnsupported;
        const int askings = 1 + (request.contract ? request.contract->maxReAsks : 0);
        estimates.push_back(dearest(request.target.toString(), *estimated, askings));
        estimates.back().leavesOut = leavesOut;
        if (request.target.provider == orchestration::routeProvider && !leavesOut)
            estimates.back().estimate.notTaken.clear(); // the route passes over who does not take it
    }
    co_return estimates;
}

void printEstimates(const Terminal &terminal, const std::vector<RunEstimate> &estimates)
{
    QJsonArray json;
    QList<QStringList> rows;
    for (const RunEstimate &run : estimates) {
        json.append(toJson(run));
        const workspace::PromptEstimate &estimate = run.estimate;
        if (!estimate.problem.isEmpty()) {
            rows.append({run.asked, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
            continue;
        }
        rows.append({run.asked, QString::number(estimate.input.tokens),
                     u"%1 to %2"_s.arg(estimate.input.low).arg(estimate.input.high),
                     displayMoney(estimate.inputCost), displayMoney(run.atMost)});
    }
    if (terminal.isJson()) {
        terminal.document(json);
        return;
    }
    terminal.table({u"MODEL"_s, u"TOKENS IN"_s, u"BAND (90 %)"_s, u"TO ASK"_s, u"AT MOST"_s}, rows,
                   {1, 2, 3, 4});
    for (const RunEstimate &run : estimates) {
        if (!run.estimate.problem.isEmpty())
            terminal.note(u"%1: %2"_s.arg(run.asked, run.estimate.problem));
        if (const QString sentence = notTakenSentence(run); !sentence.isEmpty())
            terminal.note(sentence);
    }
}

QString whyTooDear(const std::vector<RunEstimate> &estimates, Money most)
{
    Money sum;
    for (const RunEstimate &run : estimates) {
        if (!run.estimate.problem.isEmpty())
            return u"Nobody can tell what %1 costs: %2"_s.arg(run.asked, run.estimate.problem);
        if (!run.estimate.inputCost)
            return u"Nobody can tell what %1 costs, as the price of %2 is unknown. Set it with: assayctl "
                   "models set-price"_s.arg(run.asked, run.estimate.model.toString());
        if (!run.atMost)
            return u"Nobody can tell what %1 costs, as the answer may be of any length. Give --max-tokens."_s
                .arg(run.asked);
        sum += *run.atMost;
    }
    if (sum <= most)
        return {};
    return u"Nothing was sent: the run may cost up to %1, which is above --max-cost %2."_s.arg(
        displayMoney(sum), most.toDecimal());
}

} // namespace assay::ctl
