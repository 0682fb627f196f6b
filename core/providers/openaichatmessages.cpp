// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/openaichatmessages.h"

#include "base/json.h"

#include <algorithm>

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

using catalog::ChatFlavour;

bool isLetterOrDigit(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
}

/// The id, or where the server takes only ids of one shape, one of that shape which is the same each time: a
/// conversation may have begun with another provider.
QString callId(const ChatFlavour &flavour, const QString &id)
{
    const int length = flavour.toolCallIdLength;
    if (length == 0 || (id.size() == length && std::all_of(id.begin(), id.end(), isLetterOrDigit)))
        return id;
    const QByteArray hash = QCryptographicHash::hash(id.toUtf8(), QCryptographicHash::Sha256).toHex();
    return QString::fromLatin1(hash.first(length));
}

bool hasPlaceFor(const ChatFlavour &flavour, const Image &image)
{
    const auto needed =
        image.bytes.isEmpty() ? ChatFlavour::Images::InlineOrUrl : ChatFlavour::Images::Inline;
    return flavour.images >= needed;
}

QString urlOf(const Image &image)
{
    if (image.bytes.isEmpty())
        return image.url;
    const QString type = image.mediaType.isEmpty() ? u"image/png"_s : image.mediaType;
    return u"data:%1;base64,%2"_s.arg(type, QString::fromLatin1(image.bytes.toBase64()));
}

/// A plain text where that says it all: servers that see no images know only that.
QJsonValue userContent(const ChatFlavour &flavour, const Message &message)
{
    if (message.images.empty())
        return message.text;
    QJsonArray parts;
    if (!message.text.isEmpty())
        parts << QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, message.text}};
    const qsizetype texts = parts.size();
    for (const Image &image : message.images) {
        if (hasPlaceFor(flavour, image))
            parts << QJsonObject{{u"type"_s, u"image_url"_s},
                                 {u"image_url"_s, QJsonObject{{u"url"_s, urlOf(image)}}}};
    }
    return parts.size() == texts ? QJsonValue(message.text) : QJsonValue(parts);
}

QJsonArray toolCalls(const ChatFlavour &flavour, const Message &message)
{
    QJsonArray calls;
    for (const ToolCall &call : message.toolCalls) {
        const QString arguments = QString::fromUtf8(toCompactJson(call.arguments));
        calls << QJsonObject{
            {u"id"_s, callId(flavour, call.id)},
            {u"type"_s, u"function"_s},
            {u"function"_s, QJsonObject{{u"name"_s, call.name}, {u"arguments"_s, arguments}}}};
    }
    return calls;
}

/// OpenRouter's items among the provider's own: others may be there when the provider was changed in
/// mid-conversation.
QJsonArray reasoningDetails(const Message &message)
{
    QJsonArray details;
    for (const QJsonValue &item : message.replay) {
        if (item["type"_L1].toString().startsWith("reasoning."_L1))
            details << item;
    }
    return details;
}

void addReasoning(QJsonObject &object, const ChatFlavour &flavour, const Message &message)
{
    switch (flavour.replay) {
    case ChatFlavour::Replay::None:
        break;
    case ChatFlavour::Replay::ReasoningContent:
        // DeepSeek ignores it in turns without calls, and refuses turns with calls that lack it.
        if (!message.toolCalls.empty())
            object.insert("reasoning_content"_L1, message.reasoning);
        break;
    case ChatFlavour::Replay::ReasoningDetails:
        if (const QJsonArray details = reasoningDetails(message); !details.isEmpty())
            object.insert("reasoning_details"_L1, details);
        break;
    }
}

QJsonObject assistantMessage(const ChatFlavour &flavour, const Message &message)
{
    const bool isOnlyCalls = message.text.isEmpty() && !message.toolCalls.empty();
    QJsonObject object{{u"role"_s, u"assistant"_s},
                       {u"content"_s, isOnlyCalls ? QJsonValue() : QJsonValue(message.text)}};
    if (!message.toolCalls.empty())
        object.insert("tool_calls"_L1, toolCalls(flavour, message));
    addReasoning(object, flavour, message);
    return object;
}

QJsonObject messageJson(const ChatFlavour &flavour, const Message &message)
{
    switch (message.role) {
    case Role::Assistant:
        return assistantMessage(flavour, message);
    case Role::Tool:
        return {{u"role"_s, u"tool"_s},
                {u"tool_call_id"_s, callId(flavour, message.toolCallId)},
                {u"content"_s, message.text}};
    case Role::User:
        return {{u"role"_s, u"user"_s}, {u"content"_s, userContent(flavour, message)}};
    case Role::System:
        break;
    }
    // OpenAI turns it into "developer" for the models that know that role; the reverse does not hold.
    return {{u"role"_s, u"system"_s}, {u"content"_s, message.text}};
}

} // namespace

QJsonArray openAiChatMessages(const ChatFlavour &flavour, const std::vector<Message> &messages)
{
    QJsonArray array;
    for (const Message &message : messages)
        array << messageJson(flavour, message);
    return array;
}

} // namespace assay::providers
