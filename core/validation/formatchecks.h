// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace assay::validation {

// Each returns why the whole text is not what it should be (a sentence), or an empty text. Any thread. Detail
// of the room.

/// One address as HTML's <input type=email> takes it, with a dot in the domain and RFC 5321's lengths.
[[nodiscard]] QString problemWithEmail(const QString &text);
/// One number that libphonenumber holds valid; `region` as in OutputContract.
[[nodiscard]] QString problemWithPhone(const QString &text, const QString &region);
/// One absolute http, https or ftp address with a host.
[[nodiscard]] QString problemWithUrl(const QString &text);
/// A date that exists, ISO 8601 (date, or date and time) or in `format` of QDateTime::fromString().
[[nodiscard]] QString problemWithDate(const QString &text, const QString &format);
/// The language that the text is in, by CLD2. A text too short or too mixed to tell passes.
[[nodiscard]] QString problemWithLanguage(const QString &text, const QString &language);
/// "format" of JSON Schema: date, time, date-time, email, uri, ipv4, ipv6, uuid, regex, hostname. Others
/// pass, as the standard has it.
[[nodiscard]] QString problemWithNamedFormat(const QString &format, const QString &text);

[[nodiscard]] bool isKnownRegion(const QString &region);
[[nodiscard]] bool isKnownLanguage(const QString &language);

} // namespace assay::validation
