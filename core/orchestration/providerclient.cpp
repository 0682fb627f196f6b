// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/providerclient.h"

#include "orchestration/orchestrationtr.h"

namespace assay::orchestration {
namespace {

using Tr = OrchestrationTr;

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

QCoro::Task<Result<security::Secret>> ProviderClient::keyOf(catalog::Provider provider, std::stop_token stop)
{
    if (!provider.needsKey && provider.keyHint.isEmpty() && !m_services.keys.isForThisRunOnly(provider.id))
        co_return security::Secret();
    Result<security::Secret> key = co_await m_services.keys.read(provider.id, std::move(stop));
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

QCoro::Task<ProviderClient::Embedded> ProviderClient::embed(catalog::Provider provider, QString model,
                                                            QStringList texts, CallId call,
                                                            std::stop_token stop)
{
    Embedded embedded;
    const Result<security::Secret> key = co_await keyOf(provider, stop);
    if (!key) {
        embedded.answer = tl::unexpected(key.error());
        co_return embedded;
    }
    const providers::Codec &codec = providers::codecFor(provider.protocol);
    std::optional<transport::HttpRequest> request =
        codec.encodeEmbeddings(provider, m_services.baseUrl(provider), *key, model, texts);
    if (!request) {
        embedded.answer =
            fail(ErrorCode::InvalidInput, Tr::tr("%1 offers no embeddings.").arg(provider.name));
        co_return embedded;
    }
    request->purpose = transport::Purpose::Embeddings;
    request->call = call;
    BodySink sink;
    const Result<transport::HttpOutcome> outcome =
        co_await m_services.http.send(std::move(*request), sink, std::move(stop), &embedded.timings);
    if (!outcome) {
        embedded.answer = tl::unexpected(outcome.error());
        co_return embedded;
    }
    embedded.httpStatus = outcome->status;
    embedded.headers = outcome->headers;
    embedded.answer = codec.decodeEmbeddings(outcome->status, outcome->headers, sink.body, texts.size());
    co_return embedded;
}

QCoro::Task<Result<std::int64_t>>
ProviderClient::countTokens(catalog::ModelRef model, providers::ModelRequest request, std::stop_token stop)
{
    const Result<catalog::Provider> provider = co_await m_directory.find(model.provider);
    if (!provider)
        co_return tl::unexpected(provider.error());
    const Result<security::Secret> key = co_await keyOf(*provider, stop);
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
