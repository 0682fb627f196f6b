// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/anthropiccodec.h"

#include "base/json.h"
#include "providers/answerparts.h"
#include "providers/anthropicdecoder.h"
#include "providers/anthropicrequest.h"
#include "providers/modellisting.h"
#include "providers/requestparts.h"

namespace assay::providers {
namespace {

/// The version under which a temperature may be sent at all.
constexpr auto apiVersion = "2023-06-01";

void addAuthentication(transport::HttpRequest &http, const security::Secret &key)
{
    http.headers.add("anthropic-version", apiVersion);
    addKeyHeader(http, "x-api-key", {}, key);
}

} // namespace

transport::HttpRequest AnthropicCodec::encode(const catalog::Provider &provider, const QByteArray &baseUrl,
                                              const security::Secret &key, const ModelRequest &request) const
{
    transport::HttpRequest http =
        postTo(provider, baseUrl + "/messages", toCompactJson(anthropicBody(request)), request.stream);
    addAuthentication(http, key);
    return http;
}

QStringList AnthropicCodec::unsupported(const catalog::Provider &, const ModelRequest &request) const
{
    return anthropicLeavesOut(request);
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

std::optional<transport::HttpRequest> AnthropicCodec::encodeTokenCount(const catalog::Provider &provider,
                                                                       const QByteArray &baseUrl,
                                                                       const security::Secret &key,
                                                                       const ModelRequest &request) const
{
    transport::HttpRequest http =
        postTo(provider, baseUrl + "/messages/count_tokens", toCompactJson(anthropicPrompt(request)), false);
    addAuthentication(http, key);
    return http;
}

Result<std::int64_t> AnthropicCodec::decodeTokenCount(int status, const transport::HttpHeaders &headers,
                                                      const QByteArray &body) const
{
    return readTokenCount(status, headers, body, "input_tokens");
}

} // namespace assay::providers
