// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/breakerlog.h"

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

/// Qt stores a null string as NULL, which no text column here takes.
QString stored(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

BreakerEvent eventFrom(const QSqlQuery &row)
{
    BreakerEvent event;
    event.at = row.value(0).toLongLong();
    event.model = catalog::parseModelRef(row.value(1).toString()).value_or(catalog::ModelRef());
    event.from = breakerStateFromName(row.value(2).toString()).value_or(BreakerState::Closed);
    event.to = breakerStateFromName(row.value(3).toString()).value_or(BreakerState::Closed);
    event.reason = row.value(4).toString();
    event.who = row.value(5).toString();
    return event;
}

bool isForced(BreakerState state)
{
    return state == BreakerState::ForcedOpen || state == BreakerState::ForcedClosed;
}

/// Whether the model's last event says the same already: each program that takes up an admin's word changes
/// its own circuit, but the admin said it once.
Result<bool> isKnown(storage::Connection &connection, const BreakerEvent &event)
{
    if (!isForced(event.from) && !isForced(event.to))
        return false;
    return connection
        .exec(u"SELECT to_state, reason, who FROM breaker_events WHERE model = ? ORDER BY id DESC LIMIT 1"_s,
              {event.model.toString()})
        .map([&event](QSqlQuery *last) {
            if (!last->next() || last->value(0).toString() != breakerStateName(event.to))
                return false;
            return !isForced(event.to) // given back: by whom, only the first program knows
                || (last->value(1).toString() == event.reason && last->value(2).toString() == event.who);
        });
}

} // namespace

QFuture<Result<>> BreakerLog::append(BreakerEvent event)
{
    return m_database.write(
        [event = std::move(event), keptRows = m_keptRows](storage::Connection &connection) -> Result<> {
            const Result<bool> known = isKnown(connection, event);
            if (!known)
                return tl::unexpected(known.error());
            if (*known)
                return {};
            return connection
                .exec(u"INSERT INTO breaker_events (at, model, from_state, to_state, reason, who) "
                      "VALUES (?, ?, ?, ?, ?, ?)"_s,
                      {static_cast<qlonglong>(event.at), event.model.toString(), breakerStateName(event.from),
                       breakerStateName(event.to), stored(event.reason), stored(event.who)})
                .and_then([&](QSqlQuery *) {
                    // Ids are never used twice, so that many rows at most lie above this one.
                    return connection.exec(
                        u"DELETE FROM breaker_events WHERE id <= (SELECT max(id) FROM breaker_events) - ?"_s,
                        {static_cast<qlonglong>(keptRows)});
                })
                .map([](QSqlQuery *) {});
        });
}

QFuture<Result<QList<BreakerEvent>>> BreakerLog::list(int limit)
{
    return m_database.read<QList<BreakerEvent>>(
        [limit](storage::Connection &connection) -> Result<QList<BreakerEvent>> {
            const auto rows = connection.exec(u"SELECT at, model, from_state, to_state, reason, who "
                                              "FROM breaker_events ORDER BY id DESC LIMIT ?"_s,
                                              {limit});
            if (!rows)
                return tl::unexpected(rows.error());
            QList<BreakerEvent> events;
            while ((*rows)->next())
                events.append(eventFrom(**rows));
            return events;
        });
}

} // namespace assay::orchestration
