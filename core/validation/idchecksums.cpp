// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/idchecksums.h"

#include <algorithm>
#include <array>

#include <QDate>
#include <QStringList>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

int digitAt(const QString &number, qsizetype at)
{
    return number[at].digitValue();
}

template <size_t N> int weightedSum(const QString &number, const std::array<int, N> &weights)
{
    int sum = 0;
    for (size_t i = 0; i < N; ++i)
        sum += digitAt(number, qsizetype(i)) * weights[i];
    return sum;
}

bool isOneDigitOnly(const QString &number)
{
    return std::all_of(number.begin(), number.end(), [&](QChar c) { return c == number.front(); });
}

} // namespace

bool isUsSsn(const QString &number)
{
    const QString area = number.left(3);
    return area != "000"_L1 && area != "666"_L1 && !area.startsWith(u'9') && number.mid(3, 2) != "00"_L1
        && number.mid(5) != "0000"_L1 && !isOneDigitOnly(number);
}

bool isUkNino(const QString &number)
{
    static const QStringList unused{u"BG"_s, u"GB"_s, u"KN"_s, u"NK"_s, u"NT"_s, u"TN"_s, u"ZZ"_s};
    return !unused.contains(number.left(2));
}

bool isUkNhs(const QString &number)
{
    const int check = 11 - weightedSum(number, std::array{10, 9, 8, 7, 6, 5, 4, 3, 2}) % 11;
    return check != 10 && check % 11 == digitAt(number, 9) && !isOneDigitOnly(number);
}

bool isDeSteuerId(const QString &number)
{
    // Of the first ten digits one stands there two or three times, all others once at most.
    std::array<int, 10> counts{};
    for (qsizetype i = 0; i < 10; ++i)
        ++counts[size_t(digitAt(number, i))];
    const auto repeated = std::count_if(counts.begin(), counts.end(), [](int count) { return count > 1; });
    if (number.front() == u'0' || repeated != 1 || *std::max_element(counts.begin(), counts.end()) > 3)
        return false;
    int product = 10;
    for (qsizetype i = 0; i < 10; ++i) {
        const int sum = (digitAt(number, i) + product) % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (11 - product) % 10 == digitAt(number, 10);
}

bool isFrNir(const QString &number)
{
    QString digits = number.left(13);
    qlonglong less = 0;
    if (digits[6] == u'A')
        less = 1'000'000;
    else if (digits[6] == u'B')
        less = 2'000'000;
    digits[6] = digits[6].isDigit() ? digits[6] : u'0';
    return 97 - (digits.toLongLong() - less) % 97 == number.mid(13).toInt();
}

bool isEsDni(const QString &number)
{
    static constexpr QStringView letters = u"TRWAGMYFPDXBNJZSQVHLCKE";
    QString digits = number.chopped(1);
    const qsizetype foreign = QStringView(u"XYZ").indexOf(digits.front());
    if (foreign >= 0)
        digits[0] = QChar(u'0' + char16_t(foreign));
    return letters[digits.toInt() % 23] == number.back() && !isOneDigitOnly(digits);
}

bool isItCodiceFiscale(const QString &number)
{
    // Values on odd places (1st, 3rd, …) of 0-9 and A-Z alike; on even places they are the digit or the
    // letter's rank.
    static constexpr std::array odd{1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                    20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
    int sum = 0;
    for (qsizetype i = 0; i < 15; ++i) {
        const QChar c = number[i];
        const int rank = c.isDigit() ? c.digitValue() : c.unicode() - u'A';
        sum += i % 2 == 0 ? odd[size_t(rank)] : rank;
    }
    return number[15] == QChar(u'A' + char16_t(sum % 26));
}

bool isNlBsn(const QString &number)
{
    const int sum = weightedSum(number, std::array{9, 8, 7, 6, 5, 4, 3, 2, -1});
    return sum % 11 == 0 && !isOneDigitOnly(number);
}

bool isPlPesel(const QString &number)
{
    static constexpr std::array centuries{1900, 2000, 2100, 2200, 1800};
    const int month = number.mid(2, 2).toInt();
    const int year = centuries[size_t(month / 20)] + number.left(2).toInt();
    const int check = (10 - weightedSum(number, std::array{1, 3, 7, 9, 1, 3, 7, 9, 1, 3}) % 10) % 10;
    return QDate::isValid(year, month % 20, number.mid(4, 2).toInt()) && check == digitAt(number, 10);
}

} // namespace assay::validation
