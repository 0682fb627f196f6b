// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/completion.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Messages", text);
}

tl::unexpected<Error> wrong(const QString &sentence)
{
    return fail(ErrorCode::InvalidInput, sentence);
}

/// A picture stands in the JSON as a data URL, which holds its media type too.
QString urlOf(const Image &image)
{
    if (image.bytes.isEmpty())
        return image.url;
    return u"data:"_s + image.mediaType + u";base64,"_s + QString::fromLatin1(image.bytes.toBase64());
}

Result<Image> imageFromUrl(const QString &url, const QString &where)
{
    if (url.isEmpty())
        return wrong(tr("“%1.image_url.url” is missing.").arg(where));
    if (!url.startsWith("data:"_L1))
        return Image{{}, {}, url};
    const qsizetype comma = url.indexOf(u',');
    const QStringView head = QStringView(url).first(std::max<qsizetype>(comma, 0));
    if (!head.endsWith(u";base64"))
        return wrong(tr("“%1.image_url.url” must be a base64 data URL.").arg(where));
    const auto bytes = QByteArray::fromBase64Encoding(url.sliced(comma + 1).toLatin1(),
                                                      QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes || bytes.decoded.isEmpty())
        return wrong(tr("“%1.image_url.url” holds damaged base64.").arg(where));
    const QLatin1String prefix("data:");
    const QStringView mediaType = head.sliced(prefix.size()).chopped(QLatin1String(";base64").size());
    return Image{mediaType.toString(), bytes.decoded, {}};
}

QJsonValue contentJson(const Message &message)
{
    if (message.images.empty())
        return message.text;
    QJsonArray parts{QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, message.text}}};
    for (const Image &image : message.images) {
        parts.append(QJsonObject{{u"type"_s, u"image_url"_s},
                                 {u"image_url"_s, QJsonObject{{u"url"_s, urlOf(image)}}}});
    }
    return parts;
}

Result<> readPart(const QJsonObject &part, const QString &where, Message &message)
{
    const QString type = part["type"_L1].toString();
    if (type == "text"_L1) {
        message.text += part["text"_L1].toString();
        return {};
    }
    if (type != "image_url"_L1)
        return wrong(tr("“%1.type” must be “text” or “image_url”.").arg(where));
    return imageFromUrl(part["image_url"_L1]["url"_L1].toString(), where).map([&](const Image &image) {
        message.images.push_back(image);
    });
}

Result<> readContent(const QJsonValue &content, const QString &where, Message &message)
{
    if (content.isString()) {
        message.text = content.toString();
        return {};
    }
    // An assistant's turn of nothing but tool calls has no text.
    if ((content.isNull() || content.isUndefined()) && !message.toolCalls.empty())
        return {};
    if (!content.isArray())
        return wrong(tr("“%1.content” must be a text.").arg(where));
    const QJsonArray parts = content.toArray();
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const QString position = u"%1.content[%2]"_s.arg(where).arg(i);
        if (const Result<> read = readPart(parts.at(i).toObject(), position, message); !read)
            return read;
    }
    return {};
}

QJsonArray toolCallsJson(const std::vector<ToolCall> &toolCalls)
{
    QJsonArray calls;
    for (const ToolCall &call : toolCalls) {
        QJsonObject object{{u"id"_s, call.id}, {u"name"_s, call.name}, {u"arguments"_s, call.arguments}};
        if (!call.signature.isEmpty())
            object.insert("signature"_L1, call.signature);
        calls.append(object);
    }
    return calls;
}

Result<> readToolCalls(const QJsonValue &value, const QString &where, Message &message)
{
    const QJsonArray calls = value.toArray();
    for (qsizetype i = 0; i < calls.size(); ++i) {
        const QJsonObject call = calls.at(i).toObject();
        if (call["name"_L1].toString().isEmpty() || !call["arguments"_L1].isObject())
            return wrong(
                tr("“%1.tool_calls[%2]” needs a “name” and an object “arguments”.").arg(where).arg(i));
        message.toolCalls.push_back({call["id"_L1].toString(), call["name"_L1].toString(),
                                     call["arguments"_L1].toObject(), call["signature"_L1].toString()});
    }
    return {};
}

} // namespace

QJsonObject toJson(const Message &message)
{
    QJsonObject object{{u"role"_s, roleName(message.role)}, {u"content"_s, contentJson(message)}};
    if (!message.toolCalls.empty())
        object.insert("tool_calls"_L1, toolCallsJson(message.toolCalls));
    const std::pair<QLatin1String, const QString &> texts[] = {
        {"tool_call_id"_L1, message.toolCallId},
        {"tool_name"_L1, message.toolName},
        {"reasoning"_L1, message.reasoning},
        {"reasoning_signature"_L1, message.reasoningSignature}};
    for (const auto &[name, text] : texts) {
        if (!text.isEmpty())
            object.insert(name, text);
    }
    if (!message.replay.isEmpty())
        object.insert("replay"_L1, message.replay);
    return object;
}

Result<Message> messageFromJson(const QJsonValue &value, const QString &where)
{
    if (!value.isObject())
        return wrong(tr("“%1” must be an object with “role” and “content”.").arg(where));
    const QJsonObject object = value.toObject();
    const auto role = roleFromName(object["role"_L1].toString());
    if (!role)
        return wrong(tr("“%1.role” must be “system”, “user”, “assistant” or “tool”.").arg(where));
    Message message;
    message.role = *role;
    message.toolCallId = object["tool_call_id"_L1].toString();
    message.toolName = object["tool_name"_L1].toString();
    message.reasoning = object["reasoning"_L1].toString();
    message.reasoningSignature = object["reasoning_signature"_L1].toString();
    message.replay = object["replay"_L1].toArray();
    return readToolCalls(object["tool_calls"_L1], where, message)
        .and_then([&] { return readContent(object["content"_L1], where, message); })
        .map([&] { return message; });
}

QJsonObject toJson(const Tool &tool)
{
    QJsonObject object{{u"name"_s, tool.name}, {u"parameters"_s, tool.parameters}};
    if (!tool.description.isEmpty())
        object.insert("description"_L1, tool.description);
    if (tool.strict)
        object.insert("strict"_L1, true);
    return object;
}

Result<Tool> toolFromJson(const QJsonValue &value, const QString &where)
{
    const QJsonObject outer = value.toObject();
    // OpenAI wraps the definition in {"type":"function","function":{...}}.
    const QJsonObject object = outer.contains("function"_L1) ? outer["function"_L1].toObject() : outer;
    const QString name = object["name"_L1].toString();
    if (name.isEmpty())
        return wrong(tr("“%1.name” is missing.").arg(where));
    const QJsonValue parameters = object["parameters"_L1];
    if (!parameters.isUndefined() && !parameters.isObject())
        return wrong(tr("“%1.parameters” must be a JSON schema (an object).").arg(where));
    return Tool{name, object["description"_L1].toString(), parameters.toObject(),
                object["strict"_L1].toBool()};
}

} // namespace assay::providers
