// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/providerclient.h"

#include "orchestration/orchestrationtr.h"

namespace assay::orchestration {
namespace {

using Tr = OrchestrationTr;

constexpr qsizetype textsPerRequest = 100; // Gemini's limit, the smallest

/// Keeps an answer whole.
class BodySink final : public transport::HttpSink {
public:
    void onHead(int, const transport::HttpHeaders &) override { }
    void onData(QByteArrayView piece, SteadyTime) override { body.append(piece); }
    QByteArray body;
};

} // namespace

ProviderClient::ProviderClient(Services services)
    : m_services(std::move(services))
    , m_directory(m_services.providers, m_services.clock)
{
}

QCoro::Task<Result<security::Secret>> ProviderClient::keyOf(catalog::Provider provider)
{
    if (!provider.needsKey && provider.keyHint.isEmpty() && !m_services.keys.isForThisRunOnly(provider.id))
        co_return security::Secret();
    Result<security::Secret> key = co_await m_services.keys.read(provider.id);
    if (!key && key.error().code == ErrorCode::NotFound) {
        co_return fail(
            ErrorCode::Authentication,
            Tr::tr("There is no key for %1. Add one on the Providers page or with: assayctl keys set %1")
                .arg(provider.name));
    }
    co_return key;
}

QCoro::Task<Result<ProviderClient::Answer>>
ProviderClient::send(transport::HttpRequest request, transport::Purpose purpose, std::stop_token stop)
{
    request.purpose = purpose;
    BodySink sink;
    const Result<transport::HttpOutcome> outcome =
        co_await m_services.http.send(std::move(request), sink, std::move(stop));
    if (!outcome)
        co_return tl::unexpected(outcome.error());
    co_return Answer{outcome->status, outcome->headers, std::move(sink.body)};
}

QCoro::Task<Result<providers::EmbeddingAnswer>> ProviderClient::embed(catalog::ModelRef model,
                                                                      QStringList texts, std::stop_token stop)
{
    const Result<catalog::Provider> provider = co_await m_directory.find(model.provider);
    if (!provider)
        co_return tl::unexpected(provider.error());
    const Result<security::Secret> key = co_await keyOf(*provider);
    if (!key)
        co_return tl::unexpected(key.error());
    const providers::Codec &codec = providers::codecFor(provider->protocol);
    const QByteArray baseUrl = m_services.baseUrl(*provider);
    providers::EmbeddingAnswer all;
    for (qsizetype at = 0; at < texts.size(); at += textsPerRequest) {
        const QStringList part = texts.mid(at, textsPerRequest);
        std::optional<transport::HttpRequest> request =
            codec.encodeEmbeddings(*provider, baseUrl, *key, model.model, part);
        if (!request)
            co_return fail(ErrorCode::InvalidInput, Tr::tr("%1 offers no embeddings.").arg(provider->name));
        const Result<Answer> answer =
            co_await send(std::move(*request), transport::Purpose::Embeddings, stop);
        if (!answer)
            co_return tl::unexpected(answer.error());
        Result<providers::EmbeddingAnswer> decoded =
            codec.decodeEmbeddings(answer->status, answer->headers, answer->body, part.size());
        if (!decoded)
            co_return tl::unexpected(decoded.error());
        all.vectors.insert(all.vectors.end(), std::make_move_iterator(decoded->vectors.begin()),
                           std::make_move_iterator(decoded->vectors.end()));
        if (decoded->usage) {
            catalog::Usage sum = all.usage.value_or(catalog::Usage());
            sum.input += decoded->usage->input;
            all.usage = sum;
        }
    }
    co_return all;
}

QCoro::Task<Result<std::int64_t>>
ProviderClient::countTokens(catalog::ModelRef model, providers::ModelRequest request, std::stop_token stop)
{
    const Result<catalog::Provider> provider = co_await m_directory.find(model.provider);
    if (!provider)
        co_return tl::unexpected(provider.error());
    const Result<security::Secret> key = co_await keyOf(*provider);
    if (!key)
        co_return tl::unexpected(key.error());
    request.model = model.model;
    const providers::Codec &codec = providers::codecFor(provider->protocol);
    const QByteArray baseUrl = m_services.baseUrl(*provider);
    std::optional<transport::HttpRequest> counting =
        codec.encodeTokenCount(*provider, baseUrl, *key, request);
    if (!counting)
        co_return fail(ErrorCode::NotFound, Tr::tr("%1 does not count tokens.").arg(provider->name));
    const Result<Answer> answer = co_await send(std::move(*counting), transport::Purpose::TokenCount, stop);
    if (!answer)
        co_return tl::unexpected(answer.error());
    co_return codec.decodeTokenCount(answer->status, answer->headers, answer->body);
}

} // namespace assay::orchestration
