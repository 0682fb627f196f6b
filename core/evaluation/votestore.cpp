// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/votestore.h"

#include "evaluation/voterows.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>
#include <QHash>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace assay::evaluation {
namespace {

using storage::Connection;

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Votes)
};

constexpr std::array choices{
    std::pair{VoteChoice::Left, "left"_L1},
    std::pair{VoteChoice::Right, "right"_L1},
    std::pair{VoteChoice::Equal, "equal"_L1},
    std::pair{VoteChoice::BothBad, "both_bad"_L1},
};

VoteChoice choiceOf(const QString &name)
{
    const auto found =
        std::ranges::find_if(choices, [&name](const auto &each) { return each.second == name; });
    return found == choices.end() ? VoteChoice::Equal : found->first;
}

/// Votes that were neither taken back nor replaced by one that stands. `where` names the votes "v".
QString standing(const QString &columns, const QString &where)
{
    return u"SELECT %1 FROM comparison_votes v WHERE v.taken_back_at IS NULL AND NOT EXISTS "
           "(SELECT 1 FROM comparison_votes n WHERE n.replaces = v.id AND n.taken_back_at IS NULL) AND %2 "
           "ORDER BY v.id"_s.arg(columns, where);
}

std::optional<CallId> callOf(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(CallId::fromBytes(value.toByteArray()));
}

QVariant sqlCall(const std::optional<CallId> &call)
{
    return call ? QVariant(call->toBytes()) : QVariant();
}

Vote voteOf(const QSqlQuery &row)
{
    Vote vote;
    vote.id = row.value(0).toLongLong();
    vote.comparison = RunId::fromBytes(row.value(1).toByteArray());
    vote.left = row.value(2).toInt();
    vote.right = row.value(3).toInt();
    vote.choice = choiceOf(row.value(4).toString());
    vote.who = row.value(5).toString();
    vote.note = row.value(6).toString();
    vote.tags = row.value(7).toString().split(u'\n', Qt::SkipEmptyParts);
    vote.isBlind = row.value(8).toBool();
    vote.votedAt = row.value(9).toLongLong();
    vote.leftCall = callOf(row.value(10));
    vote.rightCall = callOf(row.value(11));
    vote.leftModel = row.value(12).toString();
    vote.rightModel = row.value(13).toString();
    return vote;
}

const QString voteColumns = u"v.id, v.comparison_id, v.left_column, v.right_column, v.choice, v.who, v.note, "
                            "v.tags, v.is_blind, v.voted_at, v.left_call, v.right_call, v.left_model, "
                            "v.right_model"_s;

QVariant sqlText(const QString &text)
{
    return text.isNull() ? QVariant(u""_s) : QVariant(text);
}

Result<QList<Vote>> selectVotes(Connection &connection, RunId comparison)
{
    const auto rows =
        connection.exec(standing(voteColumns, u"v.comparison_id = ?"_s), {comparison.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<Vote> votes;
    while ((*rows)->next())
        votes.append(voteOf(**rows));
    return votes;
}

/// Whose answer stands in a column now, and of which call.
Result<> identify(Connection &connection, const Vote &vote, int column, std::optional<CallId> &call,
                  QString &model)
{
    const auto rows = connection.exec(u"SELECT call_id, provider || '/' || model FROM comparison_columns "
                                      "WHERE comparison_id = ? AND position = ?"_s,
                                      {vote.comparison.toBytes(), column});
    if (!rows)
        return tl::unexpected(rows.error());
    if (!(*rows)->next())
        return fail(ErrorCode::NotFound, Tr::tr("The run has no such column."));
    call = callOf((*rows)->value(0));
    model = (*rows)->value(1).toString();
    return {};
}

Result<Vote> insertVote(Connection &connection, Vote vote)
{
    auto known = identify(connection, vote, vote.left, vote.leftCall, vote.leftModel);
    if (known)
        known = identify(connection, vote, vote.right, vote.rightCall, vote.rightModel);
    if (!known)
        return tl::unexpected(known.error());
    const auto before = selectVotes(connection, vote.comparison);
    if (!before)
        return tl::unexpected(before.error());
    const auto replaced = std::ranges::find_if(*before, [&vote](const Vote &each) {
        return isSamePair(each, vote) && each.who == vote.who;
    });
    const auto inserted = connection.exec(
        u"INSERT INTO comparison_votes (comparison_id, left_column, right_column, choice, who, note, tags, "
        "is_blind, voted_at, replaces, left_call, right_call, left_model, right_model) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {vote.comparison.toBytes(), vote.left, vote.right, voteChoiceName(vote.choice), sqlText(vote.who),
         sqlText(vote.note), sqlText(vote.tags.join(u'\n')), vote.isBlind ? 1 : 0,
         static_cast<qlonglong>(vote.votedAt),
         replaced == before->end() ? QVariant() : QVariant(static_cast<qlonglong>(replaced->id)),
         sqlCall(vote.leftCall), sqlCall(vote.rightCall), vote.leftModel, vote.rightModel});
    if (!inserted)
        return tl::unexpected(inserted.error());
    vote.id = (*inserted)->lastInsertId().toLongLong();
    return vote;
}

Result<> takeBackVote(Connection &connection, std::int64_t id, UtcMicros now)
{
    const auto updated = connection.exec(
        u"UPDATE comparison_votes SET taken_back_at = ? WHERE id = ? AND taken_back_at IS NULL"_s,
        {static_cast<qlonglong>(now), static_cast<qlonglong>(id)});
    if (!updated)
        return tl::unexpected(updated.error());
    if ((*updated)->numRowsAffected() == 0)
        return fail(ErrorCode::NotFound, Tr::tr("This vote was taken back already."));
    return {};
}

Result<QList<ModelTally>> tallyOf(Connection &connection, const QString &prompt)
{
    const QString models = u"v.left_model, v.right_model, v.choice"_s;
    const QString from = QString(standing(models, u"(? = '' OR c.prompt = ?)"_s))
                             .replace("FROM comparison_votes v WHERE"_L1,
                                      "FROM comparison_votes v JOIN comparisons c ON c.id = v.comparison_id "
                                      "WHERE"_L1);
    const auto rows = connection.exec(from, {sqlText(prompt), sqlText(prompt)});
    if (!rows)
        return tl::unexpected(rows.error());
    QHash<QString, ModelTally> tallies;
    while ((*rows)->next()) {
        const VoteChoice choice = choiceOf((*rows)->value(2).toString());
        const bool isTie = choice == VoteChoice::Equal || choice == VoteChoice::BothBad;
        for (const bool isLeft : {true, false}) {
            const QString model = (*rows)->value(isLeft ? 0 : 1).toString();
            ModelTally &tally = tallies[model];
            tally.model = model;
            if (isTie)
                ++tally.ties;
            else if ((choice == VoteChoice::Left) == isLeft)
                ++tally.wins;
            else
                ++tally.losses;
        }
    }
    QList<ModelTally> sorted = tallies.values();
    std::ranges::sort(sorted, [](const ModelTally &a, const ModelTally &b) {
        return a.share() != b.share() ? a.share() > b.share() : a.model < b.model;
    });
    return sorted;
}

} // namespace

namespace detail {

Result<QList<RemovedComparison::KeptVote>> allVotes(Connection &connection, RunId comparison)
{
    const auto rows = connection.exec(
        u"SELECT %1, v.replaces, v.taken_back_at FROM comparison_votes v WHERE v.comparison_id = ? ORDER BY v.id"_s
            .arg(voteColumns),
        {comparison.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<RemovedComparison::KeptVote> votes;
    while ((*rows)->next()) {
        RemovedComparison::KeptVote kept{voteOf(**rows), {}, {}};
        if (const QVariant replaces = (*rows)->value(14); !replaces.isNull())
            kept.replaces = replaces.toLongLong();
        if (const QVariant at = (*rows)->value(15); !at.isNull())
            kept.takenBackAt = at.toLongLong();
        votes.append(std::move(kept));
    }
    return votes;
}

Result<> putVotesBack(Connection &connection, const QList<RemovedComparison::KeptVote> &votes)
{
    const auto number = [](const std::optional<qlonglong> &value) {
        return value ? QVariant(*value) : QVariant();
    };
    for (const RemovedComparison::KeptVote &kept : votes) {
        const Vote &vote = kept.vote;
        const auto inserted = connection.exec(
            u"INSERT INTO comparison_votes (id, comparison_id, left_column, right_column, choice, who, note, "
            "tags, is_blind, voted_at, replaces, taken_back_at, left_call, right_call, left_model, right_model) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            {static_cast<qlonglong>(vote.id), vote.comparison.toBytes(), vote.left, vote.right,
             voteChoiceName(vote.choice), sqlText(vote.who), sqlText(vote.note),
             sqlText(vote.tags.join(u'\n')), vote.isBlind ? 1 : 0, static_cast<qlonglong>(vote.votedAt),
             number(kept.replaces), number(kept.takenBackAt), sqlCall(vote.leftCall),
             sqlCall(vote.rightCall), sqlText(vote.leftModel), sqlText(vote.rightModel)});
        if (!inserted)
            return tl::unexpected(inserted.error());
    }
    return {};
}

} // namespace detail

bool isSamePair(const Vote &a, const Vote &b)
{
    // A column that was never asked has no call: there its place tells.
    const auto side = [](const std::optional<CallId> &call, int column) {
        return call ? call->toString() : QString::number(column);
    };
    return a.comparison == b.comparison
        && std::pair(std::minmax({side(a.leftCall, a.left), side(a.rightCall, a.right)}))
        == std::pair(std::minmax({side(b.leftCall, b.left), side(b.rightCall, b.right)}));
}

Result<QList<Vote>> standingVotes(Connection &connection, const QString &prompt)
{
    const auto rows = connection.exec(
        standing(voteColumns, u"v.comparison_id IN (SELECT id FROM comparisons WHERE prompt = ?)"_s),
        {sqlText(prompt)});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<Vote> votes;
    while ((*rows)->next())
        votes.append(voteOf(**rows));
    return votes;
}

QString voteChoiceName(VoteChoice choice)
{
    for (const auto &[known, name] : choices) {
        if (known == choice)
            return name;
    }
    return {};
}

VoteStore::VoteStore(storage::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
{
}

QFuture<Result<Vote>> VoteStore::cast(Vote vote)
{
    vote.votedAt = m_clock.utcMicros();
    return m_database.write<Vote>([vote](Connection &connection) { return insertVote(connection, vote); });
}

QFuture<Result<>> VoteStore::takeBack(std::int64_t vote)
{
    return m_database.write<void>([vote, now = m_clock.utcMicros()](Connection &connection) {
        return takeBackVote(connection, vote, now);
    });
}

QFuture<Result<QList<Vote>>> VoteStore::votes(RunId comparison)
{
    return m_database.read<QList<Vote>>(
        [comparison](Connection &connection) { return selectVotes(connection, comparison); });
}

QFuture<Result<QList<ModelTally>>> VoteStore::tally(const QString &prompt)
{
    return m_database.read<QList<ModelTally>>(
        [prompt](Connection &connection) { return tallyOf(connection, prompt); });
}

QFuture<Result<QHash<int, VersionScores>>> VoteStore::versionScores(const QString &prompt)
{
    return m_database.read<QHash<int, VersionScores>>(
        [prompt](Connection &connection) { return evaluation::versionScores(connection, prompt); });
}

} // namespace assay::evaluation
