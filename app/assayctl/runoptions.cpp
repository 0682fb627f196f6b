// SPDX-License-Identifier: GPL-3.0-or-later
#include "runoptions.h"

#include "promptsource.h"

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

QCoro::Task<Result<PromptSource>> readSource(Invocation in)
{
    if (in.has(u"text"_s) && !in.words.isEmpty())
        co_return fail(
            ErrorCode::InvalidInput,
            u"Give a prompt or --text, not both: \"%1\" would not be run."_s.arg(in.words.first()));
    if (in.has(u"text"_s))
        co_return co_await textSource(in, in.option(u"text"_s));
    if (in.words.isEmpty())
        co_return fail(ErrorCode::InvalidInput, u"Name a prompt, or give --text TEXT."_s);
    co_return co_await promptSource(in, in.words.first());
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
    if (in.has(u"service-tier"_s)) {
        parameters.serviceTier = catalog::serviceTierFromName(in.option(u"service-tier"_s));
        if (!parameters.serviceTier) {
            return fail(ErrorCode::InvalidInput,
                        u"--service-tier is standard, flex or priority, not \"%1\"."_s.arg(
                            in.option(u"service-tier"_s)));
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
            {u"service-tier"_s, {}, u"standard|flex|priority"_s},
            {u"subject"_s, {}, u"WHO"_s},
            {u"cache"_s, {}, u"policy|always|never"_s},
            {u"drop-unsupported"_s, {}}};
}

QCoro::Task<Result<std::vector<orchestration::CompletionRequest>>> runRequests(Invocation in)
{
    const auto source = co_await readSource(in);
    if (!source)
        co_return tl::unexpected(source.error());
    const auto messages = renderedMessages(in, *source);
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
    const auto models = co_await modelArguments(in, source->content.model);
    if (!models)
        co_return tl::unexpected(models.error());

    std::vector<orchestration::CompletionRequest> requests;
    const RunId run = source->release.value_or(RunId::create());
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
