// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/recogniser.h"

#include <phonenumbers/phonenumbermatch.h>
#include <phonenumbers/phonenumbermatcher.h>
#include <phonenumbers/phonenumberutil.h>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;
using i18n::phonenumbers::PhoneNumberMatch;
using i18n::phonenumbers::PhoneNumberMatcher;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr qsizetype digitsMin = 7; // shorter ones are extensions, years, prices

/// What may stand within a number.
bool isPart(QChar c)
{
    return isDigit(c) || QStringView(u"+ ()./-").contains(c) || c == QChar::Nbsp
        || (c.unicode() >= 0x2010 && c.unicode() <= 0x2014);
}

/// ASCII of the same length, so that the library's byte offsets are ours.
std::string asciiOf(QStringView candidate)
{
    std::string ascii;
    for (const QChar c : candidate)
        ascii += c == QChar::Nbsp ? ' ' : c.unicode() >= 0x80 ? '-' : char(c.unicode());
    return ascii;
}

void findIn(QStringView text, qsizetype start, qsizetype end, const std::string &region, Matches &matches)
{
    // A number in its country's own form could be any number: there the way it is grouped must fit too.
    const auto leniency = text.sliced(start, end - start).contains(u'+')
        ? PhoneNumberMatcher::VALID
        : PhoneNumberMatcher::STRICT_GROUPING;
    PhoneNumberMatcher matcher(*PhoneNumberUtil::GetInstance(), asciiOf(text.sliced(start, end - start)),
                               region, leniency, 10);
    PhoneNumberMatch match;
    while (matcher.HasNext() && matcher.Next(&match)) {
        const qsizetype from = start + match.start();
        const qsizetype to = start + match.end();
        if (!isWordCharacter(charAt(text, from - 1)) && !isWordCharacter(charAt(text, to)))
            matches.push_back({"phone"_L1, SafetyKind::Phone, from, to - from, 0.9});
    }
}

} // namespace

void findPhones(const QString &text, const QString &region, Matches &matches)
{
    const std::string from = region.isEmpty() ? std::string("ZZ") : region.toUpper().toStdString();
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar c = text[at];
        const bool begins = c == u'+' || (!region.isEmpty() && (isDigit(c) || c == u'('));
        if (!begins)
            continue;
        // Windows end at a second "+", at two spaces and at the bound: what the library sees stays short.
        const qsizetype start = at;
        qsizetype digits = 0;
        for (; at < text.size() && at - start < spacedValueMax && isPart(text[at]); ++at) {
            if (at > start && (text[at] == u'+' || (text[at] == u' ' && text[at - 1] == u' ')))
                break;
            digits += isDigit(text[at]) ? 1 : 0;
        }
        if (digits >= digitsMin)
            findIn(text, start, at, from, matches);
        --at;
        if (at < start)
            at = start;
    }
}

} // namespace assay::validation
