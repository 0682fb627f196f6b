// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace assay::release {

/// Bounds that each hold with probability 1 - alpha.
struct Bounds {
    double lower = 0;
    double upper = 0;
};

struct Share {
    std::int64_t hits = 0;
    std::int64_t total = 0;
    [[nodiscard]] double rate() const { return total == 0 ? 0 : double(hits) / double(total); }
};

/// Of a share: Wilson's score interval (Wilson 1927).
[[nodiscard]] Bounds shareBounds(Share share, double alpha);
/// Of a - b: Newcombe's hybrid score interval (Newcombe 1998, method 10). Totals above 0.
[[nodiscard]] Bounds differenceBounds(Share a, Share b, double alpha);

/// Of the q-quantile, by order statistics, whatever the distribution (Conover 1999, 3.2). `sorted` ascending;
/// nothing when it is too short to bound the quantile from above.
[[nodiscard]] std::optional<Bounds> quantileBounds(std::span<const double> sorted, double q, double alpha);

struct Sample {
    std::int64_t count = 0;
    double mean = 0;
    double variance = 0; ///< with n - 1
};
[[nodiscard]] Sample sampleOf(std::span<const double> values);
/// Of mean(a) - factor * mean(b): Welch's t (Welch 1947) for unequal variances. Nothing below two values
/// each.
[[nodiscard]] std::optional<Bounds> contrastBounds(const Sample &a, const Sample &b, double factor,
                                                   double alpha);

} // namespace assay::release
