// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/ollamarequest.h"

#include "providers/toolcalls.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

using Mode = ToolChoice::Mode;

/// Only pictures that are at hand: the server fetches nothing.
QJsonArray imagesOf(const Message &message)
{
    QJsonArray images;
    for (const Image &image : message.images) {
        if (!image.bytes.isEmpty())
            images << QString::fromLatin1(image.bytes.toBase64());
    }
    return images;
}

QJsonObject withId(const ToolCall &call, const QJsonObject &function)
{
    QJsonObject object{{u"function"_s, function}};
    if (!call.id.startsWith(madeCallId))
        object.insert("id"_L1, call.id);
    return object;
}

QJsonObject messageJson(const Message &message)
{
    QJsonObject object{{u"role"_s, roleName(message.role)}, {u"content"_s, message.text}};
    if (const QJsonArray images = imagesOf(message); !images.isEmpty())
        object.insert("images"_L1, images);
    if (message.role == Role::Tool) {
        object.insert("tool_name"_L1, message.toolName);
        if (!message.toolCallId.startsWith(madeCallId))
            object.insert("tool_call_id"_L1, message.toolCallId);
    }
    if (message.toolCalls.empty())
        return object;
    if (!message.reasoning.isEmpty())
        object.insert("thinking"_L1, message.reasoning);
    QJsonArray calls;
    for (const ToolCall &call : message.toolCalls) {
        const QJsonObject function{{u"index"_s, calls.size()},
                                   {u"name"_s, call.name},
                                   {u"arguments"_s, call.arguments}}; // an object here, not a text
        calls << withId(call, function);
    }
    object.insert("tool_calls"_L1, calls);
    return object;
}

QJsonObject optionsOf(const Parameters &parameters)
{
    QJsonObject options;
    if (parameters.temperature)
        options.insert("temperature"_L1, *parameters.temperature);
    if (parameters.topP)
        options.insert("top_p"_L1, *parameters.topP);
    if (parameters.maxTokens)
        options.insert("num_predict"_L1, *parameters.maxTokens);
    if (parameters.seed)
        options.insert("seed"_L1, *parameters.seed);
    if (!parameters.stop.isEmpty())
        options.insert("stop"_L1, QJsonArray::fromStringList(parameters.stop));
    if (parameters.frequencyPenalty)
        options.insert("frequency_penalty"_L1, *parameters.frequencyPenalty);
    if (parameters.presencePenalty)
        options.insert("presence_penalty"_L1, *parameters.presencePenalty);
    return options;
}

/// Off, or as hard as asked for; the server knows no lower word than "low".
QJsonValue thinkOf(ReasoningEffort effort)
{
    if (effort == ReasoningEffort::None)
        return false;
    return effort == ReasoningEffort::Minimal ? u"low"_s : reasoningEffortName(effort);
}

void addTools(QJsonObject &body, const ModelRequest &request)
{
    if (request.tools.empty() || request.toolChoice.mode == Mode::None) // what is not offered is not called
        return;
    QJsonArray tools;
    for (const Tool &tool : request.tools) {
        const QJsonObject parameters = tool.parameters.isEmpty()
            ? QJsonObject{{u"type"_s, u"object"_s}, {u"properties"_s, QJsonObject()}}
            : tool.parameters;
        const QJsonObject function{
            {u"name"_s, tool.name}, {u"description"_s, tool.description}, {u"parameters"_s, parameters}};
        tools << QJsonObject{{u"type"_s, u"function"_s}, {u"function"_s, function}};
    }
    body.insert("tools"_L1, tools);
}

} // namespace

QJsonObject ollamaBody(const ModelRequest &request)
{
    const Parameters &parameters = request.parameters;
    QJsonArray messages;
    for (const Message &message : request.messages)
        messages << messageJson(message);
    // Too long a prompt is an error then, where the server would silently drop its beginning.
    QJsonObject body{{u"model"_s, request.model},
                     {u"messages"_s, messages},
                     {u"stream"_s, request.stream},
                     {u"truncate"_s, false}};
    addTools(body, request);
    if (const QJsonObject options = optionsOf(parameters); !options.isEmpty())
        body.insert("options"_L1, options);
    if (parameters.responseFormat == ResponseFormat::JsonObject)
        body.insert("format"_L1, u"json"_s);
    else if (parameters.responseFormat == ResponseFormat::JsonSchema)
        body.insert("format"_L1, parameters.responseSchema);
    if (parameters.reasoningEffort)
        body.insert("think"_L1, thinkOf(*parameters.reasoningEffort));
    return body;
}

QStringList ollamaLeavesOut(const ModelRequest &request)
{
    QStringList names;
    const bool hasDistantImage =
        std::any_of(request.messages.begin(), request.messages.end(), [](const Message &message) {
            return std::any_of(message.images.begin(), message.images.end(),
                               [](const Image &image) { return image.bytes.isEmpty(); });
        });
    if (hasDistantImage)
        names << u"images by URL"_s;
    if (request.toolChoice.mode == Mode::Required || request.toolChoice.mode == Mode::Named)
        names << u"tool_choice"_s;
    if (request.parameters.topLogprobs)
        names << u"logprobs"_s;
    if (asksForAnotherTier(request.parameters))
        names << u"service_tier"_s;
    return names;
}

} // namespace assay::providers
