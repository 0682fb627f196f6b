// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/recogniser.h"

#include <array>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

/// Numbers from `from` to `to` in their first digits, of minLength to maxLength digits in all (ISO/IEC 7812).
struct IssuerRange {
    int prefixDigits;
    int from;
    int to;
    int minLength;
    int maxLength;
};

// Visa's old 13 digits are left out: every third article number (EAN-13) of Germany would be asked about.
constexpr std::array issuers{
    IssuerRange{1, 4, 4, 16, 19}, // Visa
    IssuerRange{2, 51, 55, 16, 16}, // Mastercard
    IssuerRange{4, 2221, 2720, 16, 16}, IssuerRange{2, 34, 34, 15, 15}, // American Express
    IssuerRange{2, 37, 37, 15, 15},     IssuerRange{4, 6011, 6011, 16, 19}, // Discover
    IssuerRange{3, 644, 659, 16, 19},   IssuerRange{3, 300, 305, 14, 19}, // Diners Club
    IssuerRange{2, 36, 36, 14, 19},     IssuerRange{2, 38, 39, 14, 19},
    IssuerRange{4, 3528, 3589, 16, 19}, // JCB
    IssuerRange{2, 62, 62, 16, 19}, // UnionPay
    IssuerRange{4, 5018, 5018, 13, 19}, // Maestro
    IssuerRange{4, 5020, 5020, 13, 19}, IssuerRange{4, 5038, 5038, 13, 19},
    IssuerRange{4, 5893, 5893, 13, 19}, IssuerRange{4, 6304, 6304, 13, 19},
    IssuerRange{4, 6759, 6763, 13, 19}, IssuerRange{4, 2200, 2204, 16, 19}, // Mir
};

constexpr qsizetype digitsMin = 13;
constexpr qsizetype digitsMax = 19;

bool isIssued(QStringView digits)
{
    return std::any_of(issuers.begin(), issuers.end(), [&](const IssuerRange &range) {
        const int prefix = digits.first(range.prefixDigits).toInt();
        return prefix >= range.from && prefix <= range.to && digits.size() >= range.minLength
            && digits.size() <= range.maxLength;
    });
}

/// Luhn's check, ISO/IEC 7812-1 annex B.
bool hasLuhnChecksum(QStringView digits)
{
    int sum = 0;
    for (qsizetype i = 0; i < digits.size(); ++i) {
        const int digit = digits[digits.size() - 1 - i].digitValue();
        const int doubled = digit * 2;
        sum += i % 2 == 0 ? digit : doubled - (doubled > 9 ? 9 : 0);
    }
    return sum % 10 == 0;
}

/// Cards are written whole or in groups of three to seven digits: lists of small numbers are none.
bool isCardGrouping(const DigitGroups &run, size_t first, size_t last)
{
    for (size_t i = first; i <= last && first != last; ++i) {
        const qsizetype length = run.groups[i].end - run.groups[i].start;
        if (length < 3 || length > 7)
            return false;
    }
    return true;
}

/// How many groups from `first` on are a card, or 0. The longest wins.
size_t groupsOfCard(QStringView text, const DigitGroups &run, size_t first)
{
    QString digits;
    size_t found = 0;
    for (size_t last = first; last < run.groups.size(); ++last) {
        const auto &group = run.groups[last];
        if (digits.size() + group.end - group.start > digitsMax)
            break;
        digits += text.sliced(group.start, group.end - group.start);
        if (digits.size() >= digitsMin && isCardGrouping(run, first, last) && isIssued(digits)
            && hasLuhnChecksum(digits) && standsAlone(text, run.groups[first].start, group.end))
            found = last - first + 1;
    }
    return found;
}

} // namespace

void findCards(const QString &text, Matches &matches)
{
    forEachDigitRun(text, [&](const DigitGroups &run) {
        for (size_t first = 0; first < run.groups.size();) {
            const size_t count = groupsOfCard(text, run, first);
            if (count > 0) {
                const qsizetype start = run.groups[first].start;
                matches.push_back({"card"_L1, SafetyKind::PaymentCard, start,
                                   run.groups[first + count - 1].end - start, 0.95});
            }
            first += std::max<size_t>(count, 1);
        }
    });
}

} // namespace assay::validation
