// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/stages.h"

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

} // namespace

Stages::Stages(Clock &clock, storage::Database &database, telemetry::RequestLog &log,
               security::ContentCipher &cipher, const Policy &policy)
    : limiter(clock)
    , breaker(clock, policy.breaker)
    , breakerLog(database)
    , retryBudget(clock, policy.retry.budgetPercent)
    , recent(clock)
    , budgets(clock, [&log](BudgetScope scope, UtcMicros from) { return spendingIn(log, scope, from); })
    , cache(clock, database, cipher)
{
    setPolicy(policy);
    breaker.setEventHandler([this](const BreakerEvent &event) {
        std::ignore = breakerLog.append(event); // a line that is lost to a full disk must not stop calls
    });
}

void Stages::setPolicy(const Policy &policy)
{
    limiter.setLimits(policy.rateLimits, policy.queue);
    breaker.setSettings(policy.breaker);
    retry = RetryPolicy(policy.retry);
    retryBudget.setPercent(policy.retry.budgetPercent);
    hedge = policy.hedge;
    cache.setSettings(policy.cache);
    budgets.setBudgets(policy.budgets, policy.timeZone);
}

} // namespace assay::orchestration
