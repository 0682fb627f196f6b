// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/money.h"

#include <limits>
#include <QCoreApplication>
#include <QLocale>

namespace assay {
namespace {

constexpr int nanoDigits = 9;
constexpr std::uint64_t nanoPerUsd = 1'000'000'000;

/// Appends the digits of `text` to `value`; false on anything but ASCII digits or on overflow.
bool appendDigits(QStringView text, std::int64_t &value)
{
    for (const QChar c : text) {
        if (c < u'0' || c > u'9')
            return false;
        const int digit = c.unicode() - u'0';
        if (value > (std::numeric_limits<std::int64_t>::max() - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    return true;
}

/// Also of the smallest number, which has no positive counterpart in 64 bits with a sign.
std::uint64_t magnitudeOf(std::int64_t value)
{
    const auto bits = static_cast<std::uint64_t>(value);
    return value < 0 ? ~bits + 1 : bits;
}

} // namespace

std::optional<Money> Money::fromDecimal(QStringView text)
{
    const bool negative = text.startsWith(u'-');
    if (negative)
        text = text.mid(1);
    const qsizetype point = text.indexOf(u'.');
    const QStringView whole = point < 0 ? text : text.left(point);
    QStringView fraction = point < 0 ? QStringView() : text.mid(point + 1);
    if (whole.isEmpty() || (point >= 0 && fraction.isEmpty()))
        return std::nullopt;
    while (fraction.size() > nanoDigits && fraction.endsWith(u'0'))
        fraction.chop(1);
    if (fraction.size() > nanoDigits)
        return std::nullopt;

    const QString padded = fraction.toString().leftJustified(nanoDigits, u'0');
    std::int64_t nano = 0;
    if (!appendDigits(whole, nano) || !appendDigits(padded, nano))
        return std::nullopt;
    return Money(negative ? -nano : nano);
}

QString Money::toDecimal() const
{
    const bool negative = m_nanoUsd < 0;
    const std::uint64_t magnitude = magnitudeOf(m_nanoUsd);
    QString text = QString::number(magnitude / nanoPerUsd);
    QString fraction = QString::number(magnitude % nanoPerUsd).rightJustified(nanoDigits, u'0');
    while (fraction.endsWith(u'0'))
        fraction.chop(1);
    if (!fraction.isEmpty())
        text += u'.' + fraction;
    return negative ? u'-' + text : text;
}

QString displayMoney(std::optional<Money> amount)
{
    if (!amount)
        return QCoreApplication::translate("Money", "unknown");
    const std::uint64_t magnitude = magnitudeOf(amount->nanoUsd());
    const int decimals = magnitude == 0 || magnitude >= nanoPerUsd ? 2
        : magnitude >= nanoPerUsd / 100                            ? 4
                                                                   : 6;
    // The C locale (a bare server) would write "12.35$".
    const QLocale locale =
        QLocale().language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates) : QLocale();
    return locale.toCurrencyString(amount->toUsd(), QStringLiteral("$"), decimals);
}

} // namespace assay
