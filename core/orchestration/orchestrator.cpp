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
