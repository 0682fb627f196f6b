// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspace.h"

#include "orchestration/providerclient.h"
#include "providers/codec.h"

#include <array>

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::workspace {
namespace {

constexpr int maxPages = 50;

/// Keeps an answer whole.
class BodySink final : public transport::HttpSink {
public:
    void onHead(int, const transport::HttpHeaders &) override { }
    void onData(QByteArrayView piece, SteadyTime) override { body.append(piece); }
    QByteArray body;
};

/// Where local servers listen unless told otherwise, each with its OpenAI-compatible path.
struct LocalServer {
    QLatin1String name;
    quint16 port;
};
constexpr std::array localServers{
    LocalServer{QLatin1String("ollama"), 11434},
    LocalServer{QLatin1String("llama.cpp"), 8080},
    LocalServer{QLatin1String("lm-studio"), 1234},
    LocalServer{QLatin1String("vllm"), 8000},
};

QCoro::Task<Result<QList<catalog::ListedModel>>>
listAllPages(transport::HttpClient &http, catalog::Provider provider, QByteArray baseUrl,
             security::Secret key, transport::Purpose purpose, std::stop_token stop)
{
    const providers::Codec &codec = providers::codecFor(provider.protocol);
    QList<catalog::ListedModel> models;
    QByteArray nextQuery;
    for (int page = 0; page < maxPages; ++page) {
        BodySink sink;
        transport::HttpRequest request = codec.encodeModelListing(provider, baseUrl, key, nextQuery);
        request.purpose = purpose;
        const Result<transport::HttpOutcome> outcome = co_await http.send(std::move(request), sink, stop);
        if (!outcome)
            co_return tl::unexpected(outcome.error());
        Result<providers::ModelPage> decoded =
            codec.decodeModelListing(outcome->status, outcome->headers, sink.body);
        if (!decoded)
            co_return tl::unexpected(decoded.error());
        models += decoded->models;
        nextQuery = decoded->nextQuery;
        if (nextQuery.isEmpty())
            break;
    }
    co_return models;
}

} // namespace

QCoro::Task<Result<QList<catalog::ListedModel>>> Workspace::listModels(catalog::Provider provider)
{
    const Result<security::Secret> key = co_await m_orchestrator->client().keyOf(provider);
    if (!key)
        co_return tl::unexpected(key.error());
    auto models = co_await listAllPages(*m_http, provider, baseUrl(provider), *key,
                                        transport::Purpose::ModelListing, stopping());
    if (!models)
        co_return models;
    const Result<> saved = co_await m_providers->saveListing(provider.id, *models);
    if (!saved)
        co_return tl::unexpected(saved.error());
    co_return models;
}

QCoro::Task<Result<std::chrono::microseconds>> Workspace::probe(catalog::Provider provider,
                                                                std::stop_token stop)
{
    const Result<security::Secret> key = co_await m_orchestrator->client().keyOf(provider);
    if (!key)
        co_return tl::unexpected(key.error());
    const SteadyTime from = m_clock.steadyNow();
    const auto models = co_await listAllPages(*m_http, provider, baseUrl(provider), *key,
                                              transport::Purpose::HealthCheck, stop);
    if (!models)
        co_return tl::unexpected(models.error());
    co_return std::chrono::duration_cast<std::chrono::microseconds>(m_clock.steadyNow() - from);
}

QCoro::Task<QList<catalog::Provider>> Workspace::findLocalServers()
{
    QList<catalog::Provider> found;
    for (const LocalServer &server : localServers) {
        catalog::Provider provider;
        provider.id = ProviderId::create();
        provider.name = server.name;
        provider.baseUrl = QUrl(u"http://127.0.0.1:%1/v1"_s.arg(server.port));
        provider.needsKey = false;
        provider.connection.connectTimeout = std::chrono::milliseconds(500);
        provider.connection.firstByteTimeout = std::chrono::milliseconds(1500);
        const auto models = co_await listAllPages(*m_http, provider, provider.baseUrl.toEncoded(), {},
                                                  transport::Purpose::LocalDiscovery, stopping());
        if (!models)
            continue; // nothing there, or something else that answers on this port
        provider.connection = {};
        found.append(provider);
    }
    co_return found;
}

} // namespace assay::workspace
