// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/sampleworkspace.h"

#include "prompts/template.h"
#include "workspace/samplecontent.h"
#include "workspace/samplerelease.h"
#include "workspace/samplestate.h"
#include "workspace/workspace.h"

#include <algorithm>
#include <vector>

#include <QCoroFuture>

namespace assay::workspace {
namespace {

using namespace Qt::StringLiterals;
using orchestration::CompletionRequest;
using orchestration::CompletionResult;

constexpr int callsAtOnce = 24;

/// The sample shows what arrived, not how.
class SilentListener final : public orchestration::CompletionListener {
public:
    void onDelta(const providers::Delta &) override { }
    void onRetry(const Error &, int, std::chrono::milliseconds) override { }
};

QStringList sampleModels()
{
    QStringList models;
    for (const simulator::SimulatedModel &model : simulator::simulatedModels())
        models.append(model.name);
    return models.mid(0, 3);
}

Result<CompletionRequest> requestFor(const SamplePrompt &prompt, int version,
                                     const evaluation::DatasetCase &values, const QString &model)
{
    const prompts::PromptContent &content = prompt.versions[version - 1].content;
    return prompts::render(content, values.variables).map([&](std::vector<providers::Message> messages) {
        CompletionRequest request;
        request.target = {sampleProviderName, model};
        request.messages = std::move(messages);
        request.parameters = content.parameters;
        request.source = telemetry::CallSource::Sample;
        request.prompt = prompt.name;
        request.promptVersion = version;
        return request;
    });
}

/// Every case with the two newest versions of its prompt and each model, mixed so that all charts grow
/// together.
Result<std::vector<CompletionRequest>> historyRequests(const QList<SamplePrompt> &prompts,
                                                       const QList<release::Release> &releases)
{
    std::vector<CompletionRequest> requests;
    qsizetype casesMax = 0;
    for (const SamplePrompt &prompt : prompts)
        casesMax = std::max(casesMax, prompt.dataset.cases.size());
    const QStringList models = sampleModels();
    for (qsizetype i = 0; i < casesMax; ++i) {
        for (const SamplePrompt &prompt : prompts) {
            const int latest = int(prompt.versions.size());
            for (int version = std::max(1, latest - 1); i < prompt.dataset.cases.size() && version <= latest;
                 ++version) {
                for (const QString &model : models) {
                    auto request = requestFor(prompt, version, prompt.dataset.cases[i], model);
                    if (!request)
                        return tl::unexpected(request.error());
                    request->run = sampleRun(releases, prompt.name, version);
                    requests.push_back(std::move(*request));
                }
            }
        }
    }
    return requests;
}

/// Runs the calls at once. The error of the first one when none succeeded.
QCoro::Task<Result<std::vector<CompletionResult>>> runAll(Workspace &workspace,
                                                          std::vector<CompletionRequest> requests)
{
    SilentListener listener;
    std::vector<QCoro::Task<CompletionResult>> tasks;
    for (CompletionRequest &request : requests)
        tasks.push_back(
            workspace.orchestrator().complete(std::move(request), listener, workspace.stopping()));
    std::vector<CompletionResult> results;
    for (QCoro::Task<CompletionResult> &task : tasks) {
        CompletionResult result = co_await std::move(task);
        results.push_back(std::move(result));
    }
    const bool anySucceeded = std::any_of(results.begin(), results.end(), [](const CompletionResult &result) {
        return !result.completion.error;
    });
    if (workspace.stopping().stop_requested())
        co_return fail(ErrorCode::Cancelled,
                       u"The sample history was interrupted; it goes on at the next start."_s);
    if (!anySucceeded && !results.empty())
        co_return tl::unexpected(*results.front().completion.error);
    co_return results;
}

/// The newest version of a prompt with its first case, all models side by side.
QCoro::Task<Result<>> makeComparison(Workspace &workspace, const SamplePrompt &prompt, int winner)
{
    const int version = int(prompt.versions.size());
    const evaluation::DatasetCase &values = prompt.dataset.cases.first();
    evaluation::Comparison comparison;
    comparison.id = RunId::create();
    comparison.createdAt = workspace.clock().utcMicros();
    comparison.prompt = prompt.name;
    comparison.promptVersion = version;
    comparison.content = prompt.versions.last().content;
    comparison.variables = values.variables;

    std::vector<CompletionRequest> requests;
    const QStringList models = sampleModels();
    for (const QString &model : models) {
        auto request = requestFor(prompt, version, values, model);
        if (!request)
            co_return tl::unexpected(request.error());
        request->run = comparison.id;
        requests.push_back(std::move(*request));
    }
    const auto results = co_await runAll(workspace, std::move(requests));
    if (!results)
        co_return tl::unexpected(results.error());
    for (qsizetype i = 0; i < models.size(); ++i) {
        evaluation::ComparisonColumn column;
        column.target = {sampleProviderName, models[i]};
        column.parameters = prompt.versions.last().content.parameters;
        column.call = (*results)[size_t(i)].record.id;
        comparison.columns.append(column);
    }
    if (winner < models.size() && !(*results)[size_t(winner)].completion.error)
        comparison.winner = winner;
    co_return co_await workspace.comparisons().save(comparison);
}

QCoro::Task<Result<>> makeComparisons(Workspace &workspace, const QList<SamplePrompt> &prompts)
{
    const QMap<QString, int> winners{{u"sql-from-question"_s, 2}, {u"support-ticket-triage"_s, 1}};
    for (const SamplePrompt &prompt : prompts) {
        if (!winners.contains(prompt.name))
            continue;
        const auto made = co_await makeComparison(workspace, prompt, winners[prompt.name]);
        if (!made)
            co_return made;
    }
    co_return Result<>();
}

} // namespace

QCoro::Task<Result<>> makeSampleHistory(Workspace &workspace)
{
    const auto known = co_await readSampleState(workspace.database());
    if (!known)
        co_return tl::unexpected(known.error());
    if (!known->isFilled || known->isComplete)
        co_return Result<>();
    SampleState state = *known;
    const auto provider = co_await workspace.providers().find(sampleProviderName);
    if (!provider
        && provider.error().code == ErrorCode::NotFound) { // removed by the person: no history is wanted
        state.isComplete = true;
        co_return co_await writeSampleState(workspace.database(), state);
    }
    const auto prompts = samplePrompts();
    if (!prompts)
        co_return tl::unexpected(prompts.error());
    const auto releases = co_await workspace.releases().list();
    if (!releases)
        co_return tl::unexpected(releases.error());
    auto requests = historyRequests(*prompts, *releases);
    if (!requests)
        co_return tl::unexpected(requests.error());

    if (state.callsMade == 0) {
        const auto compared = co_await makeComparisons(workspace, *prompts);
        if (!compared)
            co_return compared;
    }
    const int total = int(requests->size());
    while (state.callsMade < total) {
        const int end = std::min(state.callsMade + callsAtOnce, total);
        std::vector<CompletionRequest> wave(requests->begin() + state.callsMade, requests->begin() + end);
        const auto results = co_await runAll(workspace, std::move(wave));
        if (!results)
            co_return tl::unexpected(results.error());
        state.callsMade = end;
        const auto noted = co_await writeSampleState(workspace.database(), state);
        if (!noted)
            co_return noted;
    }
    const auto settled = co_await settleSampleReleases(workspace);
    if (!settled)
        co_return settled;
    state.isComplete = true;
    co_return co_await writeSampleState(workspace.database(), state);
}

} // namespace assay::workspace
