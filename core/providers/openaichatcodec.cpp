// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/openaichatcodec.h"

#include "base/json.h"
#include "catalog/vendors.h"
#include "providers/answerparts.h"
#include "providers/embeddings.h"
#include "providers/modellisting.h"
#include "providers/openaichatdecoder.h"
#include "providers/openaichatrequest.h"
#include "providers/requestparts.h"

namespace assay::providers {

namespace {

/// The server's root, for what it keeps beside its OpenAI-compatible paths.
QByteArray withoutVersion(QByteArray baseUrl)
{
    constexpr QByteArrayView version = "/v1";
    if (baseUrl.endsWith(version))
        baseUrl.chop(version.size());
    return baseUrl;
}

} // namespace

QByteArray OpenAiChatCodec::urlOf(const QByteArray &baseUrl, const QByteArray &path, const QString &) const
{
    return baseUrl + path;
}

void OpenAiChatCodec::addKey(transport::HttpRequest &http, const security::Secret &key) const
{
    addKeyHeader(http, "authorization", "Bearer ", key);
}

transport::HttpRequest OpenAiChatCodec::encode(const catalog::Provider &provider, const QByteArray &baseUrl,
                                               const security::Secret &key, const ModelRequest &request) const
{
    const QJsonObject body = openAiChatBody(catalog::chatFlavourOf(provider), request);
    transport::HttpRequest http = postTo(provider, urlOf(baseUrl, "/chat/completions", request.model),
                                         toCompactJson(body), request.stream);
    addKey(http, key);
    return http;
}

QStringList OpenAiChatCodec::unsupported(const catalog::Provider &provider, const ModelRequest &request) const
{
    return openAiChatLeavesOut(catalog::chatFlavourOf(provider), request);
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
    transport::HttpRequest http = getFrom(provider, urlOf(baseUrl, "/models", {}), query);
    addKey(http, key);
    return http;
}

Result<ModelPage> OpenAiChatCodec::decodeModelListing(int status, const transport::HttpHeaders &headers,
                                                      const QByteArray &body) const
{
    return readModelListing(status, headers, body);
}

std::optional<transport::HttpRequest> OpenAiChatCodec::encodeTokenCount(const catalog::Provider &provider,
                                                                        const QByteArray &baseUrl,
                                                                        const security::Secret &key,
                                                                        const ModelRequest &request) const
{
    const catalog::ChatFlavour &flavour = catalog::chatFlavourOf(provider);
    if (flavour.tokenCountPath.isEmpty())
        return std::nullopt;
    const QByteArray path(flavour.tokenCountPath.data(), flavour.tokenCountPath.size());
    transport::HttpRequest http = postTo(provider, withoutVersion(baseUrl) + path,
                                         toCompactJson(openAiChatPrompt(flavour, request)), false);
    addKey(http, key);
    return http;
}

Result<std::int64_t> OpenAiChatCodec::decodeTokenCount(int status, const transport::HttpHeaders &headers,
                                                       const QByteArray &body) const
{
    return readTokenCount(status, headers, body, "count");
}

std::optional<transport::HttpRequest> OpenAiChatCodec::encodeEmbeddings(const catalog::Provider &provider,
                                                                        const QByteArray &baseUrl,
                                                                        const security::Secret &key,
                                                                        const QString &model,
                                                                        const QStringList &texts) const
{
    const catalog::ChatFlavour &flavour = catalog::chatFlavourOf(provider);
    if (!flavour.embeddings)
        return std::nullopt;
    transport::HttpRequest http = postTo(provider, urlOf(baseUrl, "/embeddings", model),
                                         toCompactJson(openAiEmbeddingsBody(flavour, model, texts)), false);
    addKey(http, key);
    return http;
}

Result<EmbeddingAnswer> OpenAiChatCodec::decodeEmbeddings(int status, const transport::HttpHeaders &headers,
                                                          const QByteArray &body, qsizetype expected) const
{
    return readOpenAiEmbeddings(status, headers, body, expected);
}

} // namespace assay::providers
