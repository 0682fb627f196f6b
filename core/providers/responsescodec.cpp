// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/responsescodec.h"

#include "base/json.h"
#include "providers/answerparts.h"
#include "providers/requestparts.h"
#include "providers/responsesdecoder.h"
#include "providers/responsesrequest.h"

namespace assay::providers {
namespace {

transport::HttpRequest post(const catalog::Provider &provider, const QByteArray &url,
                            const security::Secret &key, const QJsonObject &body, bool isStream)
{
    transport::HttpRequest http = postTo(provider, url, toCompactJson(body), isStream);
    addKeyHeader(http, "authorization", "Bearer ", key);
    return http;
}

} // namespace

transport::HttpRequest ResponsesCodec::encode(const catalog::Provider &provider, const QByteArray &baseUrl,
                                              const security::Secret &key, const ModelRequest &request) const
{
    return post(provider, baseUrl + "/responses", key, responsesBody(request), request.stream);
}

QStringList ResponsesCodec::unsupported(const catalog::Provider &, const ModelRequest &request) const
{
    return responsesLeavesOut(request);
}

std::unique_ptr<CompletionDecoder> ResponsesCodec::decoder(CompletionDecoder::DeltaHandler onDelta) const
{
    return std::make_unique<ResponsesDecoder>(std::move(onDelta));
}

std::optional<transport::HttpRequest> ResponsesCodec::encodeTokenCount(const catalog::Provider &provider,
                                                                       const QByteArray &baseUrl,
                                                                       const security::Secret &key,
                                                                       const ModelRequest &request) const
{
    ModelRequest whole = request;
    whole.stream = false;
    return post(provider, baseUrl + "/responses/input_tokens", key, responsesBody(whole), false);
}

Result<std::int64_t> ResponsesCodec::decodeTokenCount(int status, const transport::HttpHeaders &headers,
                                                      const QByteArray &body) const
{
    return readTokenCount(status, headers, body, "input_tokens");
}

} // namespace assay::providers
