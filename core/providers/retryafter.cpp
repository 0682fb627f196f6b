// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/retryafter.h"

#include <cmath>

#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

using std::chrono::milliseconds;

/// Longer waits are nonsense, or no wait that anyone will sit out.
constexpr double maxWaitMs = 31.0 * 24 * 3600 * 1000;

std::optional<milliseconds> positiveMs(double ms)
{
    if (!(ms >= 0 && ms <= maxWaitMs)) // also refuses NaN
        return std::nullopt;
    return milliseconds(static_cast<std::int64_t>(std::ceil(ms)));
}

/// RFC 9110, section 5.6.7, in its one form that senders may still produce.
QDateTime httpDate(const QByteArray &text)
{
    QDateTime date =
        QLocale::c().toDateTime(QString::fromLatin1(text.trimmed()), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    date.setTimeSpec(Qt::UTC);
    return date;
}

} // namespace

std::optional<milliseconds> retryAfter(const transport::HttpHeaders &headers)
{
    bool isNumber = false;
    const double ms = headers.value("retry-after-ms").trimmed().toDouble(&isNumber);
    if (isNumber) {
        if (const auto wait = positiveMs(ms))
            return wait;
    }
    const QByteArray after = headers.value("retry-after").trimmed();
    if (const double seconds = after.toDouble(&isNumber); isNumber)
        return positiveMs(seconds * 1000);
    const QDateTime until = httpDate(after);
    if (!until.isValid())
        return std::nullopt;
    const QDateTime sent = httpDate(headers.value("date"));
    const QDateTime from = sent.isValid() ? sent : QDateTime::currentDateTimeUtc();
    return positiveMs(static_cast<double>(from.msecsTo(until)));
}

} // namespace assay::providers
