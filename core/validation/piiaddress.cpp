// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/recogniser.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

bool isHex(QChar c)
{
    return isDigit(c) || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

/// Addresses that say nothing about anybody.
bool isNobodys(const QHostAddress &address)
{
    return address.isLoopback() || address == QHostAddress::AnyIPv4 || address == QHostAddress::AnyIPv6
        || address == QHostAddress::Broadcast;
}

void findFour(const QString &text, Matches &matches)
{
    static const QRegularExpression shape(
        u"(?<![\\w.-])(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?![\\w]|\\.\\d|-\\w)"_s);
    auto found = shape.globalMatch(text);
    while (found.hasNext()) {
        const auto match = found.next();
        const qsizetype start = match.capturedStart();
        const bool isVersion =
            hasContext(text, start,
                       {"version"_L1, "versions"_L1, "release"_L1, "build"_L1, "ver"_L1, "firmware"_L1})
            && !hasContext(text, start, {"ip"_L1, "host"_L1, "address"_L1, "server"_L1});
        if (!isVersion && !isNobodys(QHostAddress(match.captured())))
            matches.push_back({"ipv4"_L1, SafetyKind::IpAddress, start, match.capturedLength(), 0.9});
    }
}

/// "fe::add" of a program is written like an address: a real one has digits, and three groups or a first one
/// of four.
bool looksLikeSix(const QString &candidate)
{
    const QStringList groups = candidate.split(u':', Qt::SkipEmptyParts);
    const bool hasDigit = std::any_of(candidate.begin(), candidate.end(), isDigit);
    return hasDigit && candidate.count(u':') >= 2 && !groups.isEmpty()
        && (groups.size() >= 3 || (groups.size() == 2 && groups.first().size() == 4));
}

void findSix(const QString &text, Matches &matches)
{
    constexpr qsizetype lengthMax = 45;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if ((!isHex(text[at]) && text[at] != u':') || isWordCharacter(charAt(text, at - 1))
            || charAt(text, at - 1) == u':')
            continue;
        qsizetype end = at;
        bool hasColon = false;
        while (end < text.size()
               && (isHex(text[end]) || text[end] == u':' || (hasColon && text[end] == u'.')))
            hasColon |= text[end++] == u':';
        const qsizetype next = end;
        while (end > at
               && (text[end - 1] == u'.' || (text[end - 1] == u':' && charAt(text, end - 2) != u':')))
            --end;
        const QString candidate = text.mid(at, end - at);
        if (hasColon && candidate.size() <= lengthMax && !isWordCharacter(charAt(text, next))
            && looksLikeSix(candidate)) {
            const QHostAddress address(candidate);
            if (address.protocol() == QAbstractSocket::IPv6Protocol && !isNobodys(address))
                matches.push_back({"ipv6"_L1, SafetyKind::IpAddress, at, end - at, 1.0});
        }
        at = std::max(at, next - 1);
    }
}

} // namespace

void findIpAddresses(const QString &text, Matches &matches)
{
    findFour(text, matches);
    findSix(text, matches);
}

} // namespace assay::validation
