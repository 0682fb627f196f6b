// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <QString>

namespace assay {

/// An amount of US dollars as a 64-bit count of nano-dollars (up to 9.2 billion dollars). Exact: no floating
/// point.
class Money final {
public:
    constexpr Money() = default;
    [[nodiscard]] static constexpr Money fromNanoUsd(std::int64_t nanoUsd) { return Money(nanoUsd); }
    /// Exact decimal such as "2.5" or "0.000125"; nothing else, no exponent, no sign but a leading minus.
    /// Empty when the text is no such number or finer than a nano-dollar.
    [[nodiscard]] static std::optional<Money> fromDecimal(QStringView text);

    [[nodiscard]] constexpr std::int64_t nanoUsd() const { return m_nanoUsd; }
    /// Plain decimal without trailing zeros ("0.0125"), never an exponent. For files and JSON.
    [[nodiscard]] QString toDecimal() const;
    /// For a chart's axis only; never add these up.
    [[nodiscard]] constexpr double toUsd() const { return static_cast<double>(m_nanoUsd) / 1e9; }

    constexpr Money &operator+=(Money other)
    {
        m_nanoUsd += other.m_nanoUsd;
        return *this;
    }
    friend constexpr Money operator+(Money a, Money b) { return a += b; }
    friend constexpr Money operator-(Money a, Money b) { return Money(a.m_nanoUsd - b.m_nanoUsd); }
    friend constexpr auto operator<=>(Money, Money) = default;

private:
    constexpr explicit Money(std::int64_t nanoUsd)
        : m_nanoUsd(nanoUsd)
    {
    }
    std::int64_t m_nanoUsd = 0;
};

/// The text a person reads: 2 decimals from $1, 4 from $0.01, 6 below ("$0.000125"); "unknown" without a
/// value.
[[nodiscard]] QString displayMoney(std::optional<Money> amount);

} // namespace assay
