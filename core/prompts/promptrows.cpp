// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptrows.h"

#include "base/json.h"
#include "prompts/prompttr.h"

namespace assay::prompts {

using namespace Qt::StringLiterals;

QVariant sqlText(const QString &text)
{
    return text.isNull() ? QVariant(u""_s) : QVariant(text);
}

QVariant sqlMicros(UtcMicros time)
{
    return QVariant(static_cast<qlonglong>(time));
}

Result<PromptContent> contentFromBytes(const QByteArray &json)
{
    return parseJsonObject(json, Tr::tr("stored prompt"))
        .and_then(contentFromJson)
        .map_error([](Error error) {
            // What the workspace holds was checked when it was written.
            error.code = ErrorCode::Storage;
            error.detail = error.message;
            error.message = Tr::tr(
                "The workspace holds a prompt that cannot be read: the file is damaged. Restore it from a "
                "backup, or discard the draft.");
            return error;
        });
}

Result<PromptRow> promptRow(storage::Connection &connection, PromptId id)
{
    const auto query = connection.exec(u"SELECT name, latest_version, removed_at FROM prompts WHERE id = ?"_s,
                                       {id.toBytes()});
    if (!query)
        return tl::unexpected(query.error());
    if (!(*query)->next())
        return fail(ErrorCode::NotFound, Tr::tr("This prompt is not in the workspace any more."));
    return PromptRow{(*query)->value(0).toString(), (*query)->value(1).toInt(), !(*query)->value(2).isNull()};
}

Result<PromptRow> livePromptRow(storage::Connection &connection, PromptId id)
{
    auto row = promptRow(connection, id);
    if (row && row->isRemoved) {
        return fail(ErrorCode::NotFound,
                    Tr::tr("The prompt “%1” was removed meanwhile. Undo the removal to go on with it.")
                        .arg(row->name));
    }
    return row;
}

Result<> checkNameIsFree(storage::Connection &connection, const QString &name, PromptId self)
{
    const auto query =
        connection.exec(u"SELECT name FROM prompts WHERE name = ? AND removed_at IS NULL AND id <> ?"_s,
                        {sqlText(name), self.toBytes()});
    if (!query)
        return tl::unexpected(query.error());
    if (!(*query)->next())
        return {};
    return fail(ErrorCode::Conflict,
                Tr::tr("The workspace has a prompt “%1” already: choose another name.")
                    .arg((*query)->value(0).toString()));
}

Result<> touch(storage::Connection &connection, PromptId id, UtcMicros now)
{
    return connection
        .exec(u"UPDATE prompts SET updated_at = ? WHERE id = ?"_s, {sqlMicros(now), id.toBytes()})
        .map([](QSqlQuery *) {});
}

Result<> insertDraft(storage::Connection &connection, PromptId id, const PromptDraft &draft)
{
    return connection
        .exec(u"INSERT INTO prompt_drafts (prompt_id, base_version, content, saved_at) VALUES (?, ?, ?, ?) "
              "ON CONFLICT (prompt_id) DO UPDATE SET base_version = excluded.base_version, "
              "content = excluded.content, saved_at = excluded.saved_at"_s,
              {id.toBytes(), draft.baseVersion, canonicalJson(draft.content), sqlMicros(draft.savedAt)})
        .map([](QSqlQuery *) {});
}

} // namespace assay::prompts
