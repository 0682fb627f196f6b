// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/timerange.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

QString tr(const char *text)
{
    return QCoreApplication::translate("TimeRange", text);
}

} // namespace

const QList<TimeRange> &timeRanges()
{
    static const QList<TimeRange> ranges{
        {u"15min"_s, tr("Last 15 minutes"), 15 * minute, 5 * second, u"HH:mm"_s},
        {u"1h"_s, tr("Last hour"), hour, 30 * second, u"HH:mm"_s},
        {u"6h"_s, tr("Last 6 hours"), 6 * hour, 4 * minute, u"HH:mm"_s},
        {u"24h"_s, tr("Last 24 hours"), day, 15 * minute, u"HH:mm"_s},
        {u"7d"_s, tr("Last 7 days"), 7 * day, 2 * hour, u"ddd d"_s},
        {u"30d"_s, tr("Last 30 days"), 30 * day, 8 * hour, u"d MMM"_s},
        {u"90d"_s, tr("Last 90 days"), 90 * day, day, u"d MMM"_s},
    };
    return ranges;
}

telemetry::FactsQuery queryFor(const TimeRange &range, UtcMicros now)
{
    telemetry::FactsQuery query;
    query.bucketUs = range.bucketUs;
    query.to = (now / range.bucketUs + 1) * range.bucketUs;
    query.from = query.to - range.lengthUs;
    return query;
}

} // namespace assay::ui
