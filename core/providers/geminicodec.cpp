// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/geminicodec.h"

#include "base/json.h"
#include "providers/answerparts.h"
#include "providers/fault.h"
#include "providers/geminidecoder.h"
#include "providers/geminirequest.h"
#include "providers/jsonparser.h"
#include "providers/requestparts.h"

#include <QCoreApplication>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ProviderError", text);
}

/// What is to be done stands behind the model, after a colon.
QByteArray methodUrl(const QByteArray &baseUrl, const QString &model, const QByteArray &method)
{
    return baseUrl + '/' + QUrl::toPercentEncoding(geminiModelName(model), "/") + ':' + method;
}

/// The key never stands in the URL, although Google takes it there too: URLs end up in logs.
void addKey(transport::HttpRequest &http, const security::Secret &key)
{
    addKeyHeader(http, "x-goog-api-key", {}, key);
}

transport::HttpRequest post(const catalog::Provider &provider, const QByteArray &url,
                            const security::Secret &key, const QJsonObject &body, bool isStream)
{
    transport::HttpRequest http = postTo(provider, url, toCompactJson(body), isStream);
    addKey(http, key);
    return http;
}

catalog::ListedModel readModel(const JsonElement &model)
{
    constexpr std::string_view collection = "models/";
    std::string_view name = stringMember(model, "name");
    if (name.starts_with(collection))
        name.remove_prefix(collection.size());
    catalog::ListedModel listed;
    listed.id = toText(name);
    listed.displayName = toText(stringMember(model, "displayName"));
    if (const auto tokens = countMember(model, "inputTokenLimit"); tokens && *tokens > 0)
        listed.contextWindow = tokens;
    return listed;
}

} // namespace

transport::HttpRequest GeminiCodec::encode(const catalog::Provider &provider, const QByteArray &baseUrl,
                                           const security::Secret &key, const ModelRequest &request) const
{
    // Without alt=sse the stream would be one JSON array, sent in pieces.
    const QByteArray method = request.stream ? "streamGenerateContent?alt=sse" : "generateContent";
    return post(provider, methodUrl(baseUrl, request.model, method), key, geminiBody(request),
                request.stream);
}

QStringList GeminiCodec::unsupported(const catalog::Provider &, const ModelRequest &request) const
{
    return geminiLeavesOut(request);
}

std::unique_ptr<CompletionDecoder> GeminiCodec::decoder(CompletionDecoder::DeltaHandler onDelta) const
{
    return std::make_unique<GeminiDecoder>(std::move(onDelta));
}

transport::HttpRequest GeminiCodec::encodeModelListing(const catalog::Provider &provider,
                                                       const QByteArray &baseUrl, const security::Secret &key,
                                                       const QByteArray &query) const
{
    const QByteArray wholePage = "pageSize=1000";
    transport::HttpRequest http =
        getFrom(provider, baseUrl + "/models", query.isEmpty() ? wholePage : wholePage + '&' + query);
    addKey(http, key);
    return http;
}

Result<ModelPage> GeminiCodec::decodeModelListing(int status, const transport::HttpHeaders &headers,
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
        if (catalog::ListedModel listed = readModel(model); !listed.id.isEmpty())
            page.models << std::move(listed);
    });
    if (const std::string_view next = stringMember(*json, "nextPageToken"); !next.empty())
        page.nextQuery = "pageToken=" + QUrl::toPercentEncoding(toText(next));
    return page;
}

std::optional<transport::HttpRequest> GeminiCodec::encodeTokenCount(const catalog::Provider &provider,
                                                                    const QByteArray &baseUrl,
                                                                    const security::Secret &key,
                                                                    const ModelRequest &request) const
{
    QJsonObject whole = geminiBody(request);
    whole.insert("model"_L1, geminiModelName(request.model));
    return post(provider, methodUrl(baseUrl, request.model, "countTokens"), key,
                {{u"generateContentRequest"_s, whole}}, false);
}

Result<std::int64_t> GeminiCodec::decodeTokenCount(int status, const transport::HttpHeaders &headers,
                                                   const QByteArray &body) const
{
    return readTokenCount(status, headers, body, "totalTokens");
}

std::optional<transport::HttpRequest> GeminiCodec::encodeEmbeddings(const catalog::Provider &provider,
                                                                    const QByteArray &baseUrl,
                                                                    const security::Secret &key,
                                                                    const QString &model,
                                                                    const QStringList &texts) const
{
    QJsonArray requests;
    for (const QString &text : texts) {
        const QJsonObject content{{u"parts"_s, QJsonArray{QJsonObject{{u"text"_s, text}}}}};
        requests << QJsonObject{{u"model"_s, geminiModelName(model)}, {u"content"_s, content}};
    }
    return post(provider, methodUrl(baseUrl, model, "batchEmbedContents"), key, {{u"requests"_s, requests}},
                false);
}

Result<EmbeddingAnswer> GeminiCodec::decodeEmbeddings(int status, const transport::HttpHeaders &headers,
                                                      const QByteArray &body, qsizetype expected) const
{
    JsonParser parser;
    const Result<JsonElement> json = readAnswerObject(parser, status, headers, body);
    if (!json)
        return tl::unexpected(json.error());
    EmbeddingAnswer answer;
    forEach(member(*json, "embeddings"), [&answer](const JsonElement &embedding) {
        answer.vectors.push_back(readVector(member(embedding, "values")));
    });
    if (!areAlike(answer.vectors, expected))
        return tl::unexpected(
            malformedResponse(tr("the embeddings are not one vector of one length per text")));
    if (const auto usage = member(*json, "usageMetadata")) {
        if (const auto tokens = countMember(*usage, "promptTokenCount")) {
            answer.usage = catalog::Usage();
            answer.usage->input = *tokens;
        }
    }
    return answer;
}

} // namespace assay::providers
