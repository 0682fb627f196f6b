// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/anthropicrequest.h"

#include "providers/anthropicmessages.h"
#include "providers/anthropicthinking.h"

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

constexpr double maxTemperature = 1;

QJsonObject toolJson(const Tool &tool)
{
    QJsonObject object{{u"name"_s, tool.name},
                       {u"input_schema"_s,
                        tool.parameters.isEmpty() ? QJsonObject{{u"type"_s, u"object"_s}} : tool.parameters}};
    if (!tool.description.isEmpty())
        object.insert("description"_L1, tool.description);
    if (tool.strict)
        object.insert("strict"_L1, true);
    return object;
}

void addTools(QJsonObject &body, const ModelRequest &request)
{
    if (request.tools.empty())
        return;
    QJsonArray tools;
    for (const Tool &tool : request.tools)
        tools << toolJson(tool);
    body.insert("tools"_L1, tools);

    using Mode = ToolChoice::Mode;
    switch (request.toolChoice.mode) {
    case Mode::Auto:
        break; // the default
    case Mode::None:
        body.insert("tool_choice"_L1, QJsonObject{{u"type"_s, u"none"_s}});
        break;
    case Mode::Required:
        body.insert("tool_choice"_L1, QJsonObject{{u"type"_s, u"any"_s}});
        break;
    case Mode::Named:
        body.insert("tool_choice"_L1,
                    QJsonObject{{u"type"_s, u"tool"_s}, {u"name"_s, request.toolChoice.name}});
        break;
    }
}

void addThinking(QJsonObject &body, const AnthropicThinking &thinking)
{
    switch (thinking.mode) {
    case AnthropicThinking::Mode::Unsaid:
        break;
    case AnthropicThinking::Mode::Off:
        body.insert("thinking"_L1, QJsonObject{{u"type"_s, u"disabled"_s}});
        break;
    case AnthropicThinking::Mode::Budget:
        body.insert("thinking"_L1,
                    QJsonObject{{u"type"_s, u"enabled"_s}, {u"budget_tokens"_s, thinking.budgetTokens}});
        break;
    case AnthropicThinking::Mode::Adaptive:
        body.insert("thinking"_L1, QJsonObject{{u"type"_s, u"adaptive"_s}, {u"display"_s, u"summarized"_s}});
        break;
    }
}

/// What shapes the output beside the sampling: a schema it must fit, and how hard an adaptive model tries.
void addOutputConfig(QJsonObject &body, const AnthropicThinking &thinking, const Parameters &parameters)
{
    QJsonObject config;
    if (thinking.mode == AnthropicThinking::Mode::Adaptive)
        config.insert("effort"_L1, thinking.effort);
    if (parameters.responseFormat == ResponseFormat::JsonSchema)
        config.insert("format"_L1,
                      QJsonObject{{u"type"_s, u"json_schema"_s}, {u"schema"_s, parameters.responseSchema}});
    if (!config.isEmpty())
        body.insert("output_config"_L1, config);
}

bool sendsTemperature(const AnthropicThinking &thinking, const Parameters &parameters)
{
    return parameters.temperature && thinking.takesSampling && *parameters.temperature <= maxTemperature;
}

bool sendsTopP(const AnthropicThinking &thinking, const Parameters &parameters)
{
    return parameters.topP && thinking.takesSampling
        && (thinking.takesBothSamplings || !sendsTemperature(thinking, parameters));
}

/// Not sending 1 changes nothing: that is what the models do anyway.
bool isLost(const std::optional<double> &value, bool isSent)
{
    return value && !isSent && *value != 1;
}

QJsonObject promptOf(const ModelRequest &request, const AnthropicThinking &thinking)
{
    QJsonObject body{{u"model"_s, request.model}, {u"messages"_s, anthropicMessages(request.messages)}};
    if (const QString system = anthropicSystem(request.messages); !system.isEmpty())
        body.insert("system"_L1, system);
    addTools(body, request);
    addThinking(body, thinking);
    addOutputConfig(body, thinking, request.parameters);
    return body;
}

} // namespace

QJsonObject anthropicPrompt(const ModelRequest &request)
{
    return promptOf(request, anthropicThinking(request));
}

QJsonObject anthropicBody(const ModelRequest &request)
{
    const Parameters &parameters = request.parameters;
    const AnthropicThinking thinking = anthropicThinking(request);
    QJsonObject body = promptOf(request, thinking);
    body.insert("max_tokens"_L1, thinking.maxTokens);
    if (sendsTemperature(thinking, parameters))
        body.insert("temperature"_L1, *parameters.temperature);
    if (sendsTopP(thinking, parameters))
        body.insert("top_p"_L1, *parameters.topP);
    if (!parameters.stop.isEmpty())
        body.insert("stop_sequences"_L1, QJsonArray::fromStringList(parameters.stop));
    if (parameters.serviceTier == catalog::ServiceTier::Standard)
        body.insert("service_tier"_L1, u"standard_only"_s);
    else if (parameters.serviceTier == catalog::ServiceTier::Priority)
        body.insert("service_tier"_L1, u"auto"_s); // priority capacity where the account has it
    if (request.stream)
        body.insert("stream"_L1, true);
    return body;
}

QStringList anthropicLeavesOut(const ModelRequest &request)
{
    const Parameters &parameters = request.parameters;
    const AnthropicThinking thinking = anthropicThinking(request);
    QStringList names;
    if (isLost(parameters.temperature, sendsTemperature(thinking, parameters)))
        names << (thinking.takesSampling ? u"temperature above 1"_s : u"temperature"_s);
    if (isLost(parameters.topP, sendsTopP(thinking, parameters)))
        names << (thinking.takesSampling ? u"top_p beside temperature"_s : u"top_p"_s);
    if (parameters.seed)
        names << u"seed"_s;
    if (parameters.responseFormat == ResponseFormat::JsonObject)
        names << u"response_format"_s;
    if (parameters.topLogprobs)
        names << u"logprobs"_s;
    if (parameters.frequencyPenalty)
        names << u"frequency_penalty"_s;
    if (parameters.presencePenalty)
        names << u"presence_penalty"_s;
    if (thinking.isRefused)
        names << u"reasoning_effort"_s;
    if (parameters.serviceTier == catalog::ServiceTier::Flex)
        names << u"service_tier"_s;
    return names;
}

} // namespace assay::providers
