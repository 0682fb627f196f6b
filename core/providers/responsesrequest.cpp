// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/responsesrequest.h"

#include "base/json.h"
#include "providers/strictschema.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

using Mode = ToolChoice::Mode;

QString urlOf(const Image &image)
{
    if (image.bytes.isEmpty())
        return image.url;
    const QString type = image.mediaType.isEmpty() ? u"image/png"_s : image.mediaType;
    return u"data:%1;base64,%2"_s.arg(type, QString::fromLatin1(image.bytes.toBase64()));
}

QJsonValue userContent(const Message &message)
{
    if (message.images.empty())
        return message.text;
    QJsonArray parts;
    if (!message.text.isEmpty())
        parts << QJsonObject{{u"type"_s, u"input_text"_s}, {u"text"_s, message.text}};
    for (const Image &image : message.images)
        parts << QJsonObject{{u"type"_s, u"input_image"_s}, {u"image_url"_s, urlOf(image)}};
    return parts;
}

/// OpenAI's reasoning items among the provider's own: others may be there when the provider was changed in
/// mid-conversation. They stand before what they led to.
void addAssistant(QJsonArray &input, const Message &message)
{
    for (const QJsonValue &item : message.replay) {
        if (item["type"_L1].toString() == "reasoning"_L1)
            input << item;
    }
    if (!message.text.isEmpty())
        input << QJsonObject{{u"role"_s, u"assistant"_s}, {u"content"_s, message.text}};
    for (const ToolCall &call : message.toolCalls) {
        input << QJsonObject{{u"type"_s, u"function_call"_s},
                             {u"call_id"_s, call.id},
                             {u"name"_s, call.name},
                             {u"arguments"_s, QString::fromUtf8(toCompactJson(call.arguments))}};
    }
}

QJsonArray inputItems(const std::vector<Message> &messages, std::size_t from)
{
    QJsonArray input;
    for (std::size_t i = from; i < messages.size(); ++i) {
        const Message &message = messages[i];
        switch (message.role) {
        case Role::System:
            input << QJsonObject{{u"role"_s, u"system"_s}, {u"content"_s, message.text}};
            break;
        case Role::User:
            input << QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, userContent(message)}};
            break;
        case Role::Assistant:
            addAssistant(input, message);
            break;
        case Role::Tool:
            input << QJsonObject{{u"type"_s, u"function_call_output"_s},
                                 {u"call_id"_s, message.toolCallId},
                                 {u"output"_s, message.text}};
            break;
        }
    }
    return input;
}

QJsonObject toolJson(const Tool &tool)
{
    const QJsonObject parameters = tool.parameters.isEmpty()
        ? QJsonObject{{u"type"_s, u"object"_s}, {u"properties"_s, QJsonObject()}}
        : tool.parameters;
    QJsonObject object{{u"type"_s, u"function"_s},
                       {u"name"_s, tool.name},
                       {u"parameters"_s, parameters},
                       {u"strict"_s, tool.strict}}; // required here
    if (!tool.description.isEmpty())
        object.insert("description"_L1, tool.description);
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
    switch (request.toolChoice.mode) {
    case Mode::Auto:
        break;
    case Mode::None:
        body.insert("tool_choice"_L1, u"none"_s);
        break;
    case Mode::Required:
        body.insert("tool_choice"_L1, u"required"_s);
        break;
    case Mode::Named:
        body.insert("tool_choice"_L1,
                    QJsonObject{{u"type"_s, u"function"_s}, {u"name"_s, request.toolChoice.name}});
        break;
    }
}

void addFormat(QJsonObject &body, const Parameters &parameters)
{
    if (!parameters.responseFormat)
        return;
    QJsonObject format{{u"type"_s, u"text"_s}};
    if (parameters.responseFormat == ResponseFormat::JsonObject) {
        format.insert("type"_L1, u"json_object"_s);
    } else if (parameters.responseFormat == ResponseFormat::JsonSchema) {
        format.insert("type"_L1, u"json_schema"_s);
        format.insert("name"_L1, schemaName(parameters.responseSchema));
        format.insert("strict"_L1, isStrictSchema(parameters.responseSchema));
        format.insert("schema"_L1, parameters.responseSchema);
    }
    body.insert("text"_L1, QJsonObject{{u"format"_s, format}});
}

bool reasons(const ModelRequest &request)
{
    const bool isAsked =
        request.parameters.reasoningEffort.value_or(ReasoningEffort::None) != ReasoningEffort::None;
    return isAsked
        || std::any_of(request.messages.begin(), request.messages.end(),
                       [](const Message &message) { return !message.replay.isEmpty(); });
}

void addParameters(QJsonObject &body, const ModelRequest &request)
{
    const Parameters &parameters = request.parameters;
    QJsonArray include;
    if (parameters.temperature)
        body.insert("temperature"_L1, *parameters.temperature);
    if (parameters.topP)
        body.insert("top_p"_L1, *parameters.topP);
    if (parameters.maxTokens)
        body.insert("max_output_tokens"_L1, *parameters.maxTokens);
    if (parameters.serviceTier)
        body.insert("service_tier"_L1, parameters.serviceTier == catalog::ServiceTier::Standard
                                           ? u"default"_s
                                           : catalog::serviceTierName(*parameters.serviceTier));
    if (parameters.topLogprobs) {
        body.insert("top_logprobs"_L1, *parameters.topLogprobs);
        include << u"message.output_text.logprobs"_s;
    }
    if (parameters.reasoningEffort) {
        QJsonObject reasoning{{u"effort"_s, reasoningEffortName(*parameters.reasoningEffort)}};
        if (*parameters.reasoningEffort != ReasoningEffort::None)
            reasoning.insert("summary"_L1, u"auto"_s);
        body.insert("reasoning"_L1, reasoning);
    }
    if (reasons(request)) // only models that reason know the member
        include << u"reasoning.encrypted_content"_s;
    if (!include.isEmpty())
        body.insert("include"_L1, include);
}

} // namespace

QJsonObject responsesBody(const ModelRequest &request)
{
    // What stands before the conversation is its instructions.
    QStringList instructions;
    std::size_t first = 0;
    for (; first < request.messages.size() && request.messages[first].role == Role::System; ++first)
        instructions << request.messages[first].text;
    QJsonObject body{
        {u"model"_s, request.model}, {u"input"_s, inputItems(request.messages, first)}, {u"store"_s, false}};
    if (!instructions.isEmpty())
        body.insert("instructions"_L1, instructions.join(u"\n\n"_s));
    addTools(body, request);
    addFormat(body, request.parameters);
    addParameters(body, request);
    if (request.stream) {
        body.insert("stream"_L1, true);
        // The padding is larger than the tokens themselves.
        body.insert("stream_options"_L1, QJsonObject{{u"include_obfuscation"_s, false}});
    }
    return body;
}

QStringList responsesLeavesOut(const ModelRequest &request)
{
    QStringList names;
    const Parameters &parameters = request.parameters;
    if (!parameters.stop.isEmpty())
        names << u"stop"_s;
    if (parameters.seed)
        names << u"seed"_s;
    if (parameters.frequencyPenalty)
        names << u"frequency_penalty"_s;
    if (parameters.presencePenalty)
        names << u"presence_penalty"_s;
    return names;
}

} // namespace assay::providers
