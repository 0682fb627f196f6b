// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/calibration.h"

#include <algorithm>
#include <cmath>

namespace assay::orchestration {
namespace {

constexpr double z95 = 1.6448536269514722; // one-sided 95 % of the normal distribution

/// One-sided 95 % of Student's t: the first terms of the Cornish-Fisher expansion (Abramowitz and Stegun
/// 26.7.5), within 1 % from four degrees of freedom on.
double t95(double degrees)
{
    const double z3 = std::pow(z95, 3);
    const double z5 = std::pow(z95, 5);
    return z95 + (z3 + z95) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z95) / (96 * degrees * degrees);
}

double deviation(const Calibration &calibration)
{
    return std::sqrt(std::max(calibration.m2, 0.0) / static_cast<double>(calibration.samples - 1));
}

} // namespace

void Calibration::add(double ratio)
{
    Calibration one;
    one.samples = 1;
    one.mean = ratio;
    merge(one);
}

void Calibration::merge(const Calibration &other)
{
    if (other.samples <= 0)
        return;
    if (samples <= 0) {
        *this = other;
        return forget();
    }
    const double mine = static_cast<double>(samples);
    const double others = static_cast<double>(other.samples);
    const double delta = other.mean - mean;
    mean += delta * others / (mine + others);
    m2 += other.m2 + delta * delta * mine * others / (mine + others);
    samples += other.samples;
    forget();
}

void Calibration::forget()
{
    if (samples <= rememberedSamples)
        return;
    m2 *= static_cast<double>(rememberedSamples) / static_cast<double>(samples);
    samples = rememberedSamples;
}

double Calibration::clamped(double ratio) const
{
    constexpr double least = 0.2;
    constexpr double most = 5;
    constexpr double deviations = 4;
    constexpr double leastDeviation = 0.05; // of the mean
    if (!std::isfinite(ratio))
        return mean;
    const double plausible = std::clamp(ratio, least, most);
    if (!isUsable())
        return plausible;
    const double reach = deviations * std::max(deviation(*this), leastDeviation * mean);
    return std::clamp(plausible, mean - reach, mean + reach);
}

Calibration::Band Calibration::band() const
{
    const double n = static_cast<double>(samples);
    const double reach = t95(n - 1) * deviation(*this) * std::sqrt(1 + 1 / n);
    return {std::max(mean - reach, 0.0), mean + reach};
}

} // namespace assay::orchestration
