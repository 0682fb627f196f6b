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
        if (const Result<> read = readTokenLimit(object, name, request.maxTokens); !read)
            return tl::unexpected(read.error());
    }
    request.stop = stopsOf(object.value(dialect == Dialect::Anthropic ? u"stop_sequences"_s : u"stop"_s));
    request.seed = object.value(u"seed"_s).toInteger();
    request.temperature = object.value(u"temperature"_s).toDouble();
    return request;
}

} // namespace assay::simulator
