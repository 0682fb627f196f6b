// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/routeexplanation.h"

#include "orchestration/callstate.h"
#include "orchestration/candidates.h"

using namespace Qt::StringLiterals;

namespace assay::orchestration {

QCoro::Task<RouteExplanation> explainRoute(RouteServices services, Policy policy, CompletionRequest request)
{
    RouteExplanation explanation;
    providers::ModelRequest asked;
    asked.messages = request.messages;
    asked.parameters = request.parameters;
    asked.tools = request.tools;
    explanation.complexity = explainComplexity(asked);

    CallState call(std::move(request), services.clock);
    call.prices = services.prices;
    Candidates candidates(
        {services.clock, services.providers, services.client, services.baseUrl, services.stages});
    const auto found = co_await candidates.find(call, policy);
    for (const telemetry::TraceStep &step : call.trace.take()) {
        const auto model = catalog::parseModelRef(step.model);
        if (step.stage == telemetry::TraceStage::Route && model)
            explanation.places.append({*model, step.outcome == "taken"_L1, step.detail});
    }
    explanation.notes = call.notes;
    if (!found)
        explanation.error = found.error();
    co_return explanation;
}

} // namespace assay::orchestration
