// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/openaichatcodec.h"

#include "base/json.h"
#include "providers/modellisting.h"
#include "providers/openaichatdecoder.h"
#include "providers/requestparts.h"

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

QJsonArray messagesOf(const ModelRequest &request)
{
    QJsonArray messages;
    for (const Message &message : request.messages)
        messages << QJsonObject{{u"role"_s, roleName(message.role)}, {u"content"_s, message.text}};
    return messages;
}

void addParameters(QJsonObject &body, const Parameters &parameters, const QString &vendor)
{
    if (parameters.temperature)
        body.insert("temperature"_L1, *parameters.temperature);
    if (parameters.topP)
        body.insert("top_p"_L1, *parameters.topP);
    // OpenAI's reasoning models refuse the old name; most other servers know only that one.
    if (parameters.maxTokens)
        body.insert(vendor == "openai"_L1 ? "max_completion_tokens"_L1 : "max_tokens"_L1,
                    *parameters.maxTokens);
    if (!parameters.stop.isEmpty())
        body.insert("stop"_L1, QJsonArray::fromStringList(parameters.stop));
    if (parameters.seed)
        body.insert(vendor == "mistral"_L1 ? "random_seed"_L1 : "seed"_L1, *parameters.seed);
    if (parameters.responseFormat) {
        const bool isJson = *parameters.responseFormat == ResponseFormat::JsonObject;
        body.insert("response_format"_L1, QJsonObject{{u"type"_s, isJson ? u"json_object"_s : u"text"_s}});
    }
}

void addStreamOptions(QJsonObject &body, const QString &vendor)
{
    QJsonObject options{{u"include_usage"_s, true}};
    if (vendor == "openai"_L1)
        options.insert("include_obfuscation"_L1, false); // padding larger than the tokens themselves
    body.insert("stream"_L1, true);
    body.insert("stream_options"_L1, options);
}

} // namespace

transport::HttpRequest OpenAiChatCodec::encode(const catalog::Provider &provider, const QByteArray &baseUrl,
                                               const security::Secret &key, const ModelRequest &request) const
{
    QJsonObject body{{u"model"_s, request.model}, {u"messages"_s, messagesOf(request)}};
    addParameters(body, request.parameters, provider.vendor);
    if (request.stream)
        addStreamOptions(body, provider.vendor);
    transport::HttpRequest http =
        postTo(provider, baseUrl + "/chat/completions", toCompactJson(body), request.stream);
    addKeyHeader(http, "authorization", "Bearer ", key);
    return http;
}

QStringList OpenAiChatCodec::unsupported(const catalog::Provider &, const ModelRequest &) const
{
    return {};
}

std::unique_ptr<CompletionDecoder> OpenAiChatCodec::decoder(CompletionDecoder::DeltaHandler onDelta) const
{
    return std::make_unique<OpenAiChatDecoder>(std::move(onDelta));
}

transport::HttpRequest OpenAiChatCodec::encodeModelListing(const catalog::Provider &provider,
                                                           const QByteArray &baseUrl,
                                                           const security::Secret &key,
                                                           const QByteArray &query) const
{
    transport::HttpRequest http = getFrom(provider, baseUrl + "/models", query);
    addKeyHeader(http, "authorization", "Bearer ", key);
    return http;
}

Result<ModelPage> OpenAiChatCodec::decodeModelListing(int status, const transport::HttpHeaders &headers,
                                                      const QByteArray &body) const
{
    return readModelListing(status, headers, body);
}

} // namespace assay::providers
