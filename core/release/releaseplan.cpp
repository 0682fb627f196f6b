// SPDX-License-Identifier: GPL-3.0-or-later
#include "release/releaseplan.h"

#include "release/releasetr.h"

#include <algorithm>
#include <array>

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace assay::release {
namespace {

constexpr int stepsMax = 20;
constexpr int minCallsMax = 1'000'000;
constexpr std::chrono::seconds minStepTimeMax = std::chrono::hours(24 * 30);

struct Limit {
    QLatin1String name;
    double Guardrails::*member;
};
constexpr std::array limits{
    Limit{QLatin1String("error_rate_increase"), &Guardrails::errorRateIncrease},
    Limit{QLatin1String("latency_p95_increase"), &Guardrails::latencyP95Increase},
    Limit{QLatin1String("cost_increase"), &Guardrails::costIncrease},
    Limit{QLatin1String("validation_failure_increase"), &Guardrails::validationFailureIncrease},
    Limit{QLatin1String("score_decrease"), &Guardrails::scoreDecrease},
};

tl::unexpected<Error> refuse(const QString &sentence)
{
    return fail(ErrorCode::InvalidInput, sentence);
}

} // namespace

QList<int> ReleasePlan::usualSteps()
{
    return {1, 5, 25, 50, 100};
}

Result<> checked(const ReleasePlan &plan)
{
    const auto isAscending = std::ranges::adjacent_find(plan.steps, std::greater_equal()) == plan.steps.end();
    if (plan.steps.isEmpty() || plan.steps.size() > stepsMax || !isAscending || plan.steps.first() < 1
        || plan.steps.last() != 100)
        return refuse(Tr::tr("The steps of a release are up to %1 ascending percentages from 1 on, the last "
                             "100, such as 1, 5, 25, 50, 100.")
                          .arg(stepsMax));
    if (plan.minCalls < 1 || plan.minCalls > minCallsMax)
        return refuse(Tr::tr("A step needs 1 to %1 calls.").arg(minCallsMax));
    if (plan.minStepTime < std::chrono::seconds(0) || plan.minStepTime > minStepTimeMax)
        return refuse(Tr::tr("A step lasts between nothing and 30 days."));
    if (!(plan.guardrails.confidence >= 0.5 && plan.guardrails.confidence <= 0.9999))
        return refuse(Tr::tr("The confidence is between 0.5 and 0.9999."));
    for (const Limit &limit : limits) {
        if (const double value = plan.guardrails.*limit.member; !(value >= -1 && value <= 10))
            return refuse(
                Tr::tr("The guardrail “%1” is between 0 and 10; -1 switches it off.").arg(limit.name));
    }
    return {};
}

QJsonObject toJson(const ReleasePlan &plan)
{
    QJsonArray steps;
    for (const int step : plan.steps)
        steps.append(step);
    QJsonObject guardrails{{u"confidence"_s, plan.guardrails.confidence}};
    for (const Limit &limit : limits)
        guardrails.insert(limit.name, plan.guardrails.*limit.member);
    return {{u"steps"_s, steps},
            {u"min_calls"_s, plan.minCalls},
            {u"min_step_seconds"_s, static_cast<qint64>(plan.minStepTime.count())},
            {u"automatic"_s, plan.isAutomatic},
            {u"guardrails"_s, guardrails}};
}

Result<ReleasePlan> planFromJson(const QJsonObject &object)
{
    ReleasePlan plan;
    if (object.contains("steps"_L1)) {
        plan.steps.clear();
        for (const QJsonValue &step : object["steps"_L1].toArray())
            plan.steps.append(step.toInt());
    }
    plan.minCalls = object["min_calls"_L1].toInt(plan.minCalls);
    plan.minStepTime =
        std::chrono::seconds(object["min_step_seconds"_L1].toInteger(plan.minStepTime.count()));
    plan.isAutomatic = object["automatic"_L1].toBool(plan.isAutomatic);
    const QJsonObject guardrails = object["guardrails"_L1].toObject();
    plan.guardrails.confidence = guardrails["confidence"_L1].toDouble(plan.guardrails.confidence);
    for (const Limit &limit : limits)
        plan.guardrails.*limit.member = guardrails[limit.name].toDouble(plan.guardrails.*limit.member);
    return checked(plan).map([&] { return plan; });
}

} // namespace assay::release
