// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/recogniser.h"

#include <array>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

struct Country {
    char16_t first;
    char16_t second;
    int length;
};

// SWIFT's IBAN registry, release 97.
constexpr std::array countries{
    Country{u'A', u'D', 24}, Country{u'A', u'E', 23}, Country{u'A', u'L', 28}, Country{u'A', u'T', 20},
    Country{u'A', u'Z', 28}, Country{u'B', u'A', 20}, Country{u'B', u'E', 16}, Country{u'B', u'G', 22},
    Country{u'B', u'H', 22}, Country{u'B', u'I', 27}, Country{u'B', u'R', 29}, Country{u'B', u'Y', 28},
    Country{u'C', u'H', 21}, Country{u'C', u'R', 22}, Country{u'C', u'Y', 28}, Country{u'C', u'Z', 24},
    Country{u'D', u'E', 22}, Country{u'D', u'J', 27}, Country{u'D', u'K', 18}, Country{u'D', u'O', 28},
    Country{u'E', u'E', 20}, Country{u'E', u'G', 29}, Country{u'E', u'S', 24}, Country{u'F', u'I', 18},
    Country{u'F', u'K', 18}, Country{u'F', u'O', 18}, Country{u'F', u'R', 27}, Country{u'G', u'B', 22},
    Country{u'G', u'E', 22}, Country{u'G', u'I', 23}, Country{u'G', u'L', 18}, Country{u'G', u'R', 27},
    Country{u'G', u'T', 28}, Country{u'H', u'R', 21}, Country{u'H', u'U', 28}, Country{u'I', u'E', 22},
    Country{u'I', u'L', 23}, Country{u'I', u'Q', 23}, Country{u'I', u'S', 26}, Country{u'I', u'T', 27},
    Country{u'J', u'O', 30}, Country{u'K', u'W', 30}, Country{u'K', u'Z', 20}, Country{u'L', u'B', 28},
    Country{u'L', u'C', 32}, Country{u'L', u'I', 21}, Country{u'L', u'T', 20}, Country{u'L', u'U', 20},
    Country{u'L', u'V', 21}, Country{u'L', u'Y', 25}, Country{u'M', u'C', 27}, Country{u'M', u'D', 24},
    Country{u'M', u'E', 22}, Country{u'M', u'K', 19}, Country{u'M', u'N', 20}, Country{u'M', u'R', 27},
    Country{u'M', u'T', 31}, Country{u'M', u'U', 30}, Country{u'N', u'I', 28}, Country{u'N', u'L', 18},
    Country{u'N', u'O', 15}, Country{u'O', u'M', 23}, Country{u'P', u'K', 24}, Country{u'P', u'L', 28},
    Country{u'P', u'S', 29}, Country{u'P', u'T', 25}, Country{u'Q', u'A', 29}, Country{u'R', u'O', 24},
    Country{u'R', u'S', 22}, Country{u'R', u'U', 33}, Country{u'S', u'A', 24}, Country{u'S', u'C', 31},
    Country{u'S', u'D', 18}, Country{u'S', u'E', 24}, Country{u'S', u'I', 19}, Country{u'S', u'K', 24},
    Country{u'S', u'M', 27}, Country{u'S', u'O', 23}, Country{u'S', u'T', 25}, Country{u'S', u'V', 28},
    Country{u'T', u'L', 23}, Country{u'T', u'N', 24}, Country{u'T', u'R', 26}, Country{u'U', u'A', 29},
    Country{u'V', u'A', 22}, Country{u'V', u'G', 24}, Country{u'X', u'K', 20},
};

int lengthIn(QChar first, QChar second)
{
    for (const Country &country : countries) {
        if (country.first == first.toUpper().unicode() && country.second == second.toUpper().unicode())
            return country.length;
    }
    return 0;
}

/// ISO 7064 MOD 97-10 over the number with its first four characters moved to the end.
bool hasChecksum(const QString &iban)
{
    int rest = 0;
    for (qsizetype i = 0; i < iban.size(); ++i) {
        const QChar c = iban[(i + 4) % iban.size()].toUpper();
        const int value = isDigit(c) ? c.unicode() - u'0' : c.unicode() - u'A' + 10;
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
}

/// The end of the number that starts at `start`, or 0.
qsizetype endOfIban(QStringView text, qsizetype start)
{
    const int length = lengthIn(text[start], text[start + 1]);
    QString iban;
    bool hasGaps = false;
    qsizetype at = start;
    for (; at < text.size() && iban.size() < length; ++at) {
        const QChar c = text[at];
        if (isDigit(c) || isAsciiLetter(c)) {
            iban += c;
            continue;
        }
        const bool isGap = c == u' ' || c == u'-' || c == QChar::Nbsp;
        if (!isGap || !isWordCharacter(text[at - 1]))
            return 0;
        hasGaps = true;
    }
    const bool isWhole = length > 0 && iban.size() == length && !isWordCharacter(charAt(text, at));
    // Groups of small letters are words.
    return isWhole && (!hasGaps || iban == iban.toUpper()) && hasChecksum(iban) ? at : 0;
}

} // namespace

void findIbans(const QString &text, Matches &matches)
{
    for (qsizetype at = 0; at + 4 < text.size(); ++at) {
        if (!isAsciiLetter(text[at]) || !isAsciiLetter(text[at + 1]) || !isDigit(text[at + 2])
            || !isDigit(text[at + 3]) || isWordCharacter(charAt(text, at - 1)))
            continue;
        const qsizetype end = endOfIban(text, at);
        if (end == 0)
            continue;
        matches.push_back({"iban"_L1, SafetyKind::Iban, at, end - at, 1.0});
        at = end - 1;
    }
}

} // namespace assay::validation
