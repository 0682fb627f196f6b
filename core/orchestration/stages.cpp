// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/stages.h"

#include "orchestration/orchestrationtr.h"

#include <algorithm>

#include <QCoroFuture>

namespace assay::orchestration {
namespace {

using Spending = BudgetGate::Spending;

telemetry::CostGrouping groupingOf(BudgetScope scope)
{
    switch (scope) {
    case BudgetScope::Prompt:
        return telemetry::CostGrouping::Prompt;
    case BudgetScope::User:
        return telemetry::CostGrouping::User;
    default:
        return telemetry::CostGrouping::Model;
    }
}

/// What the log says was spent; the workspace's spending is the sum over its models.
QFuture<Result<Spending>> spendingIn(telemetry::RequestLog &log, BudgetScope scope, UtcMicros from)
{
    if (scope == BudgetScope::Key)
        return log.costsByKey(from);
    return log.costs(groupingOf(scope), from).then([scope](const Result<QList<telemetry::CostRow>> &rows) {
        return rows.map([scope](const QList<telemetry::CostRow> &costs) {
            Spending spending;
            for (const telemetry::CostRow &row : costs)
                spending[scope == BudgetScope::Workspace ? QString() : row.key] += row.cost;
            return spending;
        });
    });
}

validation::Sealing sealingWith(const security::ContentCipher &cipher)
{
    constexpr QByteArrayView context("safety_reviews");
    return {[&cipher, context](QByteArrayView content) { return cipher.seal(content, context); },
            [&cipher, context](QByteArrayView sealed) { return cipher.open(sealed, context); }};
}

} // namespace

Stages::Stages(const Services &services, const Policy &policy)
    : limiter(services.clock)
    , breaker(services.clock, policy.breaker)
    , breakerLog(services.database)
    , retryBudget(services.clock, policy.retry.budgetPercent)
    , recent(services.clock)
    , budgets(
          services.clock,
          [&log = services.log](BudgetScope scope, UtcMicros from) { return spendingIn(log, scope, from); })
    , cache(services.clock, services.database, services.cipher)
    , semantic(services.clock, services.database, services.cipher, cache, services.embed)
    , health(services.clock, services.database, services.probe)
    , tokens(services.database)
    , reviews(services.database, services.clock, sealingWith(services.cipher))
{
    setPolicy(policy); // before the handler: what was forced in an earlier run is no new event
    breaker.setEventHandler([this](const BreakerEvent &event) {
        std::ignore = breakerLog.append(event); // a line that is lost to a full disk must not stop calls
    });
}

void Stages::setPolicy(const Policy &policy)
{
    limiter.setLimits(policy.rateLimits, policy.queue);
    breaker.setSettings(policy.breaker);
    forceCircuits(policy.forcedCircuits);
    retry = RetryPolicy(policy.retry);
    retryBudget.setPercent(policy.retry.budgetPercent);
    hedge = policy.hedge;
    cache.setSettings(policy.cache);
    semantic.setSettings(policy.cache);
    budgets.setBudgets(policy.budgets, policy.timeZone);
}

/// Only what changed: each change is an event, and another's word on a circuit stays.
void Stages::forceCircuits(const QList<ForcedCircuit> &wanted)
{
    using Forced = CircuitBreaker::Forced;
    for (const ForcedCircuit &before : std::as_const(m_forced)) {
        const bool isKept = std::any_of(wanted.begin(), wanted.end(), [&before](const ForcedCircuit &now) {
            return now.model == before.model;
        });
        if (!isKept)
            breaker.force(before.model, Forced::None, {},
                          OrchestrationTr::tr("The policy forces it no longer."));
    }
    for (const ForcedCircuit &now : wanted) {
        if (!m_forced.contains(now)) {
            breaker.force(now.model, now.state == ForcedState::Open ? Forced::Open : Forced::Closed, now.who,
                          now.reason);
        }
    }
    m_forced = wanted;
}

} // namespace assay::orchestration
