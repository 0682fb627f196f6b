// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/names.h"
#include "validation/safety.h"

namespace assay::validation {

// The stable names of the enums, in JSON and the store. Detail of the room.

inline constexpr std::array directionNames{
    std::pair{Direction::Input, QLatin1String("input")},
    std::pair{Direction::Output, QLatin1String("output")},
};
inline constexpr std::array appliesToNames{
    std::pair{AppliesTo::Input, QLatin1String("input")},
    std::pair{AppliesTo::Output, QLatin1String("output")},
    std::pair{AppliesTo::Both, QLatin1String("both")},
};
inline constexpr std::array actionNames{
    std::pair{Action::Allow, QLatin1String("allow")},   std::pair{Action::Flag, QLatin1String("flag")},
    std::pair{Action::Mask, QLatin1String("mask")},     std::pair{Action::Hash, QLatin1String("hash")},
    std::pair{Action::Review, QLatin1String("review")}, std::pair{Action::Block, QLatin1String("block")},
};
inline constexpr std::array kindNames{
    std::pair{SafetyKind::PaymentCard, QLatin1String("payment_card")},
    std::pair{SafetyKind::Iban, QLatin1String("iban")},
    std::pair{SafetyKind::Email, QLatin1String("email")},
    std::pair{SafetyKind::Phone, QLatin1String("phone")},
    std::pair{SafetyKind::IpAddress, QLatin1String("ip_address")},
    std::pair{SafetyKind::NationalId, QLatin1String("national_id")},
    std::pair{SafetyKind::Secret, QLatin1String("secret")},
    std::pair{SafetyKind::BlockedText, QLatin1String("blocked_text")},
    std::pair{SafetyKind::Injection, QLatin1String("injection")},
};

} // namespace assay::validation
