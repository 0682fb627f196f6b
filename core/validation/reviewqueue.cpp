// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/reviewqueue.h"

#include "base/json.h"
#include "validation/safetynames.h"
#include "validation/validationtr.h"

#include <QJsonDocument>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;
using storage::Connection;

constexpr std::array stateNames{
    std::pair{ReviewState::Open, "open"_L1},
    std::pair{ReviewState::Approved, "approved"_L1},
    std::pair{ReviewState::Rejected, "rejected"_L1},
};

const QString columns =
    u"id, at, call_id, direction, verdicts, sealed_excerpt, state, decided_by, decided_at, note"_s;

/// A text no longer than the queue keeps, not cut within a character.
QString cut(const QString &excerpt)
{
    if (excerpt.size() <= ReviewQueue::excerptMax)
        return excerpt;
    const bool isHalf = excerpt[ReviewQueue::excerptMax - 1].isHighSurrogate();
    return QString(excerpt.left(ReviewQueue::excerptMax - (isHalf ? 1 : 0)) + u'…');
}

ReviewItem itemOf(const QSqlQuery &row, const Sealing &sealing)
{
    ReviewItem item;
    item.id = row.value(0).toLongLong();
    item.at = row.value(1).toLongLong();
    item.call = CallId::fromBytes(row.value(2).toByteArray());
    item.direction = valueIn(directionNames, row.value(3).toString()).value_or(Direction::Input);
    item.findings = findingsFromJson(QJsonDocument::fromJson(row.value(4).toString().toUtf8()).array());
    const auto excerpt = sealing.open(row.value(5).toByteArray());
    item.excerpt = excerpt ? QString::fromUtf8(*excerpt) : QString();
    item.excerptProblem = excerpt ? QString() : excerpt.error().message;
    item.state = valueIn(stateNames, row.value(6).toString()).value_or(ReviewState::Open);
    item.decidedBy = row.value(7).toString();
    if (!row.value(8).isNull())
        item.decidedAt = row.value(8).toLongLong();
    item.note = row.value(9).toString();
    return item;
}

Error noSuchReview(std::int64_t id)
{
    return {ErrorCode::NotFound,
            Tr::tr("There is no review with the number %1. List the reviews to see what there is.").arg(id),
            {},
            false,
            {}};
}

/// Why nothing was decided: no such item, or somebody was first.
Error whyUndecided(Connection &connection, std::int64_t id)
{
    const auto rows = connection.exec(u"SELECT state, decided_by FROM safety_reviews WHERE id = ?"_s,
                                      {QVariant::fromValue(qlonglong(id))});
    if (!rows)
        return rows.error();
    if (!(*rows)->next())
        return noSuchReview(id);
    const bool isApproved = (*rows)->value(0).toString() == nameIn(stateNames, ReviewState::Approved);
    const QString who = (*rows)->value(1).toString();
    return {ErrorCode::Conflict,
            isApproved ? Tr::tr("Review %1 was approved already by %2.").arg(QString::number(id), who)
                       : Tr::tr("Review %1 was rejected already by %2.").arg(QString::number(id), who),
            {},
            false,
            {}};
}

} // namespace

QString reviewStateName(ReviewState state)
{
    return nameIn(stateNames, state);
}

std::optional<ReviewState> reviewStateFromName(QStringView name)
{
    return valueIn(stateNames, name);
}

ReviewQueue::ReviewQueue(storage::Database &database, const Clock &clock, Sealing sealing)
    : m_database(database)
    , m_clock(clock)
    , m_sealing(std::move(sealing))
{
}

QFuture<Result<std::int64_t>> ReviewQueue::add(CallId call, Direction direction,
                                               const QList<Finding> &findings, const QString &excerpt)
{
    const QVariantList values{qlonglong(m_clock.utcMicros()), call.toBytes(), directionName(direction),
                              QString::fromUtf8(toCompactJson(toJson(findings))),
                              m_sealing.seal(cut(excerpt).toUtf8())};
    return m_database.write<std::int64_t>([values](Connection &connection) -> Result<std::int64_t> {
        const auto rows =
            connection.exec(u"INSERT INTO safety_reviews (at, call_id, direction, verdicts, sealed_excerpt) "
                            "VALUES (?, ?, ?, ?, ?) RETURNING id"_s,
                            values);
        if (!rows)
            return tl::unexpected(rows.error());
        if (!(*rows)->next())
            return fail(ErrorCode::Storage,
                        Tr::tr("The review could not be kept. Check the workspace file."));
        return (*rows)->value(0).toLongLong();
    });
}

QFuture<Result<QList<ReviewItem>>> ReviewQueue::list(ReviewState state, int limit)
{
    return m_database.read<QList<ReviewItem>>(
        [state, limit, sealing = m_sealing](Connection &connection) -> Result<QList<ReviewItem>> {
            const QString order = state == ReviewState::Open ? u"at, id"_s : u"decided_at DESC, id DESC"_s;
            const auto rows = connection.exec(
                u"SELECT %1 FROM safety_reviews WHERE state = ? ORDER BY %2 LIMIT ?"_s.arg(columns, order),
                {nameIn(stateNames, state), limit});
            if (!rows)
                return tl::unexpected(rows.error());
            QList<ReviewItem> items;
            while ((*rows)->next())
                items.append(itemOf(**rows, sealing));
            return items;
        });
}

QFuture<Result<ReviewItem>> ReviewQueue::find(std::int64_t id)
{
    return m_database.read<ReviewItem>([id,
                                        sealing = m_sealing](Connection &connection) -> Result<ReviewItem> {
        const auto rows =
            connection.exec(u"SELECT %1 FROM safety_reviews WHERE id = ?"_s.arg(columns), {qlonglong(id)});
        if (!rows)
            return tl::unexpected(rows.error());
        if (!(*rows)->next())
            return tl::unexpected(noSuchReview(id));
        return itemOf(**rows, sealing);
    });
}

QFuture<Result<std::int64_t>> ReviewQueue::openCount()
{
    return m_database.read<std::int64_t>([](Connection &connection) -> Result<std::int64_t> {
        const auto rows = connection.exec(u"SELECT count(*) FROM safety_reviews WHERE state = ?"_s,
                                          {nameIn(stateNames, ReviewState::Open)});
        if (!rows)
            return tl::unexpected(rows.error());
        return (*rows)->next() ? (*rows)->value(0).toLongLong() : 0;
    });
}

QFuture<Result<>> ReviewQueue::decide(std::int64_t id, ReviewDecision decision, const QString &who,
                                      const QString &note)
{
    const auto state = decision == ReviewDecision::Approve ? ReviewState::Approved : ReviewState::Rejected;
    const QVariantList values{nameIn(stateNames, state), who.trimmed(), qlonglong(m_clock.utcMicros()),
                              note.isNull() ? u""_s : note, qlonglong(id)};
    return m_database.write([id, values](Connection &connection) -> Result<> {
        if (values.at(1).toString().isEmpty())
            return fail(ErrorCode::InvalidInput, Tr::tr("A review needs the name of who decides it."));
        const auto rows =
            connection.exec(u"UPDATE safety_reviews SET state = ?, decided_by = ?, decided_at = ?, note = ? "
                            "WHERE id = ? AND state = 'open' RETURNING id"_s,
                            values);
        if (!rows)
            return tl::unexpected(rows.error());
        if (!(*rows)->next())
            return tl::unexpected(whyUndecided(connection, id));
        return {};
    });
}

} // namespace assay::validation
