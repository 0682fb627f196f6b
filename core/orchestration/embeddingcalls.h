// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/pricebook.h"
#include "orchestration/embedding.h"
#include "orchestration/providerclient.h"
#include "orchestration/stages.h"
#include "security/contentcipher.h"
#include "telemetry/requestlog.h"

namespace assay::orchestration {

/// Embeds texts through the stages that a call goes through: content safety, budgets, circuit breaker, rate
/// limits, retries, one record in the log. Engine thread; what it is given outlives it.
class EmbeddingCalls final {
public:
    struct Services {
        Clock &clock;
        catalog::ProviderStore &providers;
        std::function<std::shared_ptr<const catalog::PriceBook>()> prices; ///< that hold now
        telemetry::RequestLog &log;
        security::ContentCipher &cipher;
        ProviderClient &client;
        Stages &stages;
        const Policy &policy; ///< as it is at each moment
    };
    explicit EmbeddingCalls(Services services);

    /// In requests of at most ProviderClient::textsPerRequest texts, one after the other; the first that
    /// fails for good ends it, and what was billed until then is recorded. The error stands in the record.
    [[nodiscard]] QCoro::Task<EmbeddingResult> run(EmbeddingRequest request, std::stop_token stop);

private:
    struct Run;
    QCoro::Task<Result<>> admit(Run &run);
    [[nodiscard]] QCoro::Task<Result<>> guard(Run &run);
    QCoro::Task<Result<>> reserve(Run &run);
    QCoro::Task<Result<>> ask(Run &run, QStringList texts, std::stop_token stop);
    /// The vectors are in the run when it went well.
    QCoro::Task<Result<>> attempt(Run &run, QStringList texts, std::stop_token stop);
    void learnFrom(Run &run, const ProviderClient::Embedded &embedded, std::int64_t estimate);
    [[nodiscard]] std::int64_t estimated(const Run &run, const QStringList &texts) const;
    QCoro::Task<> account(Run &run);

    Services m_services;
    ProviderDirectory m_directory;
};

} // namespace assay::orchestration
