// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsnippet.h"

#include "promptsource.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {

QCoro::Task<int> exportSnippet(Invocation in, exchange::SnippetLanguage language)
{
    if (in.words.isEmpty() || in.has(u"to"_s))
        co_return in.terminal.usage(u"Name the prompt whose call shall be printed."_s);
    const auto source = co_await promptSource(in, in.words.first());
    if (!source)
        co_return in.terminal.error(source.error());
    const auto messages = renderedMessages(in, *source);
    if (!messages)
        co_return in.terminal.error(messages.error());
    const auto models = co_await modelArguments(in, source->content.model);
    if (!models)
        co_return in.terminal.error(models.error());
    const catalog::ModelRef model = models->front();
    if (models->size() > 1 || model.provider == orchestration::routeProvider)
        co_return in.terminal.usage(
            u"A call goes to one model: give one --model PROVIDER/MODEL, no route."_s);
    const auto provider = co_await in.workspace->providers().find(model.provider);
    if (!provider)
        co_return in.terminal.error(provider.error());
    providers::ModelRequest request;
    request.model = model.model;
    request.messages = *messages;
    request.parameters = source->content.parameters;
    request.tools = source->content.tools;
    const QString snippet =
        exchange::codeSnippet(language, *provider, in.workspace->baseUrl(*provider), request);
    if (provider->isSimulated)
        in.terminal.note(
            u"The simulator of %1 ends with this program: start one with assayctl simulate, and put its "
            "address in."_s.arg(provider->name));
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"language"_s, exchange::snippetLanguageName(language)},
                                         {u"model"_s, model.toString()},
                                         {u"key_variable"_s, exchange::keyVariable(*provider)},
                                         {u"text"_s, snippet}});
    else
        in.terminal.foreign(snippet);
    co_return Ok;
}

} // namespace assay::ctl
