// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/anthropiccodec.h"

#include "base/json.h"
#include "providers/anthropicdecoder.h"
#include "providers/modellisting.h"
#include "providers/requestparts.h"

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

/// The protocol wants a limit; this one is what its own examples use, and every model allows it.
constexpr int defaultMaxTokens = 4096;

/// The version under which a temperature may be sent at all.
constexpr auto apiVersion = "2023-06-01";

/// The system prompt stands beside the messages; several are one, a blank line apart.
QString systemOf(const ModelRequest &request)
{
    QStringList parts;
    for (const Message &message : request.messages) {
        if (message.role == Role::System)
            parts << message.text;
    }
    return parts.join(u"\n\n"_s);
}

QJsonArray messagesOf(const ModelRequest &request)
{
    QJsonArray messages;
    for (const Message &message : request.messages) {
        if (message.role != Role::System)
            messages << QJsonObject{{u"role"_s, roleName(message.role)}, {u"content"_s, message.text}};
    }
    return messages;
}

QByteArray bodyOf(const ModelRequest &request)
{
    const Parameters &parameters = request.parameters;
    QJsonObject body{{u"model"_s, request.model},
                     {u"max_tokens"_s, parameters.maxTokens.value_or(defaultMaxTokens)},
                     {u"messages"_s, messagesOf(request)}};
    if (const QString system = systemOf(request); !system.isEmpty())
        body.insert("system"_L1, system);
    if (parameters.temperature)
        body.insert("temperature"_L1, *parameters.temperature);
    if (parameters.topP)
        body.insert("top_p"_L1, *parameters.topP);
    if (!parameters.stop.isEmpty())
        body.insert("stop_sequences"_L1, QJsonArray::fromStringList(parameters.stop));
    if (request.stream)
        body.insert("stream"_L1, true);
    return toCompactJson(body);
}

void addAuthentication(transport::HttpRequest &http, const security::Secret &key)
{
    http.headers.add("anthropic-version", apiVersion);
    addKeyHeader(http, "x-api-key", {}, key);
}

} // namespace

transport::HttpRequest AnthropicCodec::encode(const catalog::Provider &provider, const QByteArray &baseUrl,
                                              const security::Secret &key, const ModelRequest &request) const
{
    transport::HttpRequest http = postTo(provider, baseUrl + "/messages", bodyOf(request), request.stream);
    addAuthentication(http, key);
    return http;
}

QStringList AnthropicCodec::unsupported(const catalog::Provider &, const ModelRequest &request) const
{
    const Parameters &parameters = request.parameters;
    QStringList names;
    if (parameters.seed)
        names << u"seed"_s;
    if (parameters.responseFormat == ResponseFormat::JsonObject)
        names << u"response_format"_s;
    return names;
}

std::unique_ptr<CompletionDecoder> AnthropicCodec::decoder(CompletionDecoder::DeltaHandler onDelta) const
{
    return std::make_unique<AnthropicDecoder>(std::move(onDelta));
}

transport::HttpRequest AnthropicCodec::encodeModelListing(const catalog::Provider &provider,
                                                          const QByteArray &baseUrl,
                                                          const security::Secret &key,
                                                          const QByteArray &query) const
{
    const QByteArray wholePage = "limit=1000";
    transport::HttpRequest http =
        getFrom(provider, baseUrl + "/models", query.isEmpty() ? wholePage : wholePage + '&' + query);
    addAuthentication(http, key);
    return http;
}

Result<ModelPage> AnthropicCodec::decodeModelListing(int status, const transport::HttpHeaders &headers,
                                                     const QByteArray &body) const
{
    return readModelListing(status, headers, body);
}

} // namespace assay::providers
