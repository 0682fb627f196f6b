// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/ollamacodec.h"

#include "base/json.h"
#include "providers/answerparts.h"
#include "providers/fault.h"
#include "providers/ollamadecoder.h"
#include "providers/ollamarequest.h"
#include "providers/requestparts.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ProviderError", text);
}

/// The server's root: people give its OpenAI-compatible address, too.
QByteArray rootOf(QByteArray baseUrl)
{
    constexpr QByteArrayView compatible = "/v1";
    if (baseUrl.endsWith(compatible))
        baseUrl.chop(compatible.size());
    return baseUrl;
}

/// The hosted service wants a key, a server of one's own none.
void addKey(transport::HttpRequest &http, const security::Secret &key)
{
    addKeyHeader(http, "authorization", "Bearer ", key);
}

transport::HttpRequest post(const catalog::Provider &provider, const QByteArray &url,
                            const security::Secret &key, const QJsonObject &body, bool isStream)
{
    transport::HttpRequest http = postTo(provider, url, toCompactJson(body), isStream);
    addKey(http, key);
    return http;
}

} // namespace

transport::HttpRequest OllamaCodec::encode(const catalog::Provider &provider, const QByteArray &baseUrl,
                                           const security::Secret &key, const ModelRequest &request) const
{
    return post(provider, rootOf(baseUrl) + "/api/chat", key, ollamaBody(request), request.stream);
}

QStringList OllamaCodec::unsupported(const catalog::Provider &, const ModelRequest &request) const
{
    return ollamaLeavesOut(request);
}

std::unique_ptr<CompletionDecoder> OllamaCodec::decoder(CompletionDecoder::DeltaHandler onDelta) const
{
    return std::make_unique<OllamaDecoder>(std::move(onDelta));
}

transport::HttpRequest OllamaCodec::encodeModelListing(const catalog::Provider &provider,
                                                       const QByteArray &baseUrl, const security::Secret &key,
                                                       const QByteArray &query) const
{
    transport::HttpRequest http = getFrom(provider, rootOf(baseUrl) + "/api/tags", query);
    addKey(http, key);
    return http;
}

Result<ModelPage> OllamaCodec::decodeModelListing(int status, const transport::HttpHeaders &headers,
                                                  const QByteArray &body) const
{
    JsonParser parser;
    const Result<JsonElement> json = readAnswerObject(parser, status, headers, body);
    if (!json)
        return tl::unexpected(json.error());
    const auto models = member(*json, "models");
    if (!models || !models->is_array())
        return tl::unexpected(malformedResponse(tr("the list of models has no \"models\"")));
    ModelPage page;
    forEach(models, [&page](const JsonElement &model) {
        catalog::ListedModel listed;
        listed.id = toText(stringMember(model, "name"));
        if (const auto details = member(model, "details"))
            listed.contextWindow = countMember(*details, "context_length");
        if (!listed.id.isEmpty())
            page.models << listed;
    });
    return page;
}

std::optional<transport::HttpRequest> OllamaCodec::encodeEmbeddings(const catalog::Provider &provider,
                                                                    const QByteArray &baseUrl,
                                                                    const security::Secret &key,
                                                                    const QString &model,
                                                                    const QStringList &texts) const
{
    const QJsonObject body{{u"model"_s, model}, {u"input"_s, QJsonArray::fromStringList(texts)}};
    return post(provider, rootOf(baseUrl) + "/api/embed", key, body, false);
}

Result<EmbeddingAnswer> OllamaCodec::decodeEmbeddings(int status, const transport::HttpHeaders &headers,
                                                      const QByteArray &body, qsizetype expected) const
{
    JsonParser parser;
    const Result<JsonElement> json = readAnswerObject(parser, status, headers, body);
    if (!json)
        return tl::unexpected(json.error());
    EmbeddingAnswer answer;
    forEach(member(*json, "embeddings"),
            [&answer](const JsonElement &vector) { answer.vectors.push_back(readVector(vector)); });
    if (!areAlike(answer.vectors, expected))
        return tl::unexpected(
            malformedResponse(tr("the embeddings are not one vector of one length per text")));
    if (const auto tokens = countMember(*json, "prompt_eval_count")) {
        answer.usage = catalog::Usage();
        answer.usage->input = *tokens;
    }
    return answer;
}

} // namespace assay::providers
