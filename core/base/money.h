// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <QString>

namespace assay {

/// An amount of US dollars as a 64-bit count of nano-dollars (up to 9.2 billion dollars). Exact: no floating
/// point. Sums and differences beyond that stay at the limit: a budget compared with one is still refused,
/// where a sum that wrapped around would look like a credit.
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
        if (__builtin_add_overflow(m_nanoUsd, other.m_nanoUsd, &m_nanoUsd))
            m_nanoUsd = limitTowards(other.m_nanoUsd > 0);
        return *this;
    }
    friend constexpr Money operator+(Money a, Money b) { return a += b; }
    friend constexpr Money operator-(Money a, Money b)
    {
        std::int64_t difference = 0;
        if (__builtin_sub_overflow(a.m_nanoUsd, b.m_nanoUsd, &difference))
            difference = limitTowards(b.m_nanoUsd < 0);
        return Money(difference);
    }
    friend constexpr auto operator<=>(Money, Money) = default;

private:
    constexpr explicit Money(std::int64_t nanoUsd)
        : m_nanoUsd(nanoUsd)
    {
    }
    static constexpr std::int64_t limitTowards(bool isUp)
    {
        return isUp ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
    }

    std::int64_t m_nanoUsd = 0;
};

/// The text a person reads: 2 decimals from $1, 4 from $0.01, 6 below ("$0.000125"); "unknown" without a
/// value.
[[nodiscard]] QString displayMoney(std::optional<Money> amount);

} // namespace assay
