// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/recogniser.h"

#include <QStringList>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype localMax = 64; // RFC 5321, 4.5.3.1
constexpr qsizetype domainMax = 253;

bool isLocal(QChar c)
{
    return (c.isLetterOrNumber() && !isIdeograph(c)) || QStringView(u"._%+-'").contains(c);
}

bool isDomain(QChar c)
{
    return (c.isLetterOrNumber() && !isIdeograph(c)) || c == u'.' || c == u'-';
}

/// A domain with a top level of letters; names of versions ("lodash@4.17.21", "x@1.0.beta") are none.
bool isDomainName(QStringView domain)
{
    const auto labels = domain.split(u'.');
    if (labels.size() < 2)
        return false;
    bool hasLetters = false;
    for (qsizetype i = 0; i < labels.size(); ++i) {
        const QStringView label = labels[i];
        if (label.isEmpty() || label.size() > 63 || label.front() == u'-' || label.back() == u'-')
            return false;
        hasLetters |= i + 1 < labels.size()
            && std::any_of(label.begin(), label.end(), [](QChar c) { return c.isLetter(); });
    }
    const QStringView top = labels.back();
    const bool isTop = top.startsWith(u"xn--", Qt::CaseInsensitive)
        || std::all_of(top.begin(), top.end(), [](QChar c) { return c.isLetter(); });
    return hasLetters && isTop && top.size() >= 2 && top.size() <= 24;
}

/// "git@github.com:org/name" is an address of a repository.
bool isRepository(QStringView text, QStringView local, qsizetype end)
{
    return local == u"git" && charAt(text, end) == u':' && !charAt(text, end + 1).isSpace()
        && end + 1 < text.size();
}

/// What stands before "@" in "https://name:password@host" is a password.
bool isUserInfo(QStringView text, qsizetype start)
{
    constexpr qsizetype reach = 120;
    if (charAt(text, start - 1) != u':' && charAt(text, start - 1) != u'/')
        return false;
    qsizetype from = start;
    while (from > 0 && start - from < reach && !text[from - 1].isSpace())
        --from;
    return text.sliced(from, start - from).contains(u"://");
}

} // namespace

void findEmails(const QString &text, Matches &matches)
{
    for (qsizetype at = text.indexOf(u'@'); at >= 0; at = text.indexOf(u'@', at + 1)) {
        qsizetype start = at;
        while (start > 0 && at - start <= localMax && isLocal(text[start - 1]))
            --start;
        while (start < at && !text[start].isLetterOrNumber())
            ++start;
        qsizetype end = at + 1;
        while (end < text.size() && end - at <= domainMax && isDomain(text[end]))
            ++end;
        while (end > at + 1 && !text[end - 1].isLetterOrNumber())
            --end;
        const QStringView local = QStringView(text).sliced(start, at - start);
        const QStringView domain = QStringView(text).sliced(at + 1, end - at - 1);
        const bool isOne = !local.isEmpty() && local.size() <= localMax && local.back() != u'.'
            && !local.contains(u"..") && isDomainName(domain) && !isRepository(text, local, end)
            && !isUserInfo(text, start);
        if (isOne)
            matches.push_back({"email"_L1, SafetyKind::Email, start, end - start, 1.0});
    }
}

} // namespace assay::validation
