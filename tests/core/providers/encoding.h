// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of requests share: a small conversation to encode, and bodies that can be compared.
#pragma once

#include "base/json.h"
#include "catalog/vendors.h"
#include "providers/codec.h"

namespace assay::providers::test {

inline QJsonObject objectOf(QByteArray json)
{
    json.replace('\'', '"'); // so that expectations read well in C++
    const Result<QJsonObject> object = parseJsonObject(json, QStringLiteral("expectation"));
    if (!object)
        qFatal("%s: %s", qPrintable(object.error().message), json.constData());
    return *object;
}

/// JSON as text, so that a failure shows both.
inline QString compact(const QJsonObject &object)
{
    return QString::fromUtf8(toCompactJson(object));
}

inline QString compact(const QByteArray &json)
{
    return compact(objectOf(json));
}

inline catalog::Provider providerOf(catalog::Protocol protocol, const QString &vendor)
{
    catalog::Provider provider;
    provider.name = QStringLiteral("p");
    provider.protocol = protocol;
    provider.vendor = vendor;
    provider.connection.proxy = QStringLiteral("none");
    return provider;
}

inline ModelRequest asking(const QString &text)
{
    ModelRequest request;
    request.model = QStringLiteral("m");
    request.messages = {{Role::User, text}};
    request.stream = false;
    return request;
}

inline QJsonObject citySchema()
{
    return objectOf("{'type':'object','properties':{'city':{'type':'string'}},'required':['city'],"
                    "'additionalProperties':false}");
}

inline Tool weatherTool()
{
    return {QStringLiteral("get_weather"), QStringLiteral("Current weather"), citySchema()};
}

inline Tool timeTool()
{
    return {QStringLiteral("get_time"), {}, {}};
}

/// The answer as the next request carries it.
inline Message turnOf(const Completion &completion)
{
    Message message{Role::Assistant, completion.text};
    message.toolCalls = completion.toolCalls;
    message.reasoning = completion.reasoning;
    message.reasoningSignature = completion.reasoningSignature;
    message.replay = completion.replay;
    return message;
}

inline Message resultOf(const ToolCall &call, const QString &text)
{
    Message message{Role::Tool, text};
    message.toolCallId = call.id;
    message.toolName = call.name;
    return message;
}

/// A question, two calls at once, their results.
inline std::vector<Message> toolConversation()
{
    Message calls{Role::Assistant, {}};
    calls.toolCalls = {
        {QStringLiteral("call_a1"), QStringLiteral("get_weather"), objectOf("{'city':'Oslo'}")},
        {QStringLiteral("call_b2"), QStringLiteral("get_time"), {}}};
    return {{Role::User, QStringLiteral("Oslo?")},
            calls,
            resultOf(calls.toolCalls[0], QStringLiteral("4 C")),
            resultOf(calls.toolCalls[1], QStringLiteral("noon"))};
}

inline transport::HttpRequest encoded(const catalog::Provider &provider, const ModelRequest &request)
{
    return codecFor(provider.protocol)
        .encode(provider, "https://llm.example/v1", security::Secret::fromUtf8("sk-test-1234"), request);
}

inline QJsonObject bodyOf(const transport::HttpRequest &request)
{
    return parseJsonObject(request.body, QStringLiteral("body")).value_or(QJsonObject());
}

/// What a whole answer that came at once decodes to.
inline Completion decoded(catalog::Protocol protocol, const QByteArray &body)
{
    const auto decoder = codecFor(protocol).decoder([](const Delta &) {});
    decoder->head(200, {});
    decoder->feed(body);
    return decoder->end(std::nullopt);
}

} // namespace assay::providers::test
