// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/chatrequest.h"

#include "base/json.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

constexpr qsizetype prefixChars = 4096;
constexpr double mostTokens = 1e9; // an int holds it

/// The limit a request gives under `name`, refused as the providers do when it is no positive count.
Result<> readTokenLimit(const QJsonObject &object, const QString &name, std::optional<int> &limit)
{
    const QJsonValue value = object.value(name);
    if (value.isUndefined() || value.isNull())
        return {};
    if (!value.isDouble() || value.toDouble() < 1)
        return fail(ErrorCode::InvalidInput, u"%1: must be a number greater than or equal to 1"_s.arg(name));
    limit = static_cast<int>(std::min(value.toDouble(), mostTokens));
    return {};
}

QStringList stopsOf(const QJsonValue &value)
{
    if (value.isString())
        return {value.toString()};
    QStringList stops;
    for (const QJsonValue &stop : value.toArray())
        stops.append(stop.toString());
    return stops;
}

void addText(ChatRequest &request, const QString &role, const QString &text)
{
    request.inputChars += text.size();
    if (request.prefix.size() < prefixChars)
        request.prefix += text.left(prefixChars - request.prefix.size()).toUtf8();
    if (role == u"system"_s || role == u"developer"_s)
        request.system += text + u'\n';
    else if (role == u"user"_s)
        request.user = text;
}

/// A message in any protocol: its content is a text or a list of parts.
void addMessage(ChatRequest &request, const QString &role, const QJsonValue &content)
{
    request.toolResult = role == u"tool"_s ? content.toString() : QString();
    if (content.isString())
        return addText(request, role, content.toString());
    QStringList texts;
    for (const QJsonValue &part : content.toArray()) {
        const QString type = part[u"type"].toString();
        if (type == u"image"_s || type == u"image_url"_s || type == u"input_image"_s
            || part[u"inlineData"].isObject())
            ++request.images;
        else if (type == u"tool_result"_s)
            request.toolResult = part[u"content"].toString();
        else if (part[u"functionResponse"].isObject())
            request.toolResult =
                QString::fromUtf8(toCompactJson(part[u"functionResponse"][u"response"].toObject()));
        else if (part[u"text"].isString())
            texts.append(part[u"text"].toString());
    }
    if (!texts.isEmpty())
        addText(request, role, texts.join(u'\n'));
}

void addTools(ChatRequest &request, const QJsonArray &tools)
{
    for (const QJsonValue &each : tools) {
        const QJsonValue function =
            each[u"function"].isObject() ? each[u"function"] : each; // Responses, Anthropic: flat
        QJsonValue schema = function[u"parameters"];
        if (schema.isUndefined())
            schema = function[u"input_schema"].isObject() ? function[u"input_schema"]
                                                          : function[u"parametersJsonSchema"];
        request.tools.push_back({function[u"name"].toString(), schema.toObject()});
        request.inputChars += toCompactJson(function.toObject()).size();
    }
}

void readToolChoice(ChatRequest &request, const QJsonValue &choice)
{
    const QString word = choice.isString() ? choice.toString() : choice[u"type"].toString();
    request.namedTool = choice[u"function"][u"name"].toString(choice[u"name"].toString());
    request.mustCallTool = word == u"required"_s || word == u"any"_s || !request.namedTool.isEmpty();
    if (word == u"none"_s)
        request.tools.clear();
}

Result<> readOpenAi(ChatRequest &request, const QJsonObject &object)
{
    for (const QJsonValue &message : object.value(u"messages"_s).toArray())
        addMessage(request, message[u"role"].toString(), message[u"content"]);
    addTools(request, object.value(u"tools"_s).toArray());
    readToolChoice(request, object.value(u"tool_choice"_s));
    const QJsonValue format = object.value(u"response_format"_s);
    request.wantsJson = format[u"type"].toString().startsWith(u"json"_s);
    request.schema = format[u"json_schema"][u"schema"].toObject();
    request.includeUsage = object.value(u"stream_options"_s)[u"include_usage"].toBool();
    request.wantsLogprobs = object.value(u"logprobs"_s).toBool();
    request.wantsReasoning = object.value(u"reasoning_effort"_s).toString(u"none"_s) != u"none"_s;
    request.stop = stopsOf(object.value(u"stop"_s));
    for (const QString &name : {u"max_completion_tokens"_s, u"max_tokens"_s}) {
        if (const Result<> read = readTokenLimit(object, name, request.maxTokens); !read)
            return read;
    }
    return {};
}

Result<> readResponses(ChatRequest &request, const QJsonObject &object)
{
    addText(request, u"system"_s, object.value(u"instructions"_s).toString());
    const QJsonValue input = object.value(u"input"_s);
    if (input.isString())
        addText(request, u"user"_s, input.toString());
    for (const QJsonValue &item : input.toArray()) {
        if (item[u"type"].toString() == u"function_call_output"_s)
            addMessage(request, u"tool"_s, item[u"output"]);
        else if (item[u"role"].isString())
            addMessage(request, item[u"role"].toString(), item[u"content"]);
    }
    addTools(request, object.value(u"tools"_s).toArray());
    readToolChoice(request, object.value(u"tool_choice"_s));
    const QJsonValue format = object.value(u"text"_s)[u"format"];
    request.wantsJson = format[u"type"].toString().startsWith(u"json"_s);
    request.schema = format[u"schema"].toObject();
    request.wantsReasoning = object.value(u"reasoning"_s)[u"effort"].toString(u"none"_s) != u"none"_s;
    return readTokenLimit(object, u"max_output_tokens"_s, request.maxTokens);
}

Result<> readAnthropic(ChatRequest &request, const QJsonObject &object)
{
    if (object.contains(u"system"_s))
        addMessage(request, u"system"_s, object.value(u"system"_s));
    for (const QJsonValue &message : object.value(u"messages"_s).toArray())
        addMessage(request, message[u"role"].toString(), message[u"content"]);
    addTools(request, object.value(u"tools"_s).toArray());
    readToolChoice(request, object.value(u"tool_choice"_s));
    const QJsonValue format = object.value(u"output_config"_s)[u"format"];
    request.wantsJson = format[u"type"].toString() == u"json_schema"_s;
    request.schema = format[u"schema"].toObject();
    const QString thinking = object.value(u"thinking"_s)[u"type"].toString(u"disabled"_s);
    request.wantsReasoning = thinking != u"disabled"_s;
    request.stop = stopsOf(object.value(u"stop_sequences"_s));
    return readTokenLimit(object, u"max_tokens"_s, request.maxTokens);
}

Result<> readGemini(ChatRequest &request, const QJsonObject &object)
{
    const QJsonObject whole = object.contains(u"generateContentRequest"_s)
        ? object.value(u"generateContentRequest"_s).toObject()
        : object;
    if (whole.contains(u"systemInstruction"_s))
        addMessage(request, u"system"_s, whole.value(u"systemInstruction"_s)[u"parts"]);
    for (const QJsonValue &content : whole.value(u"contents"_s).toArray()) {
        const QString role = content[u"role"].toString(u"user"_s);
        addMessage(request, role == u"model"_s ? u"assistant"_s : role, content[u"parts"]);
    }
    for (const QJsonValue &tool : whole.value(u"tools"_s).toArray())
        addTools(request, tool[u"functionDeclarations"].toArray());
    const QJsonValue calling = whole.value(u"toolConfig"_s)[u"functionCallingConfig"];
    request.mustCallTool = calling[u"mode"].toString() == u"ANY"_s;
    request.namedTool = calling[u"allowedFunctionNames"][0].toString();
    if (calling[u"mode"].toString() == u"NONE"_s)
        request.tools.clear();
    const QJsonObject config = whole.value(u"generationConfig"_s).toObject();
    request.wantsJson = config.value(u"responseMimeType"_s).toString() == u"application/json"_s;
    request.schema = config.contains(u"responseJsonSchema"_s)
        ? config.value(u"responseJsonSchema"_s).toObject()
        : config.value(u"responseSchema"_s).toObject();
    request.wantsReasoning = config.value(u"thinkingConfig"_s)[u"includeThoughts"].toBool();
    request.stop = stopsOf(config.value(u"stopSequences"_s));
    request.seed = config.value(u"seed"_s).toInteger();
    request.temperature = config.value(u"temperature"_s).toDouble();
    return readTokenLimit(config, u"maxOutputTokens"_s, request.maxTokens);
}

Result<> readOllama(ChatRequest &request, const QJsonObject &object)
{
    for (const QJsonValue &message : object.value(u"messages"_s).toArray()) {
        addMessage(request, message[u"role"].toString(), message[u"content"]);
        request.images += static_cast<int>(message[u"images"].toArray().size());
    }
    addTools(request, object.value(u"tools"_s).toArray());
    const QJsonValue format = object.value(u"format"_s);
    request.wantsJson = format.isObject() || format.toString() == u"json"_s;
    request.schema = format.toObject();
    const QJsonValue think = object.value(u"think"_s);
    request.wantsReasoning = think.isString() || think.toBool();
    const QJsonObject options = object.value(u"options"_s).toObject();
    request.stop = stopsOf(options.value(u"stop"_s));
    request.seed = options.value(u"seed"_s).toInteger();
    request.temperature = options.value(u"temperature"_s).toDouble();
    request.stream = object.value(u"stream"_s).toBool(true);
    return readTokenLimit(options, u"num_predict"_s, request.maxTokens);
}

Result<> readBody(ChatRequest &request, const QJsonObject &object)
{
    switch (request.dialect) {
    case Dialect::Responses:
        return readResponses(request, object);
    case Dialect::Anthropic:
        return readAnthropic(request, object);
    case Dialect::Gemini:
        return readGemini(request, object);
    case Dialect::Ollama:
        return readOllama(request, object);
    case Dialect::OpenAi:
        break;
    }
    return readOpenAi(request, object);
}

QString whereTheMessagesAre(Dialect dialect)
{
    return dialect == Dialect::Responses ? u"input"_s
        : dialect == Dialect::Gemini     ? u"contents"_s
                                         : u"messages"_s;
}

bool hasMessages(Dialect dialect, const QJsonObject &object)
{
    const QJsonObject whole = object.contains(u"generateContentRequest"_s)
        ? object.value(u"generateContentRequest"_s).toObject()
        : object;
    const QJsonValue messages = whole.value(whereTheMessagesAre(dialect));
    return !messages.toArray().isEmpty() || (dialect == Dialect::Responses && !messages.toString().isEmpty());
}

} // namespace

Result<ChatRequest> parseChatRequest(Dialect dialect, const QByteArray &body, const QString &modelInPath)
{
    const Result<QJsonObject> parsed = parseJsonObject(body, u"request"_s);
    if (!parsed)
        return tl::unexpected(parsed.error());
    const QJsonObject &object = *parsed;
    ChatRequest request;
    request.dialect = dialect;
    request.model = modelInPath.isEmpty() ? object.value(u"model"_s).toString() : modelInPath;
    if (request.model.isEmpty())
        return fail(ErrorCode::InvalidInput, u"you must provide a model parameter"_s);
    if (!hasMessages(dialect, object)) {
        return fail(ErrorCode::InvalidInput,
                    u"%1: at least one message is required"_s.arg(whereTheMessagesAre(dialect)));
    }
    request.stream = object.value(u"stream"_s).toBool();
    request.seed = object.value(u"seed"_s).toInteger();
    request.temperature = object.value(u"temperature"_s).toDouble();
    return readBody(request, object).map([&request] { return std::move(request); });
}

Result<EmbeddingRequest> parseEmbeddingRequest(Dialect dialect, const QByteArray &body,
                                               const QString &modelInPath)
{
    const Result<QJsonObject> parsed = parseJsonObject(body, u"request"_s);
    if (!parsed)
        return tl::unexpected(parsed.error());
    EmbeddingRequest request;
    request.model = modelInPath.isEmpty() ? parsed->value(u"model"_s).toString() : modelInPath;
    request.asBase64 = parsed->value(u"encoding_format"_s).toString() == u"base64"_s;
    const auto textOf = [](const QJsonValue &content) { return content[u"parts"][0][u"text"].toString(); };
    if (dialect == Dialect::Gemini) {
        request.isBatch = parsed->contains(u"requests"_s);
        if (!request.isBatch)
            request.texts.append(textOf(parsed->value(u"content"_s)));
        for (const QJsonValue &each : parsed->value(u"requests"_s).toArray())
            request.texts.append(textOf(each[u"content"]));
    } else {
        request.texts = stopsOf(parsed->value(u"input"_s));
    }
    if (request.model.isEmpty() || request.texts.isEmpty())
        return fail(ErrorCode::InvalidInput, u"a model and an input are required"_s);
    return request;
}

} // namespace assay::simulator
