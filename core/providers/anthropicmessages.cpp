// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/anthropicmessages.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

QJsonObject textBlock(const QString &text)
{
    return {{u"type"_s, u"text"_s}, {u"text"_s, text}};
}

/// Ids may hold letters, digits, '_' and '-' only; another provider may have given others.
QString callId(QString id)
{
    for (QChar &c : id) {
        const bool isAllowed = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z')
            || (c >= u'0' && c <= u'9') || c == u'_' || c == u'-';
        if (!isAllowed)
            c = u'_';
    }
    return id.isEmpty() ? u"call"_s : id;
}

QJsonObject imageBlock(const Image &image)
{
    QJsonObject source{{u"type"_s, u"url"_s}, {u"url"_s, image.url}};
    if (!image.bytes.isEmpty())
        source = {{u"type"_s, u"base64"_s},
                  {u"media_type"_s, image.mediaType.isEmpty() ? u"image/png"_s : image.mediaType},
                  {u"data"_s, QString::fromLatin1(image.bytes.toBase64())}};
    return {{u"type"_s, u"image"_s}, {u"source"_s, source}};
}

QJsonObject callBlock(const ToolCall &call)
{
    return {{u"type"_s, u"tool_use"_s},
            {u"id"_s, callId(call.id)},
            {u"name"_s, call.name},
            {u"input"_s, call.arguments}};
}

/// A plain text where that says it all. Blocks of text must not be empty.
QJsonObject messageOf(QLatin1String role, const QString &text, QJsonArray blocks)
{
    if (blocks.isEmpty())
        return {{u"role"_s, QString(role)}, {u"content"_s, text}};
    return {{u"role"_s, QString(role)}, {u"content"_s, blocks}};
}

QJsonObject userMessage(const Message &message)
{
    QJsonArray blocks;
    if (!message.images.empty() && !message.text.isEmpty())
        blocks << textBlock(message.text);
    for (const Image &image : message.images)
        blocks << imageBlock(image);
    return messageOf("user"_L1, message.text, blocks);
}

bool isThought(const QJsonValue &item)
{
    const QJsonValue type = item["type"_L1];
    return type == "thinking"_L1 || type == "redacted_thinking"_L1;
}

/// The thoughts of an earlier answer, unchanged, as their signatures demand. Another provider's items may be
/// among the replayed ones when the model was changed in mid-conversation.
QJsonArray thoughtsOf(const Message &message)
{
    QJsonArray thoughts;
    for (const QJsonValue &item : message.replay) {
        if (isThought(item))
            thoughts << item;
    }
    if (thoughts.isEmpty() && !message.reasoningSignature.isEmpty())
        thoughts << QJsonObject{{u"type"_s, u"thinking"_s},
                                {u"thinking"_s, message.reasoning},
                                {u"signature"_s, message.reasoningSignature}};
    return thoughts;
}

/// Whether the replayed items are the whole answer in its order, with the very calls that the message still
/// has: so an answer that thought between its calls is kept.
bool holdsWholeAnswer(const Message &message)
{
    size_t calls = 0;
    for (const QJsonValue &item : message.replay) {
        if (item["type"_L1] != "tool_use"_L1)
            continue;
        if (calls >= message.toolCalls.size() || item["id"_L1] != message.toolCalls[calls].id)
            return false;
        ++calls;
    }
    return calls > 0 && calls == message.toolCalls.size();
}

QJsonObject assistantMessage(const Message &message)
{
    if (holdsWholeAnswer(message))
        return messageOf("assistant"_L1, {}, message.replay);
    QJsonArray blocks = thoughtsOf(message);
    if (!message.text.isEmpty() && (!blocks.isEmpty() || !message.toolCalls.empty()))
        blocks << textBlock(message.text);
    for (const ToolCall &call : message.toolCalls)
        blocks << callBlock(call);
    return messageOf("assistant"_L1, message.text, blocks);
}

QJsonObject resultBlock(const Message &message)
{
    return {{u"type"_s, u"tool_result"_s},
            {u"tool_use_id"_s, callId(message.toolCallId)},
            {u"content"_s, message.text}};
}

} // namespace

QString anthropicSystem(const std::vector<Message> &messages)
{
    QStringList parts;
    for (const Message &message : messages) {
        if (message.role == Role::System)
            parts << message.text;
    }
    return parts.join(u"\n\n"_s);
}

QJsonArray anthropicMessages(const std::vector<Message> &messages)
{
    QJsonArray array;
    QJsonArray results;
    const auto flushResults = [&array, &results] {
        if (!results.isEmpty())
            array << messageOf("user"_L1, {}, std::exchange(results, {}));
    };
    for (const Message &message : messages) {
        if (message.role == Role::System)
            continue;
        if (message.role == Role::Tool) {
            results << resultBlock(message);
            continue;
        }
        flushResults();
        array << (message.role == Role::Assistant ? assistantMessage(message) : userMessage(message));
    }
    flushResults();
    return array;
}

} // namespace assay::providers
