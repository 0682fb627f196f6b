// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/partialcheck.h"

#include "prompts/partials.h"
#include "prompts/promptstore.h"
#include "prompts/template.h"
#include "workspace/workspace.h"

#include <map>

#include <QCoroFuture>

namespace assay::workspace {
namespace {

using prompts::PromptContent;

QList<prompts::PartialSpan> partialsOf(const PromptContent &content)
{
    QList<prompts::PartialSpan> partials;
    for (const providers::Message &message : content.messages)
        partials += prompts::partialSpans(message.text);
    return partials;
}

QCoro::Task<Result<PromptContent>> lookUp(Workspace &workspace, prompts::PartialSpan partial)
{
    const auto prompt = co_await workspace.prompts().find(partial.prompt);
    if (!prompt)
        co_return tl::unexpected(prompt.error());
    const auto version = co_await workspace.prompts().version(prompt->id, partial.reference);
    if (!version)
        co_return tl::unexpected(version.error());
    co_return version->content;
}

} // namespace

QCoro::Task<Result<QHash<QString, QString>>> partialProblems(Workspace &workspace, PromptContent content,
                                                             QString self)
{
    std::map<QString, Result<PromptContent>> known;
    QList<prompts::PartialSpan> unknown = partialsOf(content);
    while (!unknown.isEmpty()) {
        const prompts::PartialSpan partial = unknown.takeLast();
        const QString tag = prompts::partialTag(partial);
        if (known.contains(tag))
            continue;
        const Result<PromptContent> found = co_await lookUp(workspace, partial);
        if (!found && found.error().code == ErrorCode::Storage)
            co_return tl::unexpected(found.error());
        known.emplace(tag, found);
        if (found)
            unknown += partialsOf(*found);
    }
    const auto lookup = [&known](const QString &name, const QString &reference) {
        return known.at(prompts::partialTag({0, 0, name, reference}));
    };
    co_return prompts::partialProblems(content, self, lookup);
}

} // namespace assay::workspace
