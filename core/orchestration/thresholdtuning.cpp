// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/complexity.h"
#include "orchestration/orchestrationtr.h"

#include <algorithm>

namespace assay::orchestration {
namespace {

using Tr = OrchestrationTr;

bool isShare(double value)
{
    return value >= 0 && value <= 1; // false for NaN
}

/// The threshold between two neighbouring scores: in the middle, so that requests alike fall on the same
/// side.
double between(double below, double above)
{
    const double middle = below + (above - below) / 2;
    return middle > below ? middle : above; // neighbours that nothing is in between of
}

/// Every threshold that parts the samples differently, from "all to the complex model" to "all to the
/// simple".
std::vector<ThresholdPoint> pointsOf(const std::vector<ThresholdSample> &sorted)
{
    const double total = static_cast<double>(sorted.size());
    std::int64_t good = 0;
    Money cost;
    for (const ThresholdSample &sample : sorted) {
        good += sample.complexModelGood ? 1 : 0;
        cost += sample.complexCost;
    }
    std::vector<ThresholdPoint> points{{0, static_cast<double>(good) / total, cost}};
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        good += (sorted[i].simpleModelGood ? 1 : 0) - (sorted[i].complexModelGood ? 1 : 0);
        cost = cost + sorted[i].simpleCost - sorted[i].complexCost;
        const bool isLast = i + 1 == sorted.size();
        if (!isLast && sorted[i + 1].score == sorted[i].score)
            continue; // no threshold parts these two
        if (isLast && sorted[i].score >= 1)
            continue; // at 1, which is the highest threshold, it still goes to the complex model
        const double threshold = between(sorted[i].score, isLast ? 1 : sorted[i + 1].score);
        points.push_back({threshold, static_cast<double>(good) / total, cost});
    }
    return points;
}

/// Whether `a` is to be preferred where both reach the quality, or neither does.
bool isCheaper(const ThresholdPoint &a, const ThresholdPoint &b)
{
    return a.cost != b.cost ? a.cost < b.cost : a.quality > b.quality;
}
bool isNearer(const ThresholdPoint &a, const ThresholdPoint &b)
{
    return a.quality != b.quality ? a.quality > b.quality : a.cost < b.cost;
}

} // namespace

Result<ThresholdTuning> tuneThreshold(std::span<const ThresholdSample> samples, double minQuality)
{
    if (samples.empty())
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("There are no evaluated requests to find a threshold from. Run an evaluation of "
                           "both models first."));
    if (!isShare(minQuality))
        return fail(ErrorCode::InvalidInput, Tr::tr("The quality to keep must be from 0 to 1."));
    std::vector<ThresholdSample> sorted(samples.begin(), samples.end());
    if (!std::all_of(sorted.begin(), sorted.end(), [](const auto &sample) { return isShare(sample.score); }))
        return fail(ErrorCode::InvalidInput, Tr::tr("The complexity of a request must be from 0 to 1."));
    std::sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.score < b.score; });

    ThresholdTuning tuning;
    tuning.points = pointsOf(sorted);
    tuning.best = *std::min_element(tuning.points.begin(), tuning.points.end(), isNearer);
    tuning.isReached = tuning.best.quality >= minQuality;
    for (const ThresholdPoint &point : tuning.points) {
        if (tuning.isReached && point.quality >= minQuality && isCheaper(point, tuning.best))
            tuning.best = point;
    }
    return tuning;
}

} // namespace assay::orchestration
