// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/answercheck.h"

#include "orchestration/orchestrationtr.h"

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using Tr = OrchestrationTr;

QString sentenceOf(const validation::Problem &problem)
{
    return problem.where.isEmpty() ? problem.message : u"%1: %2"_s.arg(problem.where, problem.message);
}

} // namespace

std::optional<validation::OutputContract> contractOf(const CompletionRequest &request)
{
    if (request.contract)
        return request.contract;
    validation::OutputContract implied;
    implied.failOtherwise = false;
    implied.repair = false;
    const auto format = request.parameters.responseFormat.value_or(providers::ResponseFormat::Text);
    if (format == providers::ResponseFormat::Text)
        return std::nullopt;
    implied.format = validation::Format::Json;
    if (format == providers::ResponseFormat::JsonSchema) {
        implied.schema = request.parameters.responseSchema;
        const bool isChecked = !implied.schema.isEmpty();
        implied.format = isChecked ? validation::Format::JsonSchema : validation::Format::Json;
        if (!validation::checked(implied)) // the provider's business: it may know more of JSON Schema
            implied.format = validation::Format::Json;
    }
    return implied;
}

validation::Verdict holdTo(const validation::OutputContract &contract, providers::Completion &completion)
{
    validation::Verdict verdict = validation::validate(contract, completion.text);
    if (!verdict.ok && contract.repair) {
        const std::optional<QString> text = validation::repaired(contract, completion.text);
        if (text) {
            validation::Verdict second = validation::validate(contract, *text);
            if (second.ok) {
                completion.text = *text;
                verdict = std::move(second);
                verdict.repaired = true;
            }
        }
    }
    if (verdict.ok)
        completion.text = validation::formatted(contract, completion.text);
    return verdict;
}

bool wantsTool(const providers::Completion &completion)
{
    return !completion.toolCalls.empty();
}

Error brokenContract(const validation::Verdict &verdict)
{
    Error error;
    error.code = ErrorCode::MalformedResponse;
    error.message = verdict.problems.empty()
        ? Tr::tr("The answer is not what was asked for.")
        : Tr::tr("The answer is not what was asked for. %1").arg(sentenceOf(verdict.problems.front()));
    return error;
}

QString problemOf(const std::optional<validation::Verdict> &verdict)
{
    return !verdict || verdict->ok || verdict->problems.empty() ? QString()
                                                                : sentenceOf(verdict->problems.front());
}

telemetry::TraceStep validationStep(const validation::Verdict &verdict, const catalog::ModelRef &model)
{
    telemetry::TraceStep step;
    step.stage = telemetry::TraceStage::Validation;
    step.model = model.toString();
    step.outcome = !verdict.ok ? u"failed"_s : verdict.repaired ? u"repaired"_s : u"ok"_s;
    if (!verdict.problems.empty())
        step.detail = sentenceOf(verdict.problems.front());
    step.facts = {{u"verdict"_s, validation::toJson(verdict)}};
    return step;
}

} // namespace assay::orchestration
