// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/labelrows.h"
#include "prompts/promptrows.h"
#include "prompts/promptstore.h"
#include "prompts/prompttr.h"
#include "security/access.h"

#include <algorithm>

namespace assay::prompts {

using namespace Qt::StringLiterals;
using storage::Connection;

Result<QList<Label>> selectLabels(Connection &connection, PromptId id)
{
    const auto rows = connection.exec(
        u"SELECT label, number FROM prompt_labels WHERE prompt_id = ? ORDER BY label"_s, {id.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<Label> labels;
    while ((*rows)->next())
        labels.append({(*rows)->value(0).toString(), (*rows)->value(1).toInt()});
    return labels;
}

QString whatThereIs(int latestVersion, const QList<Label> &labels)
{
    QString sentence = latestVersion == 1 ? Tr::tr("It has version 1.")
                                          : Tr::tr("It has versions 1 to %1.").arg(latestVersion);
    QStringList names;
    for (const Label &label : labels)
        names.append(label.name);
    if (!names.isEmpty())
        sentence += u' ' + Tr::tr("Its labels: %1.").arg(names.join(", "_L1));
    return sentence;
}

namespace {

constexpr qsizetype labelLengthMax = 36;

QString problemWithLabel(const QString &label)
{
    const bool isPlain = std::all_of(label.begin(), label.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_' || c == u'-' || c == u'.';
    });
    const bool isNumber = std::all_of(label.begin(), label.end(), [](QChar c) { return c.isDigit(); });
    if (isPlain && !isNumber && label != "latest"_L1 && label.size() <= labelLengthMax)
        return {};
    return Tr::tr(
               "“%1” cannot be a label. A label has 1 to %2 characters of a-z, 0-9, “_”, “-” and “.”, and is "
               "neither a number nor “latest”.")
        .arg(label.left(60), QString::number(labelLengthMax));
}

QVariant orNull(std::int64_t number)
{
    return number == 0 ? QVariant() : QVariant(static_cast<qlonglong>(number));
}

Result<> recordMove(Connection &connection, PromptId id, const QString &label, std::pair<int, int> move,
                    const Mover &mover)
{
    return connection
        .exec(u"INSERT INTO prompt_label_moves (prompt_id, label, from_number, to_number, who, moved_at, "
              "reason, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s,
              {id.toBytes(), label, orNull(move.first), orNull(move.second), sqlText(mover.who),
               sqlMicros(mover.now), sqlText(mover.reason), orNull(mover.undoes)})
        .map([](QSqlQuery *) {});
}

/// While a release shares out a label's calls, only the release moves it.
Result<> checkNotReleased(Connection &connection, PromptId id, const QString &label)
{
    const auto rows = connection.exec(
        u"SELECT candidate FROM releases WHERE prompt_id = ? AND label = ? AND ended_at IS NULL"_s,
        {id.toBytes(), label});
    if (!rows)
        return tl::unexpected(rows.error());
    if (!(*rows)->next())
        return {};
    return fail(ErrorCode::Conflict,
                Tr::tr("A release of version %1 is running on “%2”: promote it or roll it back first.")
                    .arg((*rows)->value(0).toInt())
                    .arg(label));
}

LabelMove moveOf(const QSqlQuery &query)
{
    return {query.value(0).toLongLong(), query.value(1).toString(),  query.value(2).toInt(),
            query.value(3).toInt(),      query.value(4).toString(),  query.value(5).toString(),
            query.value(6).toLongLong(), query.value(7).toLongLong()};
}

Result<QList<LabelMove>> selectMoves(Connection &connection, PromptId id)
{
    const auto rows = connection.exec(
        u"SELECT id, label, from_number, to_number, who, reason, undoes, moved_at FROM prompt_label_moves "
        "WHERE prompt_id = ? ORDER BY id DESC"_s,
        {id.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<LabelMove> moves;
    while ((*rows)->next())
        moves.append(moveOf(**rows));
    return moves;
}

Result<> undoMove(Connection &connection, PromptId id, std::int64_t number, const Mover &mover)
{
    const auto moves = selectMoves(connection, id);
    if (!moves)
        return tl::unexpected(moves.error());
    const auto move = std::ranges::find(*moves, number, &LabelMove::id);
    if (move == moves->end())
        return fail(ErrorCode::NotFound, Tr::tr("The prompt's labels were never moved so."));
    const auto last = std::ranges::find(*moves, move->label, &LabelMove::label);
    if (last->id != number) {
        return fail(
            ErrorCode::Conflict,
            Tr::tr("“%1” was moved again since, by %2: move it by hand.").arg(move->label, last->who));
    }
    return moveLabel(connection, id, move->from, move->label, mover);
}

QFuture<Result<>> refused(const QString &problem)
{
    return QtFuture::makeReadyFuture(Result<>(fail(ErrorCode::InvalidInput, problem)));
}

} // namespace

Result<> moveLabel(Connection &connection, PromptId id, int version, const QString &label, const Mover &mover)
{
    const auto row = livePromptRow(connection, id);
    const auto labels = row.and_then([&](const PromptRow &) { return selectLabels(connection, id); });
    if (!labels)
        return tl::unexpected(labels.error());
    const auto found =
        std::find_if(labels->begin(), labels->end(), [&label](const Label &l) { return l.name == label; });
    const int before = found == labels->end() ? 0 : found->version;
    if (version < 0 || version > row->latestVersion || (version == 0 && before == 0)) {
        const QString sentence = version == 0
            ? Tr::tr("The prompt “%1” has no label “%2”.").arg(row->name, label.left(60))
            : Tr::tr("The prompt “%1” has no version %2.").arg(row->name).arg(version);
        return fail(ErrorCode::NotFound, sentence + u' ' + whatThereIs(row->latestVersion, *labels));
    }
    if (version == before)
        return {};
    if (!mover.isAssay) {
        const auto may = security::readAccess(connection).and_then([&](const security::Access &access) {
            return security::allowed(access.refusalToMove(mover.who, label));
        });
        if (!may)
            return may;
    }
    if (const auto free = checkNotReleased(connection, id, label); !free)
        return free;
    const auto moved = version == 0
        ? connection.exec(u"DELETE FROM prompt_labels WHERE prompt_id = ? AND label = ?"_s,
                          {id.toBytes(), label})
        : connection.exec(u"INSERT INTO prompt_labels (prompt_id, label, number) VALUES (?, ?, ?) "
                          "ON CONFLICT (prompt_id, label) DO UPDATE SET number = excluded.number"_s,
                          {id.toBytes(), label, version});
    if (!moved)
        return tl::unexpected(moved.error());
    return recordMove(connection, id, label, {before, version}, mover);
}

QFuture<Result<>> PromptStore::setLabel(PromptId id, int version, const QString &label, const QString &who,
                                        const QString &reason)
{
    QString problem = problemWithLabel(label);
    if (problem.isEmpty() && version < 1)
        problem = Tr::tr("A label points at a version, 1 or higher.");
    if (!problem.isEmpty())
        return refused(problem);
    const Mover mover{who, reason.trimmed(), 0, m_clock.utcMicros()};
    return m_database.write<void>(
        [=](Connection &connection) { return moveLabel(connection, id, version, label, mover); });
}

QFuture<Result<>> PromptStore::removeLabel(PromptId id, const QString &label, const QString &who,
                                           const QString &reason)
{
    const Mover mover{who, reason.trimmed(), 0, m_clock.utcMicros()};
    return m_database.write<void>(
        [=](Connection &connection) { return moveLabel(connection, id, 0, label, mover); });
}

QFuture<Result<QList<LabelMove>>> PromptStore::labelMoves(PromptId id)
{
    return m_database.read<QList<LabelMove>>(
        [id](Connection &connection) { return selectMoves(connection, id); });
}

QFuture<Result<>> PromptStore::undoLabelMove(PromptId id, std::int64_t move, const QString &who)
{
    const Mover mover{who, Tr::tr("taken back"), move, m_clock.utcMicros()};
    return m_database.write<void>(
        [=](Connection &connection) { return undoMove(connection, id, move, mover); });
}

} // namespace assay::prompts
