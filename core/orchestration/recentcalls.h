// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "catalog/provider.h"

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

#include <QHash>

namespace assay::orchestration {

/// How one attempt at a model went. Attempts that were cancelled are not samples.
struct CallSample {
    bool failed = false;
    std::optional<std::chrono::nanoseconds> firstToken; ///< from the request to the first token
    std::chrono::nanoseconds latency{}; ///< to the end of the answer; of failed ones, to the failure
};

/// What a model's recent calls were like. Times are those of calls that succeeded, by nearest rank; nothing
/// when there is no such call.
struct RecentFigures {
    int samples = 0;
    std::optional<std::chrono::nanoseconds> p50FirstToken;
    std::optional<std::chrono::nanoseconds> p95FirstToken;
    std::optional<std::chrono::nanoseconds> p95Latency;
    double errorRate = 0; ///< 0..1
};

/// The last ten minutes of each model, at most `maxSamples` calls each, for router and hedge. One thread.
class RecentCalls final {
public:
    static constexpr std::chrono::minutes window{10};
    static constexpr std::size_t maxSamples = 256;

    explicit RecentCalls(const Clock &clock)
        : m_clock(clock)
    {
    }
    void record(const catalog::ModelRef &model, const CallSample &sample);

    [[nodiscard]] int samples(const catalog::ModelRef &model) const;
    [[nodiscard]] RecentFigures figures(const catalog::ModelRef &model) const;
    /// `percentile` in 1..100. Nothing with fewer than `minimum` successful calls that had a first token.
    [[nodiscard]] std::optional<std::chrono::nanoseconds>
    firstTokenPercentile(const catalog::ModelRef &model, int percentile, int minimum = 1) const;

private:
    struct Sample {
        SteadyTime at;
        CallSample call;
    };
    using Samples = std::deque<Sample>;
    [[nodiscard]] Samples::const_iterator firstRecent(const Samples &samples) const;

    const Clock &m_clock;
    QHash<QString, Samples> m_models; ///< by "provider/model"
};

} // namespace assay::orchestration
