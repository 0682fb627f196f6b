// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "release/releaseplan.h"

#include <cstdint>
#include <optional>
#include <vector>

#include <QJsonArray>

namespace assay::release {

/// What a version's calls of a release amounted to.
struct SideFigures {
    std::int64_t calls = 0; ///< cancelled ones do not count
    std::int64_t errors = 0; ///< failed, but for what validation refused
    std::int64_t validationFailures = 0;
    std::vector<double> latenciesUs; ///< of calls that succeeded, in any order
    std::vector<double> costsUsd; ///< where known
    std::vector<double> scores; ///< of evaluations, 0 to 1
};

enum class Guardrail { ErrorRate, LatencyP95, CostPerCall, ValidationFailures, EvaluationScore };
/// "error_rate"...
[[nodiscard]] QString guardrailName(Guardrail guardrail);
/// For people: "Error rate".
[[nodiscard]] QString guardrailTitle(Guardrail guardrail);

enum class Finding {
    Passed, ///< not worse than allowed, with confidence
    Breached, ///< worse than allowed, with confidence
    Undecided, ///< too few calls to tell
    NotMeasured ///< switched off, or there is nothing to compare
};
[[nodiscard]] QString findingName(Finding finding);

/// One guardrail's figures and what they show.
struct Evidence {
    Guardrail guardrail = Guardrail::ErrorRate;
    Finding finding = Finding::NotMeasured;
    double stable = 0; ///< a share, microseconds, dollars or a score
    double candidate = 0;
    std::int64_t stableCount = 0;
    std::int64_t candidateCount = 0;
    /// How much worse the candidate is, as the guardrail counts it (difference or share): the bounds and what
    /// is allowed.
    double worseAtLeast = 0;
    double worseAtMost = 0;
    double allowed = 0;
    /// About how many calls of each side would decide, were the figures to stay; nothing when they would not.
    std::optional<std::int64_t> callsNeeded;
};

enum class Verdict { Promote, Hold, RollBack };
[[nodiscard]] QString verdictName(Verdict verdict);

/// How far a running release has come.
struct Progress {
    int looks = 0; ///< at the figures, so far: each takes its part of the permitted error
    std::int64_t callsAtLastLook = 0; ///< of the candidate
    std::int64_t callsBeforeStep = 0; ///< of the candidate, when its step began
    std::chrono::seconds inStep{0};
};

struct Assessment {
    Verdict verdict = Verdict::Hold;
    QString reason; ///< a sentence
    bool isLook = false; ///< enough came in to decide; else `evidence` is for reading only
    double confidence = 0; ///< of each bound in `evidence`
    std::int64_t nextLookAt = 0; ///< candidate's calls
    QList<Evidence> evidence;
};
[[nodiscard]] QJsonObject toJson(const Assessment &assessment);
[[nodiscard]] QList<Evidence> evidenceFromJson(const QJsonArray &evidence);

/// Rolls back when any guardrail is breached, promotes when all that are measured are passed and the step is
/// over, else holds. The k-th look may be wrong with alpha / (k (k + 1)), which adds up to alpha: looking
/// often does not make chance look like harm. Any thread.
[[nodiscard]] Assessment assess(const ReleasePlan &plan, const SideFigures &stable,
                                const SideFigures &candidate, const Progress &progress);

} // namespace assay::release
