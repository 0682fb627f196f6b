// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/providerstore.h"
#include "orchestration/providerdirectory.h"
#include "providers/codec.h"
#include "security/keyvault.h"
#include "transport/httpclient.h"

#include <functional>
#include <stop_token>

#include <QCoroTask>

namespace assay::orchestration {

/// Asks providers for what is no completion: embeddings and token counts. Engine thread.
class ProviderClient final {
public:
    struct Services {
        const Clock &clock;
        catalog::ProviderStore &providers;
        security::KeyVault &keys;
        transport::HttpClient &http;
        std::function<QByteArray(const catalog::Provider &)> baseUrl;
    };
    explicit ProviderClient(Services services);

    static constexpr qsizetype textsPerRequest = 100; ///< Gemini's limit, the smallest
    /// What one request for embeddings brought.
    struct Embedded {
        Result<providers::EmbeddingAnswer> answer; ///< one vector per text, in their order
        int httpStatus = 0; ///< 0: there was no answer
        transport::HttpHeaders headers;
        transport::HttpTimings timings;

        Embedded() = default; // see transport::HttpRequest
    };
    /// One request of at most textsPerRequest texts, for the call with the given id. InvalidInput where the
    /// protocol has no embeddings. Limits, budgets and the log are EmbeddingCalls' business: ask there.
    [[nodiscard]] QCoro::Task<Embedded> embed(catalog::Provider provider, QString model, QStringList texts,
                                              CallId call, std::stop_token stop);
    /// The input tokens of a request as the provider counts them; NotFound where it has no such endpoint.
    [[nodiscard]] QCoro::Task<Result<std::int64_t>>
    countTokens(catalog::ModelRef model, providers::ModelRequest request, std::stop_token stop);

    /// The key of a provider, or the sentence how to add one; empty for one that wants none.
    [[nodiscard]] QCoro::Task<Result<security::Secret>> keyOf(catalog::Provider provider,
                                                              std::stop_token stop = {});

private:
    struct Answer {
        int status = 0;
        transport::HttpHeaders headers;
        QByteArray body;
    };
    QCoro::Task<Result<Answer>> send(transport::HttpRequest request, transport::Purpose purpose,
                                     std::stop_token stop);

    Services m_services;
    ProviderDirectory m_directory;
};

} // namespace assay::orchestration
