// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/budgetperiod.h"

#include <QDateTime>

namespace assay::orchestration {
namespace {

UtcMicros startOf(QDate day, const QTimeZone &zone)
{
    return day.startOfDay(zone).toMSecsSinceEpoch() * 1000; // the first moment, where midnight is skipped
}

} // namespace

Period periodAround(UtcMicros now, BudgetPeriod length, const QTimeZone &zone)
{
    constexpr int daysOfWeek = 7;
    const QDate today = QDateTime::fromMSecsSinceEpoch(now / 1000, zone).date();
    QDate first = today;
    QDate next = today.addDays(1);
    if (length == BudgetPeriod::Week) {
        first = today.addDays(1 - today.dayOfWeek());
        next = first.addDays(daysOfWeek);
    } else if (length == BudgetPeriod::Month) {
        first = QDate(today.year(), today.month(), 1);
        next = first.addMonths(1);
    }
    return {startOf(first, zone), startOf(next, zone)};
}

QTimeZone zoneNamed(const QByteArray &id)
{
    const QTimeZone zone(id);
    return zone.isValid() ? zone : QTimeZone::systemTimeZone();
}

} // namespace assay::orchestration
