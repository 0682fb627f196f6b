// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/forcing.h"

#include "orchestration/stages.h"

#include <QCoroFuture>

namespace assay::ui::operations {

QCoro::Task<Result<>> forceCircuit(workspace::Workspace &workspace, catalog::ModelRef model,
                                   std::optional<orchestration::ForcedState> state, QString who,
                                   QString reason)
{
    orchestration::Policy policy = workspace.orchestrator().policy();
    policy.forcedCircuits.removeIf([&model](const orchestration::ForcedCircuit &each) {
        return each.model.model == model.model
            && each.model.provider.compare(model.provider, Qt::CaseInsensitive) == 0;
    });
    if (state)
        policy.forcedCircuits.append({model, *state, who, reason});
    else // the policy's own giving back then has nothing left to do: who did it, and why, is in the events
        workspace.orchestrator().stages().breaker.force(model, orchestration::CircuitBreaker::Forced::None,
                                                        who, reason);
    auto kept = co_await workspace.setPolicy(std::move(policy));
    co_return kept;
}

} // namespace assay::ui::operations
