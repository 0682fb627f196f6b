// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/safety.h"

#include <array>
#include <utility>

namespace assay::validation {

// The stable names of the enums, in JSON and the store. Detail of the room.

inline constexpr std::pair<QLatin1String, Direction> directionNames[]{
    {QLatin1String("input"), Direction::Input},
    {QLatin1String("output"), Direction::Output},
};
inline constexpr std::pair<QLatin1String, AppliesTo> appliesToNames[]{
    {QLatin1String("input"), AppliesTo::Input},
    {QLatin1String("output"), AppliesTo::Output},
    {QLatin1String("both"), AppliesTo::Both},
};
inline constexpr std::pair<QLatin1String, Action> actionNames[]{
    {QLatin1String("allow"), Action::Allow},   {QLatin1String("flag"), Action::Flag},
    {QLatin1String("mask"), Action::Mask},     {QLatin1String("hash"), Action::Hash},
    {QLatin1String("review"), Action::Review}, {QLatin1String("block"), Action::Block},
};
inline constexpr std::pair<QLatin1String, SafetyKind> kindNames[]{
    {QLatin1String("payment_card"), SafetyKind::PaymentCard},
    {QLatin1String("iban"), SafetyKind::Iban},
    {QLatin1String("email"), SafetyKind::Email},
    {QLatin1String("phone"), SafetyKind::Phone},
    {QLatin1String("ip_address"), SafetyKind::IpAddress},
    {QLatin1String("national_id"), SafetyKind::NationalId},
    {QLatin1String("secret"), SafetyKind::Secret},
    {QLatin1String("blocked_text"), SafetyKind::BlockedText},
    {QLatin1String("injection"), SafetyKind::Injection},
};

template <typename Enum, size_t N>
[[nodiscard]] QString nameIn(const std::pair<QLatin1String, Enum> (&names)[N], Enum value)
{
    for (const auto &[name, each] : names) {
        if (each == value)
            return name;
    }
    return {};
}

template <typename Enum, size_t N>
[[nodiscard]] Enum valueIn(const std::pair<QLatin1String, Enum> (&names)[N], const QString &name,
                           Enum otherwise)
{
    for (const auto &[each, value] : names) {
        if (each == name)
            return value;
    }
    return otherwise;
}

} // namespace assay::validation
