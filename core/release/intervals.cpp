// SPDX-License-Identifier: GPL-3.0-or-later
#include "release/intervals.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace assay::release {

namespace math = boost::math;

Bounds shareBounds(Share share, double alpha)
{
    if (share.total == 0)
        return {0, 1};
    const double z = math::quantile(math::complement(math::normal(), alpha));
    const auto n = static_cast<double>(share.total);
    const double rate = share.rate();
    const double centre = (rate + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Bounds differenceBounds(Share a, Share b, double alpha)
{
    const Bounds ofA = shareBounds(a, alpha);
    const Bounds ofB = shareBounds(b, alpha);
    const double difference = a.rate() - b.rate();
    return {difference - std::hypot(a.rate() - ofA.lower, ofB.upper - b.rate()),
            difference + std::hypot(ofA.upper - a.rate(), b.rate() - ofB.lower)};
}

std::optional<Bounds> quantileBounds(std::span<const double> sorted, double q, double alpha)
{
    if (sorted.empty())
        return std::nullopt;
    const math::binomial below(static_cast<double>(sorted.size()), q);
    // Ranks from 1: the r-th value is no larger than the quantile with probability P(B >= r).
    const auto lower = static_cast<size_t>(std::max(1.0, std::floor(math::quantile(below, alpha))));
    const auto upper = static_cast<size_t>(std::ceil(math::quantile(math::complement(below, alpha)))) + 1;
    if (upper > sorted.size())
        return std::nullopt;
    return Bounds{sorted[lower - 1], sorted[upper - 1]};
}

Sample sampleOf(std::span<const double> values)
{
    Sample sample; // Welford's update keeps small variances of large values
    double squares = 0;
    for (const double value : values) {
        ++sample.count;
        const double before = value - sample.mean;
        sample.mean += before / static_cast<double>(sample.count);
        squares += before * (value - sample.mean);
    }
    sample.variance = sample.count > 1 ? squares / static_cast<double>(sample.count - 1) : 0;
    return sample;
}

std::optional<Bounds> contrastBounds(const Sample &a, const Sample &b, double factor, double alpha)
{
    if (a.count < 2 || b.count < 2)
        return std::nullopt;
    const double ofA = a.variance / static_cast<double>(a.count);
    const double ofB = factor * factor * b.variance / static_cast<double>(b.count);
    const double contrast = a.mean - factor * b.mean;
    if (ofA + ofB <= 0)
        return Bounds{contrast, contrast}; // every value the same
    const double freedom = (ofA + ofB) * (ofA + ofB)
        / (ofA * ofA / static_cast<double>(a.count - 1) + ofB * ofB / static_cast<double>(b.count - 1));
    const double t = math::quantile(math::complement(math::students_t(freedom), alpha));
    const double half = t * std::sqrt(ofA + ofB);
    return Bounds{contrast - half, contrast + half};
}

} // namespace assay::release
