// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptrows.h"

#include "base/json.h"
#include "prompts/nearestnames.h"
#include "prompts/promptstore.h"
#include "prompts/prompttr.h"

#include <algorithm>

namespace assay::prompts {

using namespace Qt::StringLiterals;
using storage::Connection;

namespace {
constexpr qsizetype tagLengthMax = 40;
constexpr qsizetype tagsMax = 50;
} // namespace

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

bool hasControlCharacter(const QString &text)
{
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.category() == QChar::Other_Control; });
}

Result<PromptId> promptIdOf(Connection &connection, const QString &name)
{
    const auto rows =
        connection.exec(u"SELECT id FROM prompts WHERE removed_at IS NULL AND name = ?"_s, {sqlText(name)});
    if (!rows)
        return tl::unexpected(rows.error());
    if (!(*rows)->next())
        return unknownPrompt(connection, name);
    return PromptId::fromBytes((*rows)->value(0).toByteArray());
}

tl::unexpected<Error> unknownPrompt(Connection &connection, const QString &name)
{
    const auto rows = connection.exec(u"SELECT name FROM prompts WHERE removed_at IS NULL ORDER BY name"_s);
    if (!rows)
        return tl::unexpected(rows.error());
    QStringList names;
    while ((*rows)->next())
        names.append((*rows)->value(0).toString());
    QString sentence = Tr::tr("There is no prompt “%1”.").arg(name.left(100));
    const QStringList nearest = nearestNames(name, names);
    if (!nearest.isEmpty())
        sentence += u' ' + Tr::tr("Did you mean %1?").arg(u'“' + nearest.join(u"”, “"_s) + u'”');
    else if (names.isEmpty())
        sentence += u' ' + Tr::tr("The workspace has no prompts yet.");
    else if (names.size() <= 10)
        sentence += u' ' + Tr::tr("The workspace has these: %1.").arg(names.join(", "_L1));
    return fail(ErrorCode::NotFound, sentence);
}

Result<QStringList> normalizedTags(const QStringList &tags)
{
    QStringList kept;
    for (const QString &tag : tags) {
        const QString text = tag.simplified();
        if (text.size() > tagLengthMax || text.contains(u',') || hasControlCharacter(text)) {
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("A tag has at most %1 characters and no comma.").arg(tagLengthMax));
        }
        if (!text.isEmpty() && !kept.contains(text, Qt::CaseInsensitive))
            kept.append(text);
    }
    if (kept.size() > tagsMax)
        return fail(ErrorCode::InvalidInput, Tr::tr("A prompt has at most %1 tags.").arg(tagsMax));
    return kept;
}

} // namespace assay::prompts
