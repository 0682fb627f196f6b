// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/breakerlog.h"
#include "orchestration/budgetgate.h"
#include "orchestration/circuitbreaker.h"
#include "orchestration/healthmonitor.h"
#include "orchestration/hedge.h"
#include "orchestration/ratelimiter.h"
#include "orchestration/recentcalls.h"
#include "orchestration/responsecache.h"
#include "orchestration/retrybudget.h"
#include "orchestration/retrypolicy.h"
#include "orchestration/semanticcache.h"
#include "orchestration/tokenestimator.h"
#include "telemetry/requestlog.h"
#include "validation/reviewqueue.h"

namespace assay::orchestration {

/// The stages of a call's life that remember something between calls. Pages and the command line look at
/// them, and steer them, here. Engine thread.
struct Stages {
    struct Services {
        Clock &clock;
        storage::Database &database;
        telemetry::RequestLog &log;
        security::ContentCipher &cipher;
        HealthMonitor::Probe probe; ///< sends one free request
        SemanticCache::Embed embed; ///< metered like every call; see EmbeddingCalls
    };
    Stages(const Services &services, const Policy &policy);
    /// From now on, also for calls that wait.
    void setPolicy(const Policy &policy);

    RateLimiter limiter;
    CircuitBreaker breaker;
    BreakerLog breakerLog;
    RetryPolicy retry;
    RetryBudget retryBudget;
    RecentCalls recent;
    HedgeSettings hedge;
    BudgetGate budgets;
    ResponseCache cache;
    SemanticCache semantic;
    HealthMonitor health;
    TokenEstimator tokens;
    validation::ReviewQueue reviews;

private:
    void forceCircuits(const QList<ForcedCircuit> &wanted);

    QList<ForcedCircuit> m_forced; ///< as the last policy had them
};

} // namespace assay::orchestration
