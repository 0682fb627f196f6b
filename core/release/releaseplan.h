// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"

#include <chrono>

#include <QJsonObject>
#include <QList>

namespace assay::release {

using ReleaseId = Id<struct ReleaseTag>;

/// How much worse than the stable version the candidate may be, before it is rolled back. A negative limit
/// switches a guardrail off.
struct Guardrails {
    double errorRateIncrease = 0.02; ///< as a difference of shares: 0.02 is two percentage points
    double latencyP95Increase = 0.25; ///< as a share of the stable one: 0.25 is a quarter slower
    double costIncrease = 0.20; ///< per call, as a share of the stable one
    double validationFailureIncrease = 0.02; ///< as a difference of shares
    double scoreDecrease = 0.05; ///< of the evaluation score, 0 to 1
    double confidence = 0.95; ///< of a whole release, however often it is looked at

    friend bool operator==(const Guardrails &, const Guardrails &) = default;
};

/// How a version takes over a label's traffic.
struct ReleasePlan {
    QList<int> steps = usualSteps(); ///< percent to the candidate, ascending, the last 100
    int minCalls = 50; ///< of the candidate in a step, before anything is decided
    std::chrono::seconds minStepTime{600};
    bool isAutomatic = true; ///< promotes and rolls back by itself; else a person does
    Guardrails guardrails;

    /// Everybody at once, the stable version kept at hand.
    [[nodiscard]] bool isBlueGreen() const { return steps.size() == 1; }
    [[nodiscard]] static QList<int> usualSteps(); ///< 1, 5, 25, 50, 100
    friend bool operator==(const ReleasePlan &, const ReleasePlan &) = default;
};

/// InvalidInput names what is wrong and its range.
[[nodiscard]] Result<> checked(const ReleasePlan &plan);
[[nodiscard]] QJsonObject toJson(const ReleasePlan &plan);
/// What is missing keeps its default. Includes checked().
[[nodiscard]] Result<ReleasePlan> planFromJson(const QJsonObject &object);

} // namespace assay::release
