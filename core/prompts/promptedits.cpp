// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptedits.h"

#include "prompts/promptrows.h"
#include "prompts/prompttr.h"

#include <algorithm>

#include <QCryptographicHash>
#include <QDataStream>
#include <QIODevice>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;
using storage::Connection;

constexpr qsizetype compressFrom = 512; ///< bytes; below it saves nothing

/// One passage of a stored content that became another.
struct Edit {
    qint64 start = 0; ///< bytes that stayed before it
    QByteArray removed;
    QByteArray inserted;
    QByteArray after; ///< the beginning of a hash of the whole, to know whether the step fits
    std::optional<EditPlace> returnsTo = {}; ///< the place that the step led back to, by taking others back
};

QByteArray hashOf(const QByteArray &content)
{
    constexpr qsizetype length = 8;
    return QCryptographicHash::hash(content, QCryptographicHash::Sha256).left(length);
}

Edit editBetween(const QByteArray &before, const QByteArray &after)
{
    const auto [left, right] = std::ranges::mismatch(before, after);
    const qsizetype start = left - before.begin();
    qsizetype end = 0;
    const qsizetype most = std::min(before.size(), after.size()) - start;
    while (end < most && before.at(before.size() - 1 - end) == after.at(after.size() - 1 - end))
        ++end;
    return {start,
            before.mid(start, before.size() - end - start),
            after.mid(start, after.size() - end - start),
            hashOf(after),
            {}};
}

QByteArray toBytes(const Edit &edit)
{
    const bool isCompressed = edit.removed.size() + edit.inserted.size() >= compressFrom;
    const auto packed = [isCompressed](const QByteArray &text) {
        return isCompressed ? qCompress(text) : text;
    };
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << edit.start << isCompressed << packed(edit.removed) << packed(edit.inserted) << edit.after;
    if (edit.returnsTo)
        stream << edit.returnsTo->step << edit.returnsTo->last;
    return bytes;
}

std::optional<Edit> editFromBytes(const QByteArray &bytes)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_4);
    Edit edit;
    bool isCompressed = false;
    stream >> edit.start >> isCompressed >> edit.removed >> edit.inserted >> edit.after;
    if (stream.status() != QDataStream::Ok)
        return std::nullopt;
    if (!stream.atEnd()) { // most steps end here
        EditPlace place;
        stream >> place.step >> place.last;
        edit.returnsTo = place;
    }
    if (isCompressed) {
        edit.removed = qUncompress(edit.removed);
        edit.inserted = qUncompress(edit.inserted);
    }
    return edit;
}

Result<std::optional<Edit>> editOf(Connection &connection, PromptId id, int step)
{
    const auto rows = connection.exec(u"SELECT edit FROM prompt_edits WHERE prompt_id = ? AND step = ?"_s,
                                      {id.toBytes(), step});
    if (!rows)
        return tl::unexpected(rows.error());
    return (*rows)->next() ? editFromBytes((*rows)->value(0).toByteArray()) : std::nullopt;
}

/// The hash of what a step made, or nothing: of what was there before the first, that is in no step.
Result<QByteArray> madeBy(Connection &connection, PromptId id, int step)
{
    return editOf(connection, id, step).map([](const std::optional<Edit> &edit) {
        return edit ? edit->after : QByteArray();
    });
}

/// The place after a step: its own, or the one that it led back to.
Result<EditPlace> placeOf(Connection &connection, PromptId id, int step)
{
    return editOf(connection, id, step).map([step](const std::optional<Edit> &edit) {
        return edit && edit->returnsTo ? *edit->returnsTo : EditPlace{step, step};
    });
}

/// False when `content` is not what the step made.
bool takeBack(const Edit &edit, QByteArray &content)
{
    if (hashOf(content) != edit.after || edit.start < 0 || edit.start + edit.inserted.size() > content.size())
        return false;
    content.replace(edit.start, edit.inserted.size(), edit.removed);
    return true;
}

} // namespace

Result<QByteArray> shownBytes(Connection &connection, PromptId id)
{
    const auto rows = connection.exec(
        u"SELECT COALESCE(d.content, v.content) FROM prompts p"
        " LEFT JOIN prompt_drafts d ON d.prompt_id = p.id"
        " LEFT JOIN prompt_versions v ON v.prompt_id = p.id AND v.number = p.latest_version WHERE p.id = ?"_s,
        {id.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    return (*rows)->next() ? (*rows)->value(0).toByteArray() : QByteArray();
}

Result<EditPlace> recordEdit(Connection &connection, PromptId id, const QByteArray &before, UtcMicros now,
                             const std::optional<EditPlace> &returnsTo)
{
    const auto after = shownBytes(connection, id);
    if (!after)
        return tl::unexpected(after.error());
    if (before.isEmpty() || *after == before)
        return returnsTo ? *returnsTo : editPlace(connection, id);
    Edit edit = editBetween(before, *after);
    if (returnsTo) {
        const auto made = madeBy(connection, id, returnsTo->step);
        const bool isBeforeAll = returnsTo->step == 0; // of which no hash is kept
        if (isBeforeAll || (made && *made == edit.after))
            edit.returnsTo = returnsTo;
    }
    return connection
        .exec(u"INSERT INTO prompt_edits (prompt_id, step, edit, edited_at)"
              " SELECT ?, COALESCE(MAX(step), 0) + 1, ?, ? FROM prompt_edits WHERE prompt_id = ?"_s,
              {id.toBytes(), toBytes(edit), sqlMicros(now), id.toBytes()})
        .and_then([&](QSqlQuery *) { return editPlace(connection, id); });
}

Result<EditPlace> editPlace(Connection &connection, PromptId id)
{
    return lastEdit(connection, id).and_then([&](int last) { return placeOf(connection, id, last); });
}

Result<EditStep> stepFrom(Connection &connection, PromptId id, const EditPlace &from, int by)
{
    int wanted = from.last;
    if (by < 0) {
        if (from.step <= 0)
            return fail(ErrorCode::NotFound, Tr::tr("There is nothing older to take back."));
        const auto before = placeOf(connection, id, from.step - 1);
        if (!before)
            return tl::unexpected(before.error());
        wanted = before->step;
    } else {
        if (from.last <= from.step)
            return fail(ErrorCode::NotFound, Tr::tr("There is nothing to do again."));
        // Back from the newest: what was taken back lies between, and so do other branches.
        while (true) {
            const auto before = placeOf(connection, id, wanted - 1);
            if (!before)
                return tl::unexpected(before.error());
            if (before->step <= from.step)
                break;
            wanted = before->step;
        }
    }
    return contentAfterEdit(connection, id, wanted).map([&](PromptContent content) {
        return EditStep{{wanted, from.last}, std::move(content)};
    });
}

Result<int> lastEdit(Connection &connection, PromptId id)
{
    const auto rows = connection.exec(
        u"SELECT COALESCE(MAX(step), 0) FROM prompt_edits WHERE prompt_id = ?"_s, {id.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    return (*rows)->next() ? (*rows)->value(0).toInt() : 0;
}

Result<PromptContent> contentAfterEdit(Connection &connection, PromptId id, int step)
{
    auto content = shownBytes(connection, id);
    if (!content)
        return tl::unexpected(content.error());
    const auto rows = connection.exec(
        u"SELECT edit FROM prompt_edits WHERE prompt_id = ? AND step > ? ORDER BY step DESC"_s,
        {id.toBytes(), step});
    if (!rows)
        return tl::unexpected(rows.error());
    while ((*rows)->next()) {
        const auto edit = editFromBytes((*rows)->value(0).toByteArray());
        if (!edit || !takeBack(*edit, *content))
            return fail(ErrorCode::NotFound, Tr::tr("What was here before is not known any more."));
    }
    return contentFromBytes(*content);
}

} // namespace assay::prompts
