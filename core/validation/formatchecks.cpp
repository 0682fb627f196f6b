// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/formatchecks.h"

#include "validation/boundedregex.h"
#include "validation/validationtr.h"

#include <QDateTime>
#include <QHostAddress>
#include <QUrl>
#include <QUuid>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

QString quoted(const QString &text)
{
    return text.size() <= 60 ? text : QString(text.left(60) + u'…');
}

bool isDay(const QString &text)
{
    static const QRegularExpression shape(u"\\A\\d{4}-\\d{2}-\\d{2}\\z"_s);
    return shape.match(text).hasMatch() && QDate::fromString(text, Qt::ISODate).isValid();
}

/// A time of day with seconds, as RFC 3339; QTime knows no leap second.
bool isTime(QString text, bool needsZone)
{
    static const QRegularExpression shape(
        u"\\A([01]\\d|2[0-3]):[0-5]\\d(:([0-5]\\d|60)([.,]\\d{1,9})?)?([Zz]|[+-]([01]\\d|2[0-3]):?[0-5]\\d)?\\z"_s);
    const auto match = shape.match(text);
    return match.hasMatch() && (!needsZone || (!match.captured(2).isEmpty() && !match.captured(5).isEmpty()));
}

bool isMoment(const QString &text, bool needsZone)
{
    return text.size() > 11 && (text[10] == u'T' || text[10] == u't' || text[10] == u' ')
        && isDay(text.left(10)) && isTime(text.mid(11), needsZone);
}

bool isHostName(const QString &text)
{
    static const QRegularExpression shape(
        u"\\A(?=.{1,253}\\z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\\z"_s,
        QRegularExpression::CaseInsensitiveOption);
    return shape.match(text).hasMatch();
}

bool isAddress(const QString &text, QAbstractSocket::NetworkLayerProtocol protocol)
{
    static const QRegularExpression four(
        u"\\A(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!\\z)|\\z)){4}\\z"_s);
    if (protocol == QAbstractSocket::IPv4Protocol)
        return four.match(text).hasMatch(); // QHostAddress takes "10.1" too
    return text.contains(u':') && !text.contains(u'%') && QHostAddress(text).protocol() == protocol;
}

} // namespace

QString problemWithEmail(const QString &text)
{
    static const QRegularExpression local(
        u"\\A[a-z0-9!#$%&'*+/=?^_`{|}~-]++(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]++)*+\\z"_s,
        QRegularExpression::CaseInsensitiveOption);
    const qsizetype at = text.lastIndexOf(u'@');
    const QString domain = text.mid(at + 1);
    const bool isOne = at > 0 && at <= 64 && text.size() <= 254 && local.match(text.left(at)).hasMatch()
        && domain.contains(u'.') && isHostName(domain);
    return isOne ? QString() : Tr::tr("“%1” is not an e-mail address.").arg(quoted(text));
}

QString problemWithUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme();
    const bool isOne = url.isValid() && !url.host().isEmpty()
        && (scheme == "http"_L1 || scheme == "https"_L1 || scheme == "ftp"_L1)
        && std::none_of(text.begin(), text.end(), [](QChar c) { return c.isSpace(); });
    return isOne ? QString()
                 : Tr::tr("“%1” is not a web address such as https://example.org/.").arg(quoted(text));
}

QString problemWithDate(const QString &text, const QString &format)
{
    if (format.isEmpty()) {
        return isDay(text) || isMoment(text, false)
            ? QString()
            : Tr::tr("“%1” is not a date in the form 2026-12-31 or 2026-12-31T23:59:59Z.").arg(quoted(text));
    }
    return QDateTime::fromString(text, format).isValid()
        ? QString()
        : Tr::tr("“%1” is not a date in the form “%2”.").arg(quoted(text), format);
}

QString problemWithNamedFormat(const QString &format, const QString &text)
{
    const auto unless = [&](bool isFine) {
        return isFine ? QString() : Tr::tr("“%1” is not of the format “%2”.").arg(quoted(text), format);
    };
    if (format == "date"_L1)
        return unless(isDay(text));
    if (format == "time"_L1)
        return unless(isTime(text, true));
    if (format == "date-time"_L1)
        return unless(isMoment(text, true));
    if (format == "email"_L1)
        return problemWithEmail(text);
    if (format == "uri"_L1)
        return unless(QUrl(text, QUrl::StrictMode).isValid() && !QUrl(text).scheme().isEmpty()
                      && !text.contains(u' '));
    if (format == "hostname"_L1)
        return unless(isHostName(text));
    if (format == "ipv4"_L1)
        return unless(isAddress(text, QAbstractSocket::IPv4Protocol));
    if (format == "ipv6"_L1)
        return unless(isAddress(text, QAbstractSocket::IPv6Protocol));
    if (format == "uuid"_L1)
        return unless(text.size() == 36 && !text.startsWith(u'{') && !QUuid::fromString(text).isNull());
    if (format == "regex"_L1)
        return unless(problemWithPattern(text).isEmpty());
    return {};
}

} // namespace assay::validation
