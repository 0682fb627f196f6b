// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/openaichatrequest.h"

#include "providers/openaichatmessages.h"
#include "providers/strictschema.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

using catalog::ChatFlavour;
using Mode = ToolChoice::Mode;

bool isTooHot(const ChatFlavour &flavour, const Parameters &parameters)
{
    return parameters.temperature && *parameters.temperature > flavour.maxTemperature;
}

bool canFormat(const ChatFlavour &flavour, const Parameters &parameters)
{
    switch (parameters.responseFormat.value_or(ResponseFormat::Text)) {
    case ResponseFormat::JsonObject:
        return flavour.jsonObject;
    case ResponseFormat::JsonSchema:
        return flavour.jsonSchema;
    case ResponseFormat::Text:
        break;
    }
    return true;
}

/// The server's word for the effort, or for the nearest; empty when it has none.
QString effortWord(const ChatFlavour &flavour, ReasoningEffort effort)
{
    if (flavour.thinking == ChatFlavour::Thinking::None)
        return {};
    const QString name = reasoningEffortName(effort);
    if (flavour.efforts.contains(name))
        return name;
    return effort == ReasoningEffort::Minimal ? u"low"_s : QString();
}

/// The server's word for the terms asked for; empty when it has none.
QLatin1String tierWord(const ChatFlavour &flavour, const Parameters &parameters)
{
    switch (parameters.serviceTier.value_or(catalog::ServiceTier::Batch)) {
    case catalog::ServiceTier::Standard:
        return flavour.tiers.standard;
    case catalog::ServiceTier::Flex:
        return flavour.tiers.flex;
    case catalog::ServiceTier::Priority:
        return flavour.tiers.priority;
    case catalog::ServiceTier::Batch:
        break;
    }
    return {};
}

QJsonObject toolJson(const Tool &tool)
{
    QJsonObject function{{u"name"_s, tool.name}};
    if (!tool.description.isEmpty())
        function.insert("description"_L1, tool.description);
    // A function without arguments: some servers insist on being told so.
    function.insert("parameters"_L1,
                    tool.parameters.isEmpty()
                        ? QJsonObject{{u"type"_s, u"object"_s}, {u"properties"_s, QJsonObject()}}
                        : tool.parameters);
    if (tool.strict)
        function.insert("strict"_L1, true);
    return {{u"type"_s, u"function"_s}, {u"function"_s, function}};
}

/// Where a tool cannot be chosen by name, offering only that one and requiring a call says the same.
bool choosesByOffer(const ChatFlavour &flavour, const ToolChoice &choice)
{
    return choice.mode == Mode::Named && flavour.toolChoices == ChatFlavour::ToolChoices::Modes;
}

QJsonValue toolChoiceJson(const ChatFlavour &flavour, const ToolChoice &choice)
{
    switch (choice.mode) {
    case Mode::Auto:
        break;
    case Mode::None:
        return u"none"_s;
    case Mode::Required:
        return u"required"_s;
    case Mode::Named:
        if (choosesByOffer(flavour, choice))
            return u"required"_s;
        return QJsonObject{{u"type"_s, u"function"_s},
                           {u"function"_s, QJsonObject{{u"name"_s, choice.name}}}};
    }
    return u"auto"_s;
}

void addTools(QJsonObject &body, const ChatFlavour &flavour, const ModelRequest &request)
{
    const bool isIgnored = flavour.toolChoices == ChatFlavour::ToolChoices::Auto;
    // A server that does not listen to the choice is kept from calling by offering nothing.
    if (request.tools.empty() || (isIgnored && request.toolChoice.mode == Mode::None))
        return;
    QJsonArray tools;
    for (const Tool &tool : request.tools) {
        if (!choosesByOffer(flavour, request.toolChoice) || tool.name == request.toolChoice.name)
            tools << toolJson(tool);
    }
    body.insert("tools"_L1, tools);
    if (!isIgnored && request.toolChoice.mode != Mode::Auto)
        body.insert("tool_choice"_L1, toolChoiceJson(flavour, request.toolChoice));
}

void addSampling(QJsonObject &body, const ChatFlavour &flavour, const Parameters &parameters)
{
    if (parameters.temperature && !isTooHot(flavour, parameters))
        body.insert("temperature"_L1, *parameters.temperature);
    if (parameters.topP)
        body.insert("top_p"_L1, *parameters.topP);
    if (parameters.maxTokens)
        body.insert(flavour.tokenLimit, *parameters.maxTokens);
    if (!parameters.stop.isEmpty())
        body.insert("stop"_L1, QJsonArray::fromStringList(parameters.stop));
    if (parameters.seed && !flavour.seed.isEmpty())
        body.insert(flavour.seed, *parameters.seed);
    if (parameters.frequencyPenalty && flavour.penalties)
        body.insert("frequency_penalty"_L1, *parameters.frequencyPenalty);
    if (parameters.presencePenalty && flavour.penalties)
        body.insert("presence_penalty"_L1, *parameters.presencePenalty);
    if (parameters.topLogprobs && flavour.logprobs) {
        body.insert("logprobs"_L1, true);
        if (*parameters.topLogprobs > 0)
            body.insert("top_logprobs"_L1, *parameters.topLogprobs);
    }
}

void addFormat(QJsonObject &body, const ChatFlavour &flavour, const Parameters &parameters)
{
    if (!parameters.responseFormat || !canFormat(flavour, parameters))
        return;
    QJsonObject format;
    switch (*parameters.responseFormat) {
    case ResponseFormat::Text:
        format.insert("type"_L1, u"text"_s);
        break;
    case ResponseFormat::JsonObject:
        format.insert("type"_L1, u"json_object"_s);
        break;
    case ResponseFormat::JsonSchema: {
        const QJsonObject &schema = parameters.responseSchema;
        format.insert("type"_L1, u"json_schema"_s);
        format.insert("json_schema"_L1,
                      QJsonObject{{u"name"_s, schemaName(schema)},
                                  {u"strict"_s, isStrictSchema(schema)},
                                  {u"schema"_s, schema}});
        break;
    }
    }
    body.insert("response_format"_L1, format);
}

void addThinking(QJsonObject &body, const ChatFlavour &flavour, const Parameters &parameters)
{
    if (!parameters.reasoningEffort)
        return;
    const bool thinks = *parameters.reasoningEffort != ReasoningEffort::None;
    const QString word = effortWord(flavour, *parameters.reasoningEffort);
    if (word.isEmpty())
        return;
    switch (flavour.thinking) {
    case ChatFlavour::Thinking::None:
        return;
    case ChatFlavour::Thinking::Effort:
        body.insert("reasoning_effort"_L1, word);
        break;
    case ChatFlavour::Thinking::Nested:
        body.insert("reasoning"_L1, QJsonObject{{u"effort"_s, word}});
        break;
    case ChatFlavour::Thinking::Switched:
        body.insert("thinking"_L1, QJsonObject{{u"type"_s, thinks ? u"enabled"_s : u"disabled"_s}});
        if (thinks)
            body.insert("reasoning_effort"_L1, word);
        break;
    }
    // Only models that think know the member, so it goes with the wish that they do.
    if (thinks && !flavour.splitsReasoning)
        body.insert("reasoning_format"_L1, u"parsed"_s);
}

void addStream(QJsonObject &body, const ChatFlavour &flavour)
{
    body.insert("stream"_L1, true);
    if (!flavour.asksForUsage)
        return;
    QJsonObject options{{u"include_usage"_s, true}};
    if (flavour.padsStreams)
        options.insert("include_obfuscation"_L1, false); // padding larger than the tokens themselves
    body.insert("stream_options"_L1, options);
}

template <typename Predicate> bool hasImage(const std::vector<Message> &messages, Predicate predicate)
{
    return std::any_of(messages.begin(), messages.end(), [&predicate](const Message &message) {
        return std::any_of(message.images.begin(), message.images.end(), predicate);
    });
}

void noteImages(QStringList &names, const ChatFlavour &flavour, const std::vector<Message> &messages)
{
    if (flavour.images == ChatFlavour::Images::None) {
        if (hasImage(messages, [](const Image &) { return true; }))
            names << u"images"_s;
    } else if (flavour.images == ChatFlavour::Images::Inline) {
        if (hasImage(messages, [](const Image &image) { return image.bytes.isEmpty(); }))
            names << u"images by URL"_s;
    }
}

} // namespace

QJsonObject openAiChatPrompt(const ChatFlavour &flavour, const ModelRequest &request)
{
    QJsonObject body{{u"model"_s, request.model},
                     {u"messages"_s, openAiChatMessages(flavour, request.messages)}};
    addTools(body, flavour, request);
    return body;
}

QJsonObject openAiChatBody(const ChatFlavour &flavour, const ModelRequest &request)
{
    QJsonObject body = openAiChatPrompt(flavour, request);
    addSampling(body, flavour, request.parameters);
    addFormat(body, flavour, request.parameters);
    addThinking(body, flavour, request.parameters);
    if (const QLatin1String tier = tierWord(flavour, request.parameters); !tier.isEmpty())
        body.insert("service_tier"_L1, tier);
    if (request.stream)
        addStream(body, flavour);
    return body;
}

QStringList openAiChatLeavesOut(const ChatFlavour &flavour, const ModelRequest &request)
{
    const Parameters &parameters = request.parameters;
    QStringList names;
    if (isTooHot(flavour, parameters))
        names << u"temperature above %1"_s.arg(flavour.maxTemperature);
    if (parameters.seed && flavour.seed.isEmpty())
        names << u"seed"_s;
    if (!canFormat(flavour, parameters))
        names << u"response_format"_s;
    if (parameters.topLogprobs && !flavour.logprobs)
        names << u"logprobs"_s;
    if (parameters.frequencyPenalty && !flavour.penalties)
        names << u"frequency_penalty"_s;
    if (parameters.presencePenalty && !flavour.penalties)
        names << u"presence_penalty"_s;
    if (parameters.reasoningEffort && effortWord(flavour, *parameters.reasoningEffort).isEmpty())
        names << u"reasoning_effort"_s;
    if (asksForAnotherTier(parameters) && tierWord(flavour, parameters).isEmpty())
        names << u"service_tier"_s;
    const bool mustCall = request.toolChoice.mode == Mode::Required || request.toolChoice.mode == Mode::Named;
    if (!request.tools.empty() && mustCall && flavour.toolChoices == ChatFlavour::ToolChoices::Auto)
        names << u"tool_choice"_s;
    noteImages(names, flavour, request.messages);
    return names;
}

} // namespace assay::providers
