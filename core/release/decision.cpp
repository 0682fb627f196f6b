// SPDX-License-Identifier: GPL-3.0-or-later
#include "release/decision.h"

#include "release/intervals.h"
#include "release/releasetr.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace assay::release {
namespace {

constexpr double latencyQuantile = 0.95;

Finding findingOf(const Evidence &evidence)
{
    return evidence.worseAtLeast > evidence.allowed ? Finding::Breached
        : evidence.worseAtMost <= evidence.allowed  ? Finding::Passed
                                                    : Finding::Undecided;
}

/// Bounds shrink with the square root of the calls.
std::optional<std::int64_t> callsNeeded(const Evidence &evidence)
{
    if (evidence.finding != Finding::Undecided)
        return std::nullopt;
    const double middle = (evidence.worseAtLeast + evidence.worseAtMost) / 2;
    const double half = (evidence.worseAtMost - evidence.worseAtLeast) / 2;
    const double room = std::abs(evidence.allowed - middle);
    if (room <= half * 1e-3) // as good as exactly what is allowed: no number would tell
        return std::nullopt;
    const double fewer = static_cast<double>(std::min(evidence.stableCount, evidence.candidateCount));
    return static_cast<std::int64_t>(std::ceil(fewer * (half / room) * (half / room)));
}

/// Were the shares to stay: how many times as many calls would decide.
std::optional<std::int64_t> callsNeeded(Share stable, Share candidate, double allowed, double alpha)
{
    constexpr int mostTimes = 100'000;
    for (double times = 1; times <= mostTimes; times *= 1.1) {
        const auto grown = [times](Share share) {
            return Share{std::llround(static_cast<double>(share.hits) * times),
                         std::llround(static_cast<double>(share.total) * times)};
        };
        const Bounds worse = differenceBounds(grown(candidate), grown(stable), alpha);
        if (worse.lower > allowed || worse.upper <= allowed)
            return grown(candidate.total < stable.total ? candidate : stable).total;
    }
    return std::nullopt;
}

Evidence ofShares(Guardrail guardrail, Share stable, Share candidate, double allowed, double alpha)
{
    Evidence evidence{
        guardrail, Finding::NotMeasured, stable.rate(), candidate.rate(), stable.total, candidate.total, 0, 0,
        allowed,   std::nullopt};
    if (allowed < 0 || stable.total == 0 || candidate.total == 0)
        return evidence;
    const Bounds worse = differenceBounds(candidate, stable, alpha);
    evidence.worseAtLeast = worse.lower;
    evidence.worseAtMost = worse.upper;
    evidence.finding = findingOf(evidence);
    if (evidence.finding == Finding::Undecided)
        evidence.callsNeeded = callsNeeded(stable, candidate, allowed, alpha);
    return evidence;
}

double nearestRank(const std::vector<double> &sorted, double q)
{
    if (sorted.empty())
        return 0;
    const auto rank = static_cast<size_t>(std::ceil(q * static_cast<double>(sorted.size())));
    return sorted[std::max<size_t>(rank, 1) - 1];
}

Evidence ofLatency(std::vector<double> stable, std::vector<double> candidate, double allowed, double alpha)
{
    std::ranges::sort(stable);
    std::ranges::sort(candidate);
    Evidence evidence;
    evidence.guardrail = Guardrail::LatencyP95;
    evidence.stable = nearestRank(stable, latencyQuantile);
    evidence.candidate = nearestRank(candidate, latencyQuantile);
    evidence.stableCount = static_cast<std::int64_t>(stable.size());
    evidence.candidateCount = static_cast<std::int64_t>(candidate.size());
    evidence.allowed = allowed;
    if (allowed < 0 || stable.empty() || candidate.empty())
        return evidence;
    // Half of the error for either side.
    const auto ofStable = quantileBounds(stable, latencyQuantile, alpha / 2);
    const auto ofCandidate = quantileBounds(candidate, latencyQuantile, alpha / 2);
    evidence.finding = Finding::Undecided;
    if (!ofStable || !ofCandidate || ofStable->lower <= 0) {
        // P(no value above the quantile) = q^n must fall below alpha / 2.
        evidence.callsNeeded =
            static_cast<std::int64_t>(std::ceil(std::log(alpha / 2) / std::log(latencyQuantile)));
        return evidence;
    }
    evidence.worseAtLeast = ofCandidate->lower / ofStable->upper - 1;
    evidence.worseAtMost = ofCandidate->upper / ofStable->lower - 1;
    evidence.finding = findingOf(evidence);
    evidence.callsNeeded = callsNeeded(evidence);
    return evidence;
}

/// Of means: `a` worse than `b` by a share of b (cost) or by a difference (score, turned round).
Evidence ofMeans(Guardrail guardrail, const std::vector<double> &stable, const std::vector<double> &candidate,
                 double allowed, double alpha)
{
    const Sample ofStable = sampleOf(stable);
    const Sample ofCandidate = sampleOf(candidate);
    Evidence evidence{guardrail,
                      Finding::NotMeasured,
                      ofStable.mean,
                      ofCandidate.mean,
                      ofStable.count,
                      ofCandidate.count,
                      0,
                      0,
                      allowed,
                      std::nullopt};
    if (allowed < 0 || stable.empty() || candidate.empty())
        return evidence;
    const bool isShare = guardrail == Guardrail::CostPerCall;
    const double factor = isShare ? 1 + allowed : 1;
    const auto contrast = isShare ? contrastBounds(ofCandidate, ofStable, factor, alpha)
                                  : contrastBounds(ofStable, ofCandidate, factor, alpha);
    evidence.finding = Finding::Undecided;
    if (!contrast || (isShare && ofStable.mean <= 0)) {
        // Two values each bound a mean; free calls stay free.
        evidence.finding = contrast && contrast->upper <= 0 ? Finding::Passed : Finding::Undecided;
        return evidence;
    }
    evidence.worseAtLeast = isShare ? contrast->lower / ofStable.mean + allowed : contrast->lower;
    evidence.worseAtMost = isShare ? contrast->upper / ofStable.mean + allowed : contrast->upper;
    evidence.finding = findingOf(evidence);
    evidence.callsNeeded = callsNeeded(evidence);
    return evidence;
}

QString titlesOf(const QList<Evidence> &evidence, Finding finding)
{
    QStringList titles;
    for (const Evidence &each : evidence) {
        if (each.finding == finding)
            titles.append(guardrailTitle(each.guardrail).toLower());
    }
    return titles.join(", "_L1);
}

void decide(Assessment &assessment, const ReleasePlan &plan, const SideFigures &candidate,
            const Progress &progress)
{
    const auto has = [&](Finding finding) {
        return std::ranges::any_of(assessment.evidence,
                                   [finding](const Evidence &each) { return each.finding == finding; });
    };
    if (!assessment.isLook) {
        assessment.reason = Tr::tr("Waits for %1 calls of the candidate; %2 came so far.")
                                .arg(assessment.nextLookAt)
                                .arg(candidate.calls);
    } else if (has(Finding::Breached)) {
        assessment.verdict = Verdict::RollBack;
        assessment.reason = Tr::tr("The candidate is worse than allowed: %1.")
                                .arg(titlesOf(assessment.evidence, Finding::Breached));
    } else if (has(Finding::Undecided)) {
        assessment.reason =
            Tr::tr("Too few calls to tell yet: %1.").arg(titlesOf(assessment.evidence, Finding::Undecided));
    } else if (!has(Finding::Passed)) {
        assessment.reason = Tr::tr("Nothing is measured on both sides that could speak for the candidate.");
    } else if (progress.inStep < plan.minStepTime) {
        assessment.reason = Tr::tr("All is well; the step lasts another %1 s.")
                                .arg((plan.minStepTime - progress.inStep).count());
    } else {
        assessment.verdict = Verdict::Promote;
        assessment.reason = Tr::tr("The candidate holds every guardrail.");
    }
}

} // namespace

Assessment assess(const ReleasePlan &plan, const SideFigures &stable, const SideFigures &candidate,
                  const Progress &progress)
{
    const Guardrails &limits = plan.guardrails;
    const double look = progress.looks + 1;
    const double alpha = (1 - limits.confidence) / (look * (look + 1));
    Assessment assessment;
    assessment.confidence = 1 - alpha;
    // Half as many calls again between looks keeps the k of the last one small.
    assessment.nextLookAt = std::max(progress.callsBeforeStep + plan.minCalls,
                                     progress.callsAtLastLook + progress.callsAtLastLook / 2);
    assessment.isLook = candidate.calls >= assessment.nextLookAt;
    assessment.evidence = {
        ofShares(Guardrail::ErrorRate, {stable.errors, stable.calls}, {candidate.errors, candidate.calls},
                 limits.errorRateIncrease, alpha),
        ofLatency(stable.latenciesUs, candidate.latenciesUs, limits.latencyP95Increase, alpha),
        ofMeans(Guardrail::CostPerCall, stable.costsUsd, candidate.costsUsd, limits.costIncrease, alpha),
        ofShares(Guardrail::ValidationFailures, {stable.validationFailures, stable.calls},
                 {candidate.validationFailures, candidate.calls}, limits.validationFailureIncrease, alpha),
        ofMeans(Guardrail::EvaluationScore, stable.scores, candidate.scores, limits.scoreDecrease, alpha)};
    decide(assessment, plan, candidate, progress);
    return assessment;
}

} // namespace assay::release
