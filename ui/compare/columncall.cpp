// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/columncall.h"

#include "orchestration/answercheck.h"
#include "prompts/template.h"
#include "workspace/engine.h"
#include "workspace/workspace.h"

#include <QCoroFuture>

namespace assay::ui {

evaluation::ComparisonColumn keptColumn(const ColumnAsk &ask)
{
    evaluation::ComparisonColumn kept;
    kept.target = ask.target;
    kept.parameters = ask.parameters;
    kept.variables = ask.variables;
    if (ask.content) {
        kept.content = ask.content->content;
        kept.contentName = ask.content->name;
        kept.contentVersion = ask.content->version;
        kept.isRendered = ask.content->isRendered;
    }
    return kept;
}

evaluation::Comparison keptRun(RunId id, UtcMicros createdAt, const RunInput &input)
{
    evaluation::Comparison kept;
    kept.id = id;
    kept.createdAt = createdAt;
    kept.prompt = input.prompt;
    kept.promptVersion = input.promptVersion;
    kept.content = input.content;
    kept.variables = input.variables;
    return kept;
}

QFuture<Result<>> keepRun(workspace::Engine &engine, evaluation::Comparison run)
{
    return engine.run([run = std::move(run)](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
        const auto done = co_await workspace.comparisons().save(run);
        co_return done;
    });
}

ColumnAsk columnAsk(const evaluation::ComparisonColumn &kept, ColumnId id)
{
    ColumnAsk ask{id, kept.target, kept.parameters};
    ask.variables = kept.variables;
    if (kept.content)
        ask.content = ColumnContent{kept.contentName, kept.contentVersion, *kept.content, kept.isRendered};
    return ask;
}

QCoro::Task<Result<ColumnOutcome>> askColumn(workspace::Workspace &workspace, RunInput input,
                                             ColumnAsk column, RunId run,
                                             std::shared_ptr<ColumnStream> stream,
                                             orchestration::Priority priority)
{
    const bool isRendered = column.content && column.content->isRendered;
    input.variables.insert(column.variables);
    if (column.content) {
        input.content = std::move(column.content->content);
        input.promptVersion = column.content->version;
    }
    auto messages = isRendered ? Result<std::vector<providers::Message>>(input.content.messages)
                               : prompts::render(input.content, input.variables);
    if (!messages)
        co_return tl::unexpected(messages.error());
    auto contract = validation::contractFromJson(input.content.outputContract);
    if (!contract)
        co_return tl::unexpected(contract.error());

    orchestration::CompletionRequest request;
    request.target = column.target;
    request.messages = std::move(*messages);
    request.parameters = column.parameters;
    request.tools = std::move(input.content.tools);
    if (*contract != validation::OutputContract())
        request.contract = std::move(*contract);
    request.prompt = input.prompt;
    request.promptVersion = input.promptVersion;
    request.run = run;
    request.priority = priority;
    auto result = co_await workspace.orchestrator().complete(request, *stream, stream->stop.get_token());

    ColumnOutcome outcome;
    outcome.target = column.target;
    outcome.parameters = column.parameters;
    outcome.record = std::move(result.record);
    outcome.completion = std::move(result.completion);
    outcome.formatProblem = orchestration::problemOf(result.verdict);
    outcome.notes = std::move(result.notes);
    co_return outcome;
}

} // namespace assay::ui
