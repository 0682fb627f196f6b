// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/chatrequest.h"

#include "base/json.h"

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

constexpr qsizetype prefixChars = 4096;

/// Text of a message's content: a string, or the text parts of an array.
QString textOf(const QJsonValue &content)
{
    if (content.isString())
        return content.toString();
    QStringList parts;
    for (const QJsonValue &part : content.toArray()) {
        if (part[u"type"].toString() == u"text"_s)
            parts.append(part[u"text"].toString());
    }
    return parts.join(u'\n');
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

void addMessage(ChatRequest &request, const QString &role, const QString &text)
{
    request.inputChars += text.size();
    if (request.prefix.size() < prefixChars)
        request.prefix += text.left(prefixChars - request.prefix.size()).toUtf8();
    if (role == u"system"_s || role == u"developer"_s)
        request.system += text + u'\n';
    else if (role == u"user"_s)
        request.user = text;
}

} // namespace

Result<ChatRequest> parseChatRequest(Dialect dialect, const QByteArray &body)
{
    const Result<QJsonObject> parsed = parseJsonObject(body, u"request"_s);
    if (!parsed)
        return tl::unexpected(parsed.error());
    const QJsonObject &object = *parsed;
    ChatRequest request;
    request.dialect = dialect;
    request.model = object.value(u"model"_s).toString();
    if (request.model.isEmpty())
        return fail(ErrorCode::InvalidInput, u"you must provide a model parameter"_s);
    const QJsonArray messages = object.value(u"messages"_s).toArray();
    if (messages.isEmpty())
        return fail(ErrorCode::InvalidInput, u"messages: at least one message is required"_s);

    if (dialect == Dialect::Anthropic) {
        if (!object.contains(u"max_tokens"_s))
            return fail(ErrorCode::InvalidInput, u"max_tokens: Field required"_s);
        if (object.contains(u"system"_s))
            addMessage(request, u"system"_s, textOf(object.value(u"system"_s)));
    }
    for (const QJsonValue &message : messages)
        addMessage(request, message[u"role"].toString(), textOf(message[u"content"]));

    request.stream = object.value(u"stream"_s).toBool();
    request.includeUsage = object.value(u"stream_options"_s)[u"include_usage"].toBool();
    request.wantsJson = object.value(u"response_format"_s)[u"type"].toString().startsWith(u"json"_s);
    for (const QString &name : {u"max_completion_tokens"_s, u"max_tokens"_s}) {
        if (object.value(name).isDouble())
            request.maxTokens = object.value(name).toInt();
    }
    request.stop = stopsOf(object.value(dialect == Dialect::Anthropic ? u"stop_sequences"_s : u"stop"_s));
    request.seed = object.value(u"seed"_s).toInteger();
    request.temperature = object.value(u"temperature"_s).toDouble();
    return request;
}

} // namespace assay::simulator
