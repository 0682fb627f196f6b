// SPDX-License-Identifier: GPL-3.0-or-later
// The names of a decision's parts, and its evidence as it is kept with the release.
#include "base/names.h"
#include "release/decision.h"
#include "release/releasetr.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace assay::release {
namespace {

constexpr std::array guardrails{
    std::pair{Guardrail::ErrorRate, "error_rate"_L1},
    std::pair{Guardrail::LatencyP95, "latency_p95"_L1},
    std::pair{Guardrail::CostPerCall, "cost_per_call"_L1},
    std::pair{Guardrail::ValidationFailures, "validation_failures"_L1},
    std::pair{Guardrail::EvaluationScore, "evaluation_score"_L1},
};
constexpr std::array findings{
    std::pair{Finding::Passed, "passed"_L1},
    std::pair{Finding::Breached, "breached"_L1},
    std::pair{Finding::Undecided, "undecided"_L1},
    std::pair{Finding::NotMeasured, "not_measured"_L1},
};

QJsonObject toJson(const Evidence &evidence)
{
    QJsonObject object{{u"guardrail"_s, guardrailName(evidence.guardrail)},
                       {u"finding"_s, findingName(evidence.finding)},
                       {u"stable"_s, evidence.stable},
                       {u"candidate"_s, evidence.candidate},
                       {u"stable_count"_s, static_cast<qint64>(evidence.stableCount)},
                       {u"candidate_count"_s, static_cast<qint64>(evidence.candidateCount)},
                       {u"worse_at_least"_s, evidence.worseAtLeast},
                       {u"worse_at_most"_s, evidence.worseAtMost},
                       {u"allowed"_s, evidence.allowed}};
    if (evidence.callsNeeded)
        object.insert("calls_needed"_L1, static_cast<qint64>(*evidence.callsNeeded));
    return object;
}

} // namespace

QString guardrailName(Guardrail guardrail)
{
    return nameIn(guardrails, guardrail);
}

QString guardrailTitle(Guardrail guardrail)
{
    switch (guardrail) {
    case Guardrail::ErrorRate:
        return Tr::tr("Error rate");
    case Guardrail::LatencyP95:
        return Tr::tr("Latency p95");
    case Guardrail::CostPerCall:
        return Tr::tr("Cost per call");
    case Guardrail::ValidationFailures:
        return Tr::tr("Validation failures");
    case Guardrail::EvaluationScore:
        return Tr::tr("Evaluation score");
    }
    return {};
}

QString findingName(Finding finding)
{
    return nameIn(findings, finding);
}

QString verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Promote:
        return u"promote"_s;
    case Verdict::Hold:
        return u"hold"_s;
    case Verdict::RollBack:
        return u"roll_back"_s;
    }
    return {};
}

QJsonObject toJson(const Assessment &assessment)
{
    QJsonArray evidence;
    for (const Evidence &each : assessment.evidence)
        evidence.append(toJson(each));
    return {{u"verdict"_s, verdictName(assessment.verdict)},
            {u"reason"_s, assessment.reason},
            {u"is_look"_s, assessment.isLook},
            {u"confidence"_s, assessment.confidence},
            {u"next_look_at"_s, static_cast<qint64>(assessment.nextLookAt)},
            {u"evidence"_s, evidence}};
}

QList<Evidence> evidenceFromJson(const QJsonArray &array)
{
    QList<Evidence> evidence;
    for (const QJsonValue &value : array) {
        Evidence each;
        each.guardrail = valueIn(guardrails, value["guardrail"_L1].toString()).value_or(Guardrail::ErrorRate);
        each.finding = valueIn(findings, value["finding"_L1].toString()).value_or(Finding::NotMeasured);
        each.stable = value["stable"_L1].toDouble();
        each.candidate = value["candidate"_L1].toDouble();
        each.stableCount = value["stable_count"_L1].toInteger();
        each.candidateCount = value["candidate_count"_L1].toInteger();
        each.worseAtLeast = value["worse_at_least"_L1].toDouble();
        each.worseAtMost = value["worse_at_most"_L1].toDouble();
        each.allowed = value["allowed"_L1].toDouble();
        if (const QJsonValue needed = value["calls_needed"_L1]; needed.isDouble())
            each.callsNeeded = needed.toInteger();
        evidence.append(each);
    }
    return evidence;
}

} // namespace assay::release
