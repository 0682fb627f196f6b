// SPDX-License-Identifier: GPL-3.0-or-later
#include "moments.h"

#include <QDateTime>
#include <QHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::ctl {

Result<UtcMicros> momentAgo(const QString &span, UtcMicros now)
{
    static const QRegularExpression pattern(u"^(\\d{1,6})(m|h|d|w)$"_s);
    const auto match = pattern.match(span);
    if (!match.hasMatch())
        return fail(ErrorCode::InvalidInput,
                    u"--since needs a span such as 15m, 24h or 30d, not \"%1\"."_s.arg(span));
    const QHash<QString, std::int64_t> minutes{{u"m"_s, 1}, {u"h"_s, 60}, {u"d"_s, 1440}, {u"w"_s, 10080}};
    return now - match.captured(1).toLongLong() * minutes.value(match.captured(2)) * 60'000'000;
}

std::optional<std::chrono::milliseconds> durationOf(const QString &text)
{
    static const QRegularExpression pattern(u"^(\\d{1,9})(ms|s|m|h)$"_s);
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QHash<QString, std::int64_t> units{
        {u"ms"_s, 1}, {u"s"_s, 1'000}, {u"m"_s, 60'000}, {u"h"_s, 3'600'000}};
    const std::chrono::milliseconds duration(match.captured(1).toLongLong() * units.value(match.captured(2)));
    return duration <= std::chrono::hours(24 * 7) ? std::optional(duration) : std::nullopt;
}

QString isoTime(UtcMicros time)
{
    return QDateTime::fromMSecsSinceEpoch(time / 1000, Qt::UTC).toString(Qt::ISODateWithMs);
}

} // namespace assay::ctl
