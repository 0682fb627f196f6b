// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/safety.h"

#include <functional>
#include <vector>

#include <QStringView>

namespace assay::validation {

// What the families of recognisers share. Each find…() appends what it finds, in any order, in time linear in
// the text. Texts are without lone surrogates (see wellFormed()). Detail of the room.

/// A value found, before any rule says what that means.
struct Match {
    QLatin1String recogniser;
    SafetyKind kind = SafetyKind::PaymentCard;
    qsizetype offset = 0;
    qsizetype length = 0;
    double score = 1.0;

    [[nodiscard]] qsizetype end() const { return offset + length; }
};
using Matches = std::vector<Match>;

void findCards(const QString &text, Matches &matches);
void findIbans(const QString &text, Matches &matches);
void findEmails(const QString &text, Matches &matches);
void findPhones(const QString &text, const QString &region, Matches &matches);
void findIpAddresses(const QString &text, Matches &matches);
void findNationalIds(const QString &text, Matches &matches);
void findSecrets(const QString &text, Matches &matches);

/// The longest value of any recogniser that may hold white space, in characters; stands for a bound in
/// SafetyStream.
inline constexpr qsizetype spacedValueMax = 96;

[[nodiscard]] inline bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}
[[nodiscard]] inline bool isAsciiLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}
/// Of a script that is written without spaces between words: there values end, words do not.
[[nodiscard]] inline bool isIdeograph(QChar c)
{
    return c.unicode() >= 0x2E80
        && (c.script() == QChar::Script_Han || c.script() == QChar::Script_Hiragana
            || c.script() == QChar::Script_Katakana);
}
/// A letter, digit or underscore: what a value may not touch on either side. Ideographs may stand right
/// beside one.
[[nodiscard]] inline bool isWordCharacter(QChar c)
{
    return (c.isLetterOrNumber() || c == u'_' || c.isMark()) && !isIdeograph(c);
}
/// The character at `at`, or null outside of the text.
[[nodiscard]] inline QChar charAt(QStringView text, qsizetype at)
{
    return at >= 0 && at < text.size() ? text[at] : QChar();
}
/// Whether [start, end) stands alone: no word character on either side, no digits across a point (a decimal).
[[nodiscard]] bool standsAlone(QStringView text, qsizetype start, qsizetype end);
/// The digits of a text.
[[nodiscard]] QString digitsOf(QStringView text);
/// Whether one of the words (in lower case) stands in the 40 characters before `offset`.
[[nodiscard]] bool hasContext(QStringView text, qsizetype offset, std::initializer_list<QLatin1String> words);
/// The text with each half of a surrogate pair that stands alone replaced: one would make every pattern fail.
[[nodiscard]] QString wellFormed(const QString &text);

/// A run of digits in groups: "4111 1111 1111 1111".
struct DigitGroups {
    struct Group {
        qsizetype start;
        qsizetype end;
    };
    std::vector<Group> groups; ///< each followed by one separator, except the last
};
/// Calls `each` for every longest run of digit groups that single spaces or hyphens (incl. U+2010 to U+2014,
/// U+00A0) join.
void forEachDigitRun(QStringView text, const std::function<void(const DigitGroups &)> &each);

} // namespace assay::validation
