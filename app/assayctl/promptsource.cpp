// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsource.h"

#include "modelargument.h"
#include "prompts/template.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

QCoro::Task<Result<PromptSource>> expandedSource(Invocation in, PromptSource source)
{
    auto whole = co_await in.workspace->prompts().expanded(source.content, source.prompt);
    if (!whole)
        co_return tl::unexpected(whole.error());
    source.content = std::move(*whole);
    co_return source;
}

} // namespace

QCoro::Task<Result<PromptSource>> promptSource(Invocation in, QString reference)
{
    const auto prompt = co_await in.workspace->prompts().find(reference.section(u'@', 0, 0));
    if (!prompt)
        co_return tl::unexpected(prompt.error());
    const auto served = co_await in.workspace->releases().serve(prompt->id, reference.section(u'@', 1),
                                                                in.option(u"subject"_s));
    if (!served)
        co_return tl::unexpected(served.error());
    PromptSource source;
    source.content = served->version.content;
    source.prompt = prompt->name;
    source.version = served->version.number;
    if (served->release)
        source.release = RunId::fromBytes(served->release->toBytes());
    co_return co_await expandedSource(in, source);
}

QCoro::Task<Result<PromptSource>> textSource(Invocation in, QString text)
{
    PromptSource source;
    source.content.messages = {{providers::Role::User, text}};
    co_return co_await expandedSource(in, source);
}

Result<QMap<QString, QString>> variableValues(const Invocation &in, const prompts::PromptContent &content)
{
    QMap<QString, QString> values;
    if (in.has(u"test-values"_s))
        values = content.testValues;
    for (const QString &pair : in.options.values(u"var"_s)) {
        const qsizetype equals = pair.indexOf(u'=');
        if (equals <= 0)
            return fail(ErrorCode::InvalidInput, u"--var needs name=value, not \"%1\"."_s.arg(pair));
        values.insert(pair.left(equals), pair.mid(equals + 1));
    }
    return values;
}

Result<std::vector<providers::Message>> renderedMessages(const Invocation &in, const PromptSource &source)
{
    return variableValues(in, source.content).and_then([&source](const QMap<QString, QString> &values) {
        return prompts::render(source.content, values);
    });
}

QCoro::Task<Result<std::vector<catalog::ModelRef>>> modelArguments(Invocation in, QString promptsModel)
{
    QStringList names = in.options.values(u"model"_s);
    if (names.isEmpty() && !promptsModel.isEmpty())
        names = {promptsModel};
    if (names.isEmpty())
        co_return fail(ErrorCode::InvalidInput,
                       u"Give at least one --model PROVIDER/MODEL. See: assayctl models list"_s);
    std::vector<catalog::ModelRef> models;
    for (const QString &name : names) {
        const auto model = co_await modelArgument(in, name, u"--model"_s);
        if (!model)
            co_return tl::unexpected(model.error());
        models.push_back(*model);
    }
    co_return models;
}

} // namespace assay::ctl
