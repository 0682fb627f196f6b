// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/recentcalls.h"

#include <algorithm>

namespace assay::orchestration {
namespace {

using std::chrono::nanoseconds;

/// By nearest rank: the smallest value that `percentile` percent of the values do not exceed.
std::optional<nanoseconds> percentileOf(std::vector<nanoseconds> &values, int percentile)
{
    if (values.empty())
        return std::nullopt;
    const std::size_t rank =
        (values.size() * static_cast<std::size_t>(std::clamp(percentile, 1, 100)) + 99) / 100;
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
}

} // namespace

void RecentCalls::record(const catalog::ModelRef &model, const CallSample &sample)
{
    Samples &samples = m_models[model.toString()];
    samples.erase(samples.cbegin(), firstRecent(samples));
    if (samples.size() == maxSamples)
        samples.pop_front();
    samples.push_back({m_clock.steadyNow(), sample});
}

RecentCalls::Samples::const_iterator RecentCalls::firstRecent(const Samples &samples) const
{
    const SteadyTime end = m_clock.steadyNow() - window;
    return std::partition_point(samples.begin(), samples.end(),
                                [end](const Sample &sample) { return sample.at <= end; });
}

int RecentCalls::samples(const catalog::ModelRef &model) const
{
    const auto found = m_models.constFind(model.toString());
    return found == m_models.cend() ? 0 : static_cast<int>(found->end() - firstRecent(*found));
}

RecentFigures RecentCalls::figures(const catalog::ModelRef &model) const
{
    RecentFigures figures;
    const auto found = m_models.constFind(model.toString());
    if (found == m_models.cend())
        return figures;
    std::vector<nanoseconds> firstTokens;
    std::vector<nanoseconds> latencies;
    int failed = 0;
    for (auto sample = firstRecent(*found); sample != found->end(); ++sample) {
        ++figures.samples;
        if (sample->call.failed) {
            ++failed;
            continue;
        }
        latencies.push_back(sample->call.latency);
        if (sample->call.firstToken)
            firstTokens.push_back(*sample->call.firstToken);
    }
    if (figures.samples > 0)
        figures.errorRate = static_cast<double>(failed) / figures.samples;
    figures.p50FirstToken = percentileOf(firstTokens, 50);
    figures.p95FirstToken = percentileOf(firstTokens, 95);
    figures.p95Latency = percentileOf(latencies, 95);
    return figures;
}

std::optional<nanoseconds> RecentCalls::firstTokenPercentile(const catalog::ModelRef &model, int percentile,
                                                             int minimum) const
{
    const auto found = m_models.constFind(model.toString());
    if (found == m_models.cend())
        return std::nullopt;
    std::vector<nanoseconds> firstTokens;
    for (auto sample = firstRecent(*found); sample != found->end(); ++sample) {
        if (!sample->call.failed && sample->call.firstToken)
            firstTokens.push_back(*sample->call.firstToken);
    }
    if (static_cast<int>(firstTokens.size()) < minimum)
        return std::nullopt;
    return percentileOf(firstTokens, percentile);
}

} // namespace assay::orchestration
