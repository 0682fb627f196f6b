// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/promptestimate.h"

#include "catalog/cost.h"
#include "orchestration/stages.h"
#include "prompts/template.h"

#include <cmath>

#include <QCoreApplication>
#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::workspace {
namespace {

/// An image stands for itself; everything else that is missing is empty.
prompts::PromptContent withAllValues(prompts::PromptContent content, QMap<QString, QString> &values)
{
    for (const QString &name : prompts::variableNames(content)) {
        if (!values.contains(name))
            values.insert(name, u""_s);
    }
    // An estimate is wanted while one types: a value that does not fit yet must not stand in its way.
    const QMap<QString, QString> complete = prompts::completeValues(content, values);
    content.variables.removeIf([&complete](const prompts::Variable &variable) {
        return !prompts::problemWithValue(variable, complete.value(variable.name)).isEmpty();
    });
    values = complete;
    return content;
}

providers::ModelRequest requestFor(const prompts::PromptContent &content,
                                   std::vector<providers::Message> messages, const QString &model)
{
    providers::ModelRequest request;
    request.model = model;
    request.messages = std::move(messages);
    request.parameters = content.parameters;
    request.tools = content.tools;
    return request;
}

void divide(PromptEstimate &estimate, const providers::ModelRequest &request, const QString &vendor)
{
    const double whole = std::max(estimate.input.uncalibrated, 1.0);
    const double factor = static_cast<double>(estimate.input.tokens) / whole;
    estimate.otherTokens = estimate.input.tokens;
    for (const providers::Message &message : request.messages) {
        providers::ModelRequest alone;
        alone.messages = {message};
        const double tokens = orchestration::uncalibratedTokens(alone, vendor) * factor;
        estimate.messageTokens.append(std::min<std::int64_t>(std::llround(tokens), estimate.otherTokens));
        estimate.otherTokens -= estimate.messageTokens.last();
    }
}

void price(PromptEstimate &estimate, const catalog::CatalogModel *known, std::optional<int> maxTokens)
{
    if (known == nullptr)
        return;
    estimate.contextWindow = known->contextWindow;
    catalog::Usage usage;
    usage.input = estimate.input.tokens;
    estimate.inputCost = catalog::costOf(*known, usage);
    if (!maxTokens && !known->maxOutput)
        return;
    usage.input = estimate.input.high;
    usage.output = maxTokens ? *maxTokens : *known->maxOutput;
    estimate.costAtMost = catalog::costOf(*known, usage);
}

/// A content as it would be sent.
struct Rendered {
    prompts::PromptContent content;
    std::vector<providers::Message> messages;

    Rendered() = default;
};

QCoro::Task<Result<Rendered>> rendered(Workspace &workspace, prompts::PromptContent content, QString self,
                                       QMap<QString, QString> values)
{
    Result<prompts::PromptContent> whole =
        co_await workspace.prompts().expanded(std::move(content), std::move(self));
    if (!whole)
        co_return tl::unexpected(whole.error());
    Rendered ready;
    ready.content = withAllValues(std::move(*whole), values);
    auto messages = prompts::render(ready.content, values);
    if (!messages)
        co_return tl::unexpected(messages.error());
    ready.messages = std::move(*messages);
    co_return ready;
}

PromptEstimate unknownProvider(const catalog::ModelRef &model, const QString &problem)
{
    PromptEstimate estimate;
    estimate.model = model;
    estimate.problem = problem;
    return estimate;
}

} // namespace

std::optional<double> PromptEstimate::contextShare(const prompts::PromptContent &content) const
{
    if (!contextWindow || *contextWindow <= 0)
        return std::nullopt;
    return static_cast<double>(input.tokens + content.parameters.maxTokens.value_or(0))
        / static_cast<double>(*contextWindow);
}

QCoro::Task<Result<QList<PromptEstimate>>> estimatePrompt(Workspace &workspace,
                                                          prompts::PromptContent content, QString self,
                                                          QMap<QString, QString> values,
                                                          QList<catalog::ModelRef> models)
{
    const Result<Rendered> ready =
        co_await rendered(workspace, std::move(content), std::move(self), std::move(values));
    if (!ready)
        co_return tl::unexpected(ready.error());
    const auto prices = workspace.prices();
    const UtcMicros now = workspace.clock().utcMicros();
    orchestration::Stages &stages = workspace.orchestrator().stages();
    QList<PromptEstimate> estimates;
    for (const catalog::ModelRef &model : std::as_const(models)) {
        const Result<catalog::Provider> provider = co_await workspace.providers().find(model.provider);
        if (!provider) {
            estimates.append(unknownProvider(model, provider.error().message));
            continue;
        }
        const providers::ModelRequest request = requestFor(ready->content, ready->messages, model.model);
        PromptEstimate estimate;
        estimate.model = model;
        estimate.input = stages.tokens.estimate(model, provider->vendor, request);
        divide(estimate, request, provider->vendor);
        const catalog::CatalogModel *known = prices->find(provider->priceVendor(), model.model, now);
        price(estimate, known, request.parameters.maxTokens);
        estimate.notTaken = providers::notTaken(*provider, known, request);
        if (const auto p95 = stages.recent.figures(model).p95Latency)
            estimate.usualLatency = std::chrono::duration_cast<std::chrono::milliseconds>(*p95);
        estimates.append(std::move(estimate));
    }
    co_return estimates;
}

QCoro::Task<Result<std::int64_t>> countPrompt(Workspace &workspace, prompts::PromptContent content,
                                              QString self, QMap<QString, QString> values,
                                              catalog::ModelRef model)
{
    const Result<Rendered> ready =
        co_await rendered(workspace, std::move(content), std::move(self), std::move(values));
    if (!ready)
        co_return tl::unexpected(ready.error());
    providers::ModelRequest request = requestFor(ready->content, ready->messages, model.model);
    co_return co_await workspace.orchestrator().countTokens(std::move(model), std::move(request), {});
}

} // namespace assay::workspace
