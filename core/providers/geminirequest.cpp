// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/geminirequest.h"

#include "base/json.h"
#include "providers/geminidecoder.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

/// How a model is told how much to think. Setting both, or either where it is unknown, is refused.
enum class Thinking { None, Budget, Level };

QString plainName(const QString &model)
{
    return model.mid(model.lastIndexOf(u'/') + 1);
}

Thinking thinkingOf(const QString &model)
{
    const QString name = plainName(model);
    for (const QLatin1String old : {"gemini-1"_L1, "gemini-2.0"_L1, "gemma-"_L1, "learnlm"_L1}) {
        if (name.startsWith(old))
            return Thinking::None;
    }
    return name.startsWith("gemini-2.5"_L1) ? Thinking::Budget : Thinking::Level;
}

/// Tokens for thoughts, as Google's own layer for OpenAI's clients translates efforts. The Pro models cannot
/// stop thinking: 128 is their least.
int budgetFor(ReasoningEffort effort, bool isPro)
{
    switch (effort) {
    case ReasoningEffort::None:
        return isPro ? 128 : 0;
    case ReasoningEffort::Minimal:
    case ReasoningEffort::Low:
        return 1024;
    case ReasoningEffort::Medium:
        return 8192;
    case ReasoningEffort::High:
        break;
    }
    return 24'576;
}

/// There is no level of none; the Pro models' lowest is LOW.
QString levelFor(ReasoningEffort effort, bool isPro)
{
    switch (effort) {
    case ReasoningEffort::None:
    case ReasoningEffort::Minimal:
        return isPro ? u"LOW"_s : u"MINIMAL"_s;
    case ReasoningEffort::Low:
        return u"LOW"_s;
    case ReasoningEffort::Medium:
        return u"MEDIUM"_s;
    case ReasoningEffort::High:
        break;
    }
    return u"HIGH"_s;
}

QJsonObject thinkingConfig(const QString &model, ReasoningEffort effort)
{
    const Thinking thinking = thinkingOf(model);
    if (thinking == Thinking::None)
        return {};
    const bool isPro = plainName(model).contains("-pro"_L1);
    QJsonObject config;
    if (thinking == Thinking::Budget)
        config.insert("thinkingBudget"_L1, budgetFor(effort, isPro));
    else
        config.insert("thinkingLevel"_L1, levelFor(effort, isPro));
    if (effort != ReasoningEffort::None)
        config.insert("includeThoughts"_L1, true);
    return config;
}

bool isSendable(qint64 seed)
{
    return seed >= std::numeric_limits<qint32>::min() && seed <= std::numeric_limits<qint32>::max();
}

QJsonObject textPart(const QString &text)
{
    return {{u"text"_s, text}};
}

QJsonArray userParts(const Message &message)
{
    QJsonArray parts;
    if (!message.text.isEmpty())
        parts << textPart(message.text);
    for (const Image &image : message.images) {
        if (image.bytes.isEmpty())
            continue;
        parts << QJsonObject{
            {u"inlineData"_s,
             QJsonObject{{u"mimeType"_s, image.mediaType.isEmpty() ? u"image/png"_s : image.mediaType},
                         {u"data"_s, QString::fromLatin1(image.bytes.toBase64())}}}};
    }
    return parts;
}

/// The id, unless it was made here: a model that numbers no calls need not learn of numbers.
void addCallId(QJsonObject &object, const QString &id)
{
    if (!id.isEmpty() && !id.startsWith(madeCallId))
        object.insert("id"_L1, id);
}

QJsonArray assistantParts(const Message &message)
{
    QJsonArray parts;
    if (!message.text.isEmpty())
        parts << textPart(message.text);
    // Another provider's items may be among them when the model was changed in mid-conversation.
    for (const QJsonValue &item : message.replay) {
        if (item["thoughtSignature"_L1].isString())
            parts << item;
    }
    for (const ToolCall &call : message.toolCalls) {
        QJsonObject function{{u"name"_s, call.name}, {u"args"_s, call.arguments}};
        addCallId(function, call.id);
        QJsonObject part{{u"functionCall"_s, function}};
        if (!call.signature.isEmpty())
            part.insert("thoughtSignature"_L1, call.signature);
        parts << part;
    }
    return parts;
}

/// A result must be an object; "output" is the name Google suggests for anything else.
QJsonObject resultObject(const QString &text)
{
    return parseJsonObject(text.toUtf8(), u"result"_s).value_or(QJsonObject{{u"output"_s, text}});
}

/// The function's name, which the wire wants with every result: said with it, or else by the call.
QString functionNameOf(const Message &result, const std::vector<Message> &messages)
{
    if (!result.toolName.isEmpty())
        return result.toolName;
    for (const Message &message : messages) {
        for (const ToolCall &call : message.toolCalls) {
            if (call.id == result.toolCallId)
                return call.name;
        }
    }
    return {};
}

QJsonObject resultPart(const Message &message, const std::vector<Message> &messages)
{
    QJsonObject response{{u"name"_s, functionNameOf(message, messages)},
                         {u"response"_s, resultObject(message.text)}};
    addCallId(response, message.toolCallId);
    return {{u"functionResponse"_s, response}};
}

QJsonObject contentOf(QLatin1String role, QJsonArray parts)
{
    if (parts.isEmpty())
        parts << textPart(QString()); // a content without parts is refused
    return {{u"role"_s, QString(role)}, {u"parts"_s, parts}};
}

/// The results of calls made together must come back together, in one content.
QJsonArray contentsOf(const std::vector<Message> &messages)
{
    QJsonArray contents;
    QJsonArray results;
    const auto flushResults = [&contents, &results] {
        if (!results.isEmpty())
            contents << contentOf("user"_L1, std::exchange(results, {}));
    };
    for (const Message &message : messages) {
        if (message.role == Role::Tool) {
            results << resultPart(message, messages);
            continue;
        }
        if (message.role == Role::System)
            continue;
        flushResults();
        contents << (message.role == Role::Assistant ? contentOf("model"_L1, assistantParts(message))
                                                     : contentOf("user"_L1, userParts(message)));
    }
    flushResults();
    return contents;
}

/// One part per system message; they stand beside the conversation.
QJsonArray systemParts(const std::vector<Message> &messages)
{
    QJsonArray parts;
    for (const Message &message : messages) {
        if (message.role == Role::System && !message.text.isEmpty())
            parts << textPart(message.text);
    }
    return parts;
}

void addTools(QJsonObject &body, const ModelRequest &request)
{
    if (request.tools.empty())
        return;
    QJsonArray declarations;
    for (const Tool &tool : request.tools) {
        QJsonObject declaration{{u"name"_s, tool.name}};
        if (!tool.description.isEmpty())
            declaration.insert("description"_L1, tool.description);
        if (!tool.parameters.isEmpty())
            declaration.insert("parametersJsonSchema"_L1, tool.parameters);
        declarations << declaration;
    }
    body.insert("tools"_L1, QJsonArray{QJsonObject{{u"functionDeclarations"_s, declarations}}});

    const bool isStrict =
        std::any_of(request.tools.begin(), request.tools.end(), [](const Tool &tool) { return tool.strict; });
    using Mode = ToolChoice::Mode;
    QJsonObject calling;
    switch (request.toolChoice.mode) {
    case Mode::Auto:
        if (!isStrict)
            return; // the default
        calling.insert("mode"_L1, u"VALIDATED"_s); // free to call or not, but by the schema
        break;
    case Mode::None:
        calling.insert("mode"_L1, u"NONE"_s);
        break;
    case Mode::Named:
        calling.insert("allowedFunctionNames"_L1, QJsonArray{request.toolChoice.name});
        [[fallthrough]];
    case Mode::Required:
        calling.insert("mode"_L1, u"ANY"_s);
        break;
    }
    body.insert("toolConfig"_L1, QJsonObject{{u"functionCallingConfig"_s, calling}});
}

void addFormat(QJsonObject &config, const Parameters &parameters)
{
    if (!parameters.responseFormat)
        return;
    const bool isText = *parameters.responseFormat == ResponseFormat::Text;
    config.insert("responseMimeType"_L1, isText ? u"text/plain"_s : u"application/json"_s);
    if (*parameters.responseFormat == ResponseFormat::JsonSchema)
        config.insert("responseJsonSchema"_L1, parameters.responseSchema);
}

void addLogprobs(QJsonObject &config, const Parameters &parameters)
{
    if (!parameters.topLogprobs)
        return;
    config.insert("responseLogprobs"_L1, true);
    if (*parameters.topLogprobs > 0)
        config.insert("logprobs"_L1, *parameters.topLogprobs);
}

QJsonObject generationConfig(const ModelRequest &request)
{
    const Parameters &parameters = request.parameters;
    QJsonObject config;
    if (parameters.temperature)
        config.insert("temperature"_L1, *parameters.temperature);
    if (parameters.topP)
        config.insert("topP"_L1, *parameters.topP);
    if (parameters.maxTokens)
        config.insert("maxOutputTokens"_L1, *parameters.maxTokens);
    if (!parameters.stop.isEmpty())
        config.insert("stopSequences"_L1, QJsonArray::fromStringList(parameters.stop));
    if (parameters.seed && isSendable(*parameters.seed))
        config.insert("seed"_L1, *parameters.seed);
    if (parameters.presencePenalty)
        config.insert("presencePenalty"_L1, *parameters.presencePenalty);
    if (parameters.frequencyPenalty)
        config.insert("frequencyPenalty"_L1, *parameters.frequencyPenalty);
    addFormat(config, parameters);
    addLogprobs(config, parameters);
    if (parameters.reasoningEffort) {
        if (const QJsonObject thinking = thinkingConfig(request.model, *parameters.reasoningEffort);
            !thinking.isEmpty())
            config.insert("thinkingConfig"_L1, thinking);
    }
    return config;
}

bool hasImageByUrl(const std::vector<Message> &messages)
{
    return std::any_of(messages.begin(), messages.end(), [](const Message &message) {
        return std::any_of(message.images.begin(), message.images.end(),
                           [](const Image &image) { return image.bytes.isEmpty(); });
    });
}

} // namespace

QString geminiModelName(const QString &model)
{
    return model.contains(u'/') ? model : QString(u"models/"_s + model);
}

QJsonObject geminiBody(const ModelRequest &request)
{
    QJsonObject body{{u"contents"_s, contentsOf(request.messages)}};
    if (const QJsonArray system = systemParts(request.messages); !system.isEmpty())
        body.insert("systemInstruction"_L1, QJsonObject{{u"parts"_s, system}});
    addTools(body, request);
    if (const QJsonObject config = generationConfig(request); !config.isEmpty())
        body.insert("generationConfig"_L1, config);
    if (request.parameters.serviceTier)
        body.insert("serviceTier"_L1, catalog::serviceTierName(*request.parameters.serviceTier));
    return body;
}

QStringList geminiLeavesOut(const ModelRequest &request)
{
    const Parameters &parameters = request.parameters;
    QStringList names;
    if (parameters.seed && !isSendable(*parameters.seed))
        names << u"seed"_s;
    if (parameters.reasoningEffort && *parameters.reasoningEffort != ReasoningEffort::None
        && thinkingOf(request.model) == Thinking::None)
        names << u"reasoning_effort"_s;
    if (hasImageByUrl(request.messages))
        names << u"images by URL"_s;
    return names;
}

} // namespace assay::providers
