// SPDX-License-Identifier: GPL-3.0-or-later
#include "runoptions.h"

#include "moments.h"
#include "pictureargument.h"

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
                                 readNumber(in, u"seed"_s, parameters.seed, large),
                                 readNumber(in, u"logprobs"_s, parameters.topLogprobs, whole)}) {
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

Result<orchestration::Priority> readPriority(const Invocation &in)
{
    using orchestration::Priority;
    const QString word = in.option(u"priority"_s);
    if (word.isEmpty() || word == u"normal"_s)
        return Priority::Normal;
    if (word == u"interactive"_s)
        return Priority::Interactive;
    if (word == u"batch"_s)
        return Priority::Batch;
    return fail(ErrorCode::InvalidInput,
                u"--priority is interactive, normal or batch, not \"%1\"."_s.arg(word));
}

Result<std::optional<std::chrono::milliseconds>> readMaxWait(const Invocation &in)
{
    if (!in.has(u"max-wait"_s))
        return std::nullopt;
    const auto wait = durationOf(in.option(u"max-wait"_s));
    if (!wait)
        return fail(ErrorCode::InvalidInput,
                    u"--max-wait needs a duration such as 500ms, 30s or 5m, not \"%1\"."_s.arg(
                        in.option(u"max-wait"_s)));
    return wait;
}

Result<providers::ToolChoice> readToolChoice(const Invocation &in, const std::vector<providers::Tool> &tools)
{
    using Mode = providers::ToolChoice::Mode;
    const QString word = in.option(u"tool-choice"_s);
    if (word.isEmpty() || word == u"auto"_s)
        return providers::ToolChoice{};
    if (word == u"none"_s)
        return providers::ToolChoice{Mode::None, {}};
    if (tools.empty())
        return fail(ErrorCode::InvalidInput, u"There are no tools to choose from with --tool-choice."_s);
    if (word == u"required"_s)
        return providers::ToolChoice{Mode::Required, {}};
    QStringList names;
    for (const providers::Tool &tool : tools)
        names.append(tool.name);
    if (!names.contains(word))
        return fail(ErrorCode::InvalidInput,
                    u"--tool-choice is auto, none, required or a tool's name (%1), not \"%2\"."_s.arg(
                        names.join(u", "_s), word));
    return providers::ToolChoice{Mode::Named, word};
}

/// Puts the pictures of the command line into the last message of the user.
Result<> addPictures(const Invocation &in, prompts::PromptContent &content)
{
    constexpr int picturesMax = 20; // the least that a provider takes in one message
    const QStringList paths = in.options.values(u"image"_s);
    if (paths.isEmpty())
        return {};
    if (paths.size() > picturesMax)
        return fail(ErrorCode::InvalidInput, u"--image may be given %1 times at most."_s.arg(picturesMax));
    const auto last =
        std::find_if(content.messages.rbegin(), content.messages.rend(),
                     [](const providers::Message &each) { return each.role == providers::Role::User; });
    if (last == content.messages.rend())
        return fail(ErrorCode::InvalidInput, u"The prompt has no message of a user to show an image in."_s);
    for (const QString &path : paths) {
        auto picture = pictureArgument(path);
        if (!picture)
            return tl::unexpected(picture.error());
        last->images.push_back(std::move(*picture));
    }
    return {};
}

Result<std::optional<Money>> readMaxCost(const Invocation &in)
{
    if (!in.has(u"max-cost"_s))
        return std::nullopt;
    const auto amount = Money::fromDecimal(in.option(u"max-cost"_s));
    if (!amount || *amount < Money())
        return fail(ErrorCode::InvalidInput,
                    u"--max-cost needs an amount of US dollars such as 0.05, not \"%1\"."_s.arg(
                        in.option(u"max-cost"_s)));
    return amount;
}

/// What of a request is the same for every model.
Result<orchestration::CompletionRequest> commonRequest(const Invocation &in, const PromptSource &source)
{
    orchestration::CompletionRequest request;
    const auto cache = readCacheUse(in);
    if (!cache)
        return tl::unexpected(cache.error());
    const auto contract = validation::contractFromJson(source.content.outputContract);
    if (!contract)
        return tl::unexpected(contract.error());
    const auto priority = readPriority(in);
    if (!priority)
        return tl::unexpected(priority.error());
    const auto maxWait = readMaxWait(in);
    if (!maxWait)
        return tl::unexpected(maxWait.error());
    const auto toolChoice = readToolChoice(in, source.content.tools);
    if (!toolChoice)
        return tl::unexpected(toolChoice.error());
    request.parameters = source.content.parameters;
    request.tools = source.content.tools;
    request.toolChoice = *toolChoice;
    if (*contract != validation::OutputContract())
        request.contract = *contract;
    request.cache = *cache;
    request.dropUnsupported = in.has(u"drop-unsupported"_s);
    request.priority = *priority;
    request.maxWait = *maxWait;
    request.source = telemetry::CallSource::Terminal;
    request.prompt = source.prompt;
    request.promptVersion = source.version;
    request.run = source.release.value_or(RunId::create());
    return request;
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
            {u"drop-unsupported"_s, {}},
            {u"priority"_s, {}, u"interactive|normal|batch"_s},
            {u"max-wait"_s, {}, u"DURATION"_s},
            {u"image"_s, {}, u"FILE"_s},
            {u"tool-choice"_s, {}, u"auto|none|required|NAME"_s},
            {u"logprobs"_s, {}, u"N"_s},
            {u"estimate"_s, {}},
            {u"max-cost"_s, {}, u"USD"_s}};
}

QCoro::Task<Result<RunPlan>> runPlan(Invocation in)
{
    auto source = co_await readSource(in);
    if (!source)
        co_return tl::unexpected(source.error());
    const auto parameters = readParameters(in, source->content.parameters);
    if (!parameters)
        co_return tl::unexpected(parameters.error());
    source->content.parameters = *parameters;
    if (const Result<> added = addPictures(in, source->content); !added)
        co_return tl::unexpected(added.error());
    const auto messages = renderedMessages(in, *source);
    if (!messages)
        co_return tl::unexpected(messages.error());
    auto common = commonRequest(in, *source);
    if (!common)
        co_return tl::unexpected(common.error());
    const auto maxCost = readMaxCost(in);
    if (!maxCost)
        co_return tl::unexpected(maxCost.error());
    const auto models = co_await modelArguments(in, source->content.model);
    if (!models)
        co_return tl::unexpected(models.error());

    RunPlan plan;
    plan.maxCost = *maxCost;
    plan.values = variableValues(in, source->content).value_or(QMap<QString, QString>());
    plan.source = std::move(*source);
    common->messages = *messages;
    for (const catalog::ModelRef &model : *models) {
        common->target = model;
        plan.requests.push_back(*common);
    }
    co_return plan;
}

} // namespace assay::ctl
