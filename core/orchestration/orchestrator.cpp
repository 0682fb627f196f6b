// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/orchestrator.h"

#include "orchestration/pipeline.h"

namespace assay::orchestration {

Orchestrator::Orchestrator(Services services, Policy policy)
    : m_pipeline(std::make_unique<Pipeline>(std::move(services), std::move(policy)))
{
}

Orchestrator::~Orchestrator() = default;

QCoro::Task<CompletionResult> Orchestrator::complete(CompletionRequest request, CompletionListener &listener,
                                                     std::stop_token stop)
{
    return m_pipeline->complete(std::move(request), listener, std::move(stop));
}

QCoro::Task<EmbeddingResult> Orchestrator::embed(EmbeddingRequest request, std::stop_token stop)
{
    return m_pipeline->embed(std::move(request), std::move(stop));
}

QCoro::Task<Result<std::int64_t>>
Orchestrator::countTokens(catalog::ModelRef model, providers::ModelRequest request, std::stop_token stop)
{
    return m_pipeline->countTokens(std::move(model), std::move(request), std::move(stop));
}

void Orchestrator::setPolicy(Policy policy)
{
    m_pipeline->setPolicy(std::move(policy));
}

const Policy &Orchestrator::policy() const
{
    return m_pipeline->policy();
}

Stages &Orchestrator::stages()
{
    return m_pipeline->stages();
}

ProviderClient &Orchestrator::client()
{
    return m_pipeline->client();
}

void Orchestrator::stopAll()
{
    m_pipeline->stopAll();
}

int Orchestrator::runningCount() const
{
    return m_pipeline->runningCount();
}

} // namespace assay::orchestration
