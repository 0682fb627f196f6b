// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies of requests to OpenAI and Anthropic, as people copy them out of code and logs.
#include "base/json.h"
#include "exchange/exchangetr.h"
#include "exchange/formats.h"
#include "prompts/template.h"
#include "providers/codec.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

/// The parts of a message in any of the three dialects as ours: "input_text", "image" and the like.
QJsonValue plainContent(const QJsonValue &content, QJsonArray &toolCalls, QList<Loss> &losses)
{
    if (!content.isArray())
        return content;
    const auto loseDetail = [&losses](const QJsonValue &detail) {
        if (detail.isString() && detail.toString() != "auto"_L1)
            losses.append({{}, Tr::tr("the detail \u201C%1\u201D of an image").arg(detail.toString()), {}});
    };
    QJsonArray parts;
    const QJsonArray given = content.toArray();
    for (const QJsonValue &value : given) {
        const QJsonObject part = value.toObject();
        if (part.contains("cache_control"_L1))
            losses.append({{}, Tr::tr("the mark \u201Ccache_control\u201D of a part"), {}});
        const QString type = part["type"_L1].toString();
        if (type.endsWith("text"_L1)) {
            parts.append(QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, part["text"_L1]}});
        } else if (type == "image_url"_L1) {
            parts.append(part);
            loseDetail(part["image_url"_L1]["detail"_L1]);
        } else if (type == "input_image"_L1) {
            loseDetail(part["detail"_L1]);
            parts.append(QJsonObject{{u"type"_s, u"image_url"_s},
                                     {u"image_url"_s, QJsonObject{{u"url"_s, part["image_url"_L1]}}}});
        } else if (type == "image"_L1) { // Anthropic
            const QJsonObject source = part["source"_L1].toObject();
            const QString url = source.contains("url"_L1)
                ? source["url"_L1].toString()
                : u"data:%1;base64,%2"_s.arg(source["media_type"_L1].toString(),
                                             source["data"_L1].toString());
            parts.append(
                QJsonObject{{u"type"_s, u"image_url"_s}, {u"image_url"_s, QJsonObject{{u"url"_s, url}}}});
        } else if (type == "tool_use"_L1) {
            toolCalls.append(QJsonObject{
                {u"id"_s, part["id"_L1]}, {u"name"_s, part["name"_L1]}, {u"arguments"_s, part["input"_L1]}});
        } else {
            losses.append({{}, Tr::tr("a part of type \u201C%1\u201D").arg(type), {}});
        }
    }
    return parts;
}

/// OpenAI's {"function": {"name", "arguments": "{...}"}} as {"name", "arguments": {...}}.
QJsonObject plainToolCall(const QJsonObject &call)
{
    const QJsonObject function = call.contains("function"_L1) ? call["function"_L1].toObject() : call;
    const QJsonValue arguments = function["arguments"_L1];
    const QJsonObject object = arguments.isString()
        ? QJsonDocument::fromJson(arguments.toString().toUtf8()).object()
        : arguments.toObject();
    return {{u"id"_s, call["id"_L1]}, {u"name"_s, function["name"_L1]}, {u"arguments"_s, object}};
}

QJsonObject plainMessage(const QJsonObject &message, QList<Loss> &losses)
{
    QJsonObject plain{{u"role"_s, message["role"_L1]}};
    if (message["role"_L1].toString() == "developer"_L1)
        plain.insert("role"_L1, u"system"_s);
    QJsonArray calls;
    plain.insert("content"_L1, plainContent(message["content"_L1], calls, losses));
    const QJsonArray given = message["tool_calls"_L1].toArray();
    for (const QJsonValue &call : given)
        calls.append(plainToolCall(call.toObject()));
    if (!calls.isEmpty())
        plain.insert("tool_calls"_L1, calls);
    for (const QLatin1String member : {"tool_call_id"_L1, "reasoning"_L1}) {
        if (message.contains(member))
            plain.insert(member, message[member]);
    }
    return plain;
}

/// A user's turn of Anthropic may hold results of tools, which are messages of their own here.
QJsonArray withToolResults(const QJsonObject &message)
{
    QJsonArray messages;
    QJsonArray rest;
    const QJsonArray parts = message["content"_L1].toArray();
    for (const QJsonValue &value : parts) {
        const QJsonObject part = value.toObject();
        if (part["type"_L1].toString() == "tool_result"_L1)
            messages.append(QJsonObject{{u"role"_s, u"tool"_s},
                                        {u"tool_call_id"_s, part["tool_use_id"_L1]},
                                        {u"content"_s, part["content"_L1]}});
        else
            rest.append(part);
    }
    if (!rest.isEmpty() || messages.isEmpty()) {
        QJsonObject own = message;
        if (message["content"_L1].isArray())
            own.insert("content"_L1, rest);
        messages.append(own);
    }
    return messages;
}

Result<> addMessages(const QJsonArray &messages, prompts::PromptFile &file, QList<Loss> &losses)
{
    int index = 0;
    for (const QJsonValue &value : messages) {
        auto message = providers::messageFromJson(plainMessage(value.toObject(), losses),
                                                  u"messages[%1]"_s.arg(index++));
        if (!message)
            return tl::unexpected(message.error());
        file.content.messages.push_back(std::move(*message));
    }
    return {};
}

Result<Imported> finished(Format format, prompts::PromptFile file, QList<Loss> losses)
{
    // One that we wrote holds a template of ours; any other knows {{name}} at most.
    if (!prompts::checkTemplates(file.content))
        convertMessages(file, Language::Braces, losses);
    return Imported{format, {std::move(file)}, {}, std::move(losses)};
}

QByteArray bodyOf(const prompts::PromptFile &file, catalog::Protocol protocol, const QString &vendor)
{
    catalog::Provider provider;
    provider.name = vendor;
    provider.vendor = vendor;
    provider.protocol = protocol;
    providers::ModelRequest request;
    request.model = bareModel(file.content.model);
    request.messages = file.content.messages;
    request.parameters = file.content.parameters;
    request.tools = file.content.tools;
    request.stream = false;
    const transport::HttpRequest http =
        providers::codecFor(protocol).encode(provider, "https://localhost", security::Secret(), request);
    return QJsonDocument::fromJson(http.body).toJson(QJsonDocument::Indented);
}

const QStringList partsWithoutPlace{u"output"_s,      u"notes"_s, u"variables"_s,
                                    u"test values"_s, u"tags"_s,  u"folder"_s};

} // namespace

Result<> takeTools(const QJsonArray &tools, prompts::PromptFile &file, QList<Loss> &losses)
{
    int index = 0;
    for (const QJsonValue &value : tools) {
        QJsonObject given = value.toObject();
        const QString type = given["type"_L1].toString(u"function"_s);
        const QString where = u"tools[%1]"_s.arg(index++);
        if (type != "function"_L1 && type != "custom"_L1) {
            losses.append({file.name, where, Tr::tr("the provider's own tool \u201C%1\u201D").arg(type)});
            continue;
        }
        if (given.contains("input_schema"_L1))
            given.insert("parameters"_L1, given.take("input_schema"_L1));
        auto tool = providers::toolFromJson(given, where);
        if (!tool)
            return tl::unexpected(tool.error());
        file.content.tools.push_back(std::move(*tool));
    }
    return {};
}

void takeResponseFormat(const QJsonObject &format, providers::Parameters &parameters)
{
    const QString type = format["type"_L1].toString();
    if (type == "json_object"_L1) {
        parameters.responseFormat = providers::ResponseFormat::JsonObject;
    } else if (type == "json_schema"_L1) {
        const QJsonObject inner =
            format.contains("json_schema"_L1) ? format["json_schema"_L1].toObject() : format;
        parameters.responseFormat = providers::ResponseFormat::JsonSchema;
        parameters.responseSchema = inner["schema"_L1].toObject();
    }
}

Result<Imported> readOpenAi(const QByteArray &bytes)
{
    const auto body = parseJsonObject(bytes, Tr::tr("OpenAI request"));
    if (!body)
        return tl::unexpected(body.error());
    prompts::PromptFile file;
    QList<Loss> losses;
    QJsonArray messages = body->value("messages"_L1).toArray();
    const QJsonValue input = body->value("input"_L1);
    if (const QString instructions = body->value("instructions"_L1).toString(); !instructions.isEmpty())
        messages.prepend(QJsonObject{{u"role"_s, u"system"_s}, {u"content"_s, instructions}});
    if (input.isString())
        messages.append(QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, input}});
    const QJsonArray items = input.toArray();
    for (const QJsonValue &item : items)
        messages.append(item);
    if (const auto added = addMessages(messages, file, losses); !added)
        return tl::unexpected(added.error());
    if (const auto added = takeTools(body->value("tools"_L1).toArray(), file, losses); !added)
        return tl::unexpected(added.error());
    file.content.model = modelName(body->value("model"_L1).toString(), u"openai"_s);
    const QStringList elsewhere{u"messages"_s,  u"input"_s,          u"instructions"_s,    u"tools"_s,
                                u"model"_s,     u"stream"_s,         u"response_format"_s, u"text"_s,
                                u"reasoning"_s, u"stream_options"_s, u"logprobs"_s};
    takeParameters(*body, elsewhere, file, losses);
    if (body->value("logprobs"_L1).toBool() && !file.content.parameters.topLogprobs)
        file.content.parameters.topLogprobs = 0;
    takeResponseFormat(body->value("response_format"_L1).toObject(), file.content.parameters);
    takeResponseFormat(body->value("text"_L1)["format"_L1].toObject(), file.content.parameters);
    const QString effort = body->value("reasoning"_L1)["effort"_L1].toString();
    if (!effort.isEmpty())
        takeParameters({{u"reasoning_effort"_s, effort}}, {}, file, losses);
    return finished(Format::OpenAi, std::move(file), std::move(losses));
}

Exported writeOpenAi(const prompts::PromptFile &file)
{
    Exported exported;
    exported.bytes = bodyOf(file, catalog::Protocol::OpenAiChat, u"openai"_s);
    loseParts(file, partsWithoutPlace, exported.losses);
    return exported;
}

Result<Imported> readAnthropic(const QByteArray &bytes)
{
    const auto body = parseJsonObject(bytes, Tr::tr("Anthropic request"));
    if (!body)
        return tl::unexpected(body.error());
    prompts::PromptFile file;
    QList<Loss> losses;
    QJsonArray messages;
    if (const QJsonValue system = body->value("system"_L1); !system.isUndefined())
        messages.append(QJsonObject{{u"role"_s, u"system"_s}, {u"content"_s, system}});
    const QJsonArray given = body->value("messages"_L1).toArray();
    for (const QJsonValue &message : given) {
        const QJsonArray split = withToolResults(message.toObject());
        for (const QJsonValue &one : split)
            messages.append(one);
    }
    if (const auto added = addMessages(messages, file, losses); !added)
        return tl::unexpected(added.error());
    if (const auto added = takeTools(body->value("tools"_L1).toArray(), file, losses); !added)
        return tl::unexpected(added.error());
    file.content.model = modelName(body->value("model"_L1).toString(), u"anthropic"_s);
    takeParameters(*body, {u"messages"_s, u"system"_s, u"tools"_s, u"model"_s, u"stream"_s}, file, losses);
    return finished(Format::Anthropic, std::move(file), std::move(losses));
}

Exported writeAnthropic(const prompts::PromptFile &file)
{
    Exported exported;
    exported.bytes = bodyOf(file, catalog::Protocol::Anthropic, u"anthropic"_s);
    loseParts(file, partsWithoutPlace, exported.losses);
    return exported;
}

} // namespace assay::exchange
