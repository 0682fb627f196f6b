// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/obstacles.h"

#include "orchestration/orchestrator.h"
#include "orchestration/stages.h"

#include <algorithm>

#include <QCoreApplication>
#include <QCoroFuture>

namespace assay::workspace {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Obstacles)
};

bool concerns(const orchestration::BudgetStatus &status, const QString &model, const QString &prompt)
{
    switch (status.budget.scope) {
    case orchestration::BudgetScope::Workspace:
        return true;
    case orchestration::BudgetScope::Model:
        return status.subject == model;
    case orchestration::BudgetScope::Prompt:
        return !prompt.isEmpty() && status.subject == prompt;
    case orchestration::BudgetScope::User:
    case orchestration::BudgetScope::Key:
        break; // whose call it will be is known only then
    }
    return false;
}

} // namespace

QCoro::Task<Result<QList<Obstacle>>> obstaclesTo(Workspace &workspace, catalog::ModelRef model, QString prompt)
{
    QList<Obstacle> found;
    const Result<catalog::Provider> provider = co_await workspace.providers().find(model.provider);
    if (!provider) {
        if (provider.error().code != ErrorCode::NotFound)
            co_return tl::unexpected(provider.error());
        found.append({Obstacle::Kind::NoProvider, provider.error().message});
        co_return found;
    }
    if (provider->needsKey && provider->keyHint.isEmpty()
        && !workspace.keys().isForThisRunOnly(provider->id))
        found.append({Obstacle::Kind::NoKey, Tr::tr("%1 has no key yet.").arg(provider->name)});
    const QList<orchestration::BreakerStatus> circuits = workspace.orchestrator().stages().breaker.states();
    const auto circuit = std::ranges::find(circuits, model, &orchestration::BreakerStatus::model);
    if (circuit != circuits.end() && circuit->state == orchestration::BreakerState::ForcedOpen)
        found.append({Obstacle::Kind::Stopped,
                      circuit->reason.isEmpty()
                          ? Tr::tr("%1 is stopped by %2.").arg(model.toString(), circuit->who)
                          : Tr::tr("%1 is stopped by %2: %3").arg(model.toString(), circuit->who, circuit->reason)});
    const auto budgets = co_await workspace.orchestrator().stages().budgets.status();
    if (!budgets)
        co_return tl::unexpected(budgets.error());
    for (const orchestration::BudgetStatus &status : *budgets) {
        const bool isUsedUp = status.budget.isHard && status.spent + status.reserved >= status.budget.limit;
        if (isUsedUp && concerns(status, model.toString(), prompt))
            found.append({Obstacle::Kind::Budget,
                          status.subject.isEmpty()
                              ? Tr::tr("The budget of %1 is used up.").arg(displayMoney(status.budget.limit))
                              : Tr::tr("The budget of %1 for %2 is used up.")
                                    .arg(displayMoney(status.budget.limit), status.subject)});
    }
    co_return found;
}

} // namespace assay::workspace
