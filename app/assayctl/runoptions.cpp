// SPDX-License-Identifier: GPL-3.0-or-later
#include "runoptions.h"

#include "prompts/template.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

struct Source {
    prompts::PromptContent content;
    QString prompt;
    int version = 0;
};

QCoro::Task<Result<Source>> readSource(Invocation in)
{
    if (in.has(u"text"_s) && !in.words.isEmpty())
        co_return fail(
            ErrorCode::InvalidInput,
            u"Give a prompt or --text, not both: \"%1\" would not be run."_s.arg(in.words.first()));
    if (in.has(u"text"_s)) {
        Source source;
        source.content.messages = {{providers::Role::User, in.option(u"text"_s)}};
        co_return source;
    }
    if (in.words.isEmpty())
        co_return fail(ErrorCode::InvalidInput, u"Name a prompt, or give --text TEXT."_s);
    const auto prompt = co_await in.workspace->prompts().find(in.words.first().section(u'@', 0, 0));
    if (!prompt)
        co_return tl::unexpected(prompt.error());
    const auto version =
        co_await in.workspace->prompts().version(prompt->id, in.words.first().section(u'@', 1));
    if (!version)
        co_return tl::unexpected(version.error());
    Source source;
    source.content = version->content;
    source.prompt = prompt->name;
    source.version = version->number;
    co_return source;
}

Result<QMap<QString, QString>> readVariables(const Invocation &in, const prompts::PromptContent &content)
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

template <typename T, typename Convert>
Result<> readNumber(const Invocation &in, const QString &option, std::optional<T> &target, Convert convert)
{
    if (!in.has(option))
        return {};
    bool isNumber = false;
    target = convert(in.option(option), &isNumber);
    if (!isNumber)
        return fail(ErrorCode::InvalidInput,
                    u"--%1 needs a number, not \"%2\"."_s.arg(option, in.option(option)));
    return {};
}

Result<providers::Parameters> readParameters(const Invocation &in, providers::Parameters parameters)
{
    const auto real = [](const QString &text, bool *ok) { return text.toDouble(ok); };
    const auto whole = [](const QString &text, bool *ok) { return text.toInt(ok); };
    const auto large = [](const QString &text, bool *ok) { return text.toLongLong(ok); };
    for (const Result<> &read : {readNumber(in, u"temperature"_s, parameters.temperature, real),
                                 readNumber(in, u"top-p"_s, parameters.topP, real),
                                 readNumber(in, u"max-tokens"_s, parameters.maxTokens, whole),
                                 readNumber(in, u"seed"_s, parameters.seed, large)}) {
        if (!read)
            return tl::unexpected(read.error());
    }
    if (in.has(u"stop"_s))
        parameters.stop = in.options.values(u"stop"_s);
    if (in.has(u"effort"_s)) {
        parameters.reasoningEffort = providers::reasoningEffortFromName(in.option(u"effort"_s));
        if (!parameters.reasoningEffort) {
            return fail(
                ErrorCode::InvalidInput,
                u"--effort is none, minimal, low, medium or high, not \"%1\"."_s.arg(in.option(u"effort"_s)));
        }
    }
    if (in.has(u"json-answer"_s))
        parameters.responseFormat = providers::ResponseFormat::JsonObject;
    if (const QString problem = providers::problemWith(parameters); !problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    return parameters;
}

Result<orchestration::CacheUse> readCacheUse(const Invocation &in)
{
    using orchestration::CacheUse;
    const QString word = in.option(u"cache"_s);
    if (word.isEmpty() || word == u"policy"_s)
        return CacheUse::ByPolicy;
    if (word == u"always"_s)
        return CacheUse::Always;
    if (word == u"never"_s)
        return CacheUse::Never;
    return fail(ErrorCode::InvalidInput, u"--cache is policy, always or never, not \"%1\"."_s.arg(word));
}

QCoro::Task<Result<std::vector<catalog::ModelRef>>> readModels(Invocation in, QString promptsModel)
{
    QStringList names = in.options.values(u"model"_s);
    if (names.isEmpty() && !promptsModel.isEmpty())
        names = {promptsModel};
    if (names.isEmpty())
        co_return fail(ErrorCode::InvalidInput,
                       u"Give at least one --model PROVIDER/MODEL. See: assayctl models list"_s);
    std::vector<catalog::ModelRef> models;
    for (const QString &name : names) {
        const auto model = catalog::parseModelRef(name);
        if (!model)
            co_return fail(ErrorCode::InvalidInput, u"--model needs PROVIDER/MODEL, not \"%1\"."_s.arg(name));
        if (model->provider == orchestration::routeProvider) {
            models.push_back(*model); // the policy knows it
            continue;
        }
        const auto provider = co_await in.workspace->providers().find(model->provider);
        if (!provider)
            co_return tl::unexpected(provider.error());
        models.push_back({provider->name, model->model}); // as the provider spells itself
    }
    co_return models;
}

} // namespace

QList<QCommandLineOption> runOptions()
{
    return {{u"model"_s, {}, u"PROVIDER/MODEL"_s},
            {u"var"_s, {}, u"NAME=VALUE"_s},
            {u"test-values"_s, {}},
            {u"text"_s, {}, u"TEXT"_s},
            {u"stream"_s, {}},
            {u"temperature"_s, {}, u"N"_s},
            {u"top-p"_s, {}, u"N"_s},
            {u"max-tokens"_s, {}, u"N"_s},
            {u"seed"_s, {}, u"N"_s},
            {u"stop"_s, {}, u"TEXT"_s},
            {u"json-answer"_s, {}},
            {u"effort"_s, {}, u"none|minimal|low|medium|high"_s},
            {u"cache"_s, {}, u"policy|always|never"_s},
            {u"drop-unsupported"_s, {}}};
}

QCoro::Task<Result<std::vector<orchestration::CompletionRequest>>> runRequests(Invocation in)
{
    auto source = co_await readSource(in);
    if (!source)
        co_return tl::unexpected(source.error());
    auto whole = co_await in.workspace->prompts().expanded(source->content, source->prompt);
    if (!whole)
        co_return tl::unexpected(whole.error());
    source->content = std::move(*whole);
    const auto variables = readVariables(in, source->content);
    if (!variables)
        co_return tl::unexpected(variables.error());
    const auto messages = prompts::render(source->content, *variables);
    if (!messages)
        co_return tl::unexpected(messages.error());
    const auto parameters = readParameters(in, source->content.parameters);
    if (!parameters)
        co_return tl::unexpected(parameters.error());
    const auto cache = readCacheUse(in);
    if (!cache)
        co_return tl::unexpected(cache.error());
    const auto contract = validation::contractFromJson(source->content.outputContract);
    if (!contract)
        co_return tl::unexpected(contract.error());
    const auto models = co_await readModels(in, source->content.model);
    if (!models)
        co_return tl::unexpected(models.error());

    std::vector<orchestration::CompletionRequest> requests;
    const RunId run = RunId::create();
    for (const catalog::ModelRef &model : *models) {
        orchestration::CompletionRequest request;
        request.target = model;
        request.messages = *messages;
        request.parameters = *parameters;
        request.tools = source->content.tools;
        if (*contract != validation::OutputContract())
            request.contract = *contract;
        request.cache = *cache;
        request.dropUnsupported = in.has(u"drop-unsupported"_s);
        request.source = telemetry::CallSource::Terminal;
        request.prompt = source->prompt;
        request.promptVersion = source->version;
        request.run = run;
        requests.push_back(std::move(request));
    }
    co_return requests;
}

} // namespace assay::ctl
