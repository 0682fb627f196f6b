// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace assay::validation {

// Whether a number, written without separators and in capitals, is one that the country gives out. The shape
// is already right when these are asked. Detail of the room.

[[nodiscard]] bool
isUsSsn(const QString &number); ///< SSA's rules since 2011: no area 000, 666, 9xx; no 00, no 0000
[[nodiscard]] bool isUkNino(const QString &number); ///< HMRC NIM39110: prefixes never used
[[nodiscard]] bool isUkNhs(const QString &number); ///< mod 11, weights 10 to 2
[[nodiscard]] bool isDeSteuerId(const QString &number); ///< ISO 7064 MOD 11,10 and one repeated digit
[[nodiscard]] bool isFrNir(const QString &number); ///< key 97 − n mod 97; 2A and 2B of Corsica
[[nodiscard]] bool isEsDni(const QString &number); ///< letter by mod 23; X, Y, Z stand for 0, 1, 2
[[nodiscard]] bool
isItCodiceFiscale(const QString &number); ///< D.M. 23/12/1976, also with letters for digits
[[nodiscard]] bool isNlBsn(const QString &number); ///< eleven test, last weight −1
[[nodiscard]] bool isPlPesel(const QString &number); ///< weights 1 3 7 9 and a day that exists

} // namespace assay::validation
