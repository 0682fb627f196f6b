// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <utility>

#include <QString>

namespace assay {

// The words of an enumeration, as the store, JSON and the command line know them, stand in one table:
//   constexpr std::array colourNames{std::pair{Colour::Red, "red"_L1}, std::pair{Colour::Blue, "blue"_L1}};

/// The word of a value. Every value of the enumeration must be in the table.
template <typename Value, std::size_t size>
[[nodiscard]] QString nameIn(const std::array<std::pair<Value, QLatin1String>, size> &table, Value value)
{
    for (const auto &[known, name] : table) {
        if (known == value)
            return name;
    }
    Q_UNREACHABLE();
}

/// The value of a word; nothing for another word, such as one that a newer Assay wrote.
template <typename Value, std::size_t size>
[[nodiscard]] std::optional<Value> valueIn(const std::array<std::pair<Value, QLatin1String>, size> &table,
                                           QStringView name)
{
    for (const auto &[value, known] : table) {
        if (known == name)
            return value;
    }
    return std::nullopt;
}

} // namespace assay
