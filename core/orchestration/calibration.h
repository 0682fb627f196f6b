// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace assay::orchestration {

/// Mean and spread of the ratio actual / estimated, by Welford's method; two of them are merged as Chan,
/// Golub and LeVeque do ("Updating Formulae and a Pairwise Algorithm", 1979). A value.
struct Calibration {
    /// From here on the ratio's spread says something.
    static constexpr std::int64_t minimumSamples = 5;
    /// Older samples count less beyond, so that a changed tokenizer is followed.
    static constexpr std::int64_t rememberedSamples = 500;

    std::int64_t samples = 0;
    double mean = 1;
    double m2 = 0; ///< sum of squared differences from the mean

    [[nodiscard]] bool isUsable() const { return samples >= minimumSamples; }
    void add(double ratio);
    void merge(const Calibration &other);

    /// `ratio` as it may be learned from: within 0.2..5, and once calibrated within four standard deviations
    /// (each at least 5 % of the mean) of the mean, so that a miscounted answer moves it little.
    [[nodiscard]] double clamped(double ratio) const;

    struct Band {
        double low = 0;
        double high = 0;
    };
    /// Where the next ratio lies nine times of ten: mean +- t x s x sqrt(1 + 1/n), Student's t for n - 1
    /// degrees of freedom. Only when usable.
    [[nodiscard]] Band band() const;

    friend bool operator==(const Calibration &, const Calibration &) = default;

private:
    void forget();
};

} // namespace assay::orchestration
