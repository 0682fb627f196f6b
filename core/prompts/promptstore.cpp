// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptstore.h"

#include "prompts/promptrows.h"
#include "prompts/prompttr.h"

#include <algorithm>
#include <QHash>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;
using storage::Connection;

constexpr qsizetype folderLengthMax = 240;

template <typename T> QFuture<Result<T>> refused(Error error)
{
    return QtFuture::makeReadyFuture(Result<T>(tl::unexpected(std::move(error))));
}

Result<> checkName(const QString &name)
{
    const QString problem = problemWithName(name);
    return problem.isEmpty() ? Result<>() : fail(ErrorCode::InvalidInput, problem);
}

constexpr auto summaryColumns =
    "SELECT p.id, p.name, p.folder, p.latest_version, p.updated_at, "
    "d.prompt_id IS NOT NULL FROM prompts p "
    "LEFT JOIN prompt_drafts d ON d.prompt_id = p.id WHERE p.removed_at IS NULL"_L1;

PromptSummary summaryOf(const QSqlQuery &query)
{
    PromptSummary summary;
    summary.id = PromptId::fromBytes(query.value(0).toByteArray());
    summary.name = query.value(1).toString();
    summary.folder = query.value(2).toString();
    summary.latestVersion = query.value(3).toInt();
    summary.updatedAt = query.value(4).toLongLong();
    summary.hasDraft = query.value(5).toBool();
    return summary;
}

/// In the order of the table and sorted here: to follow the index on names takes a third more for ten thousand.
Result<QList<PromptSummary>> selectAll(Connection &connection)
{
    const auto rows = connection.exec(QString(summaryColumns).replace("p.removed_at"_L1, "+p.removed_at"_L1));
    if (!rows)
        return tl::unexpected(rows.error());
    QList<PromptSummary> prompts;
    QHash<PromptId, qsizetype> positions;
    while ((*rows)->next()) {
        prompts.append(summaryOf(**rows));
        positions.insert(prompts.last().id, prompts.size() - 1);
    }
    const auto tags = connection.exec(u"SELECT prompt_id, tag FROM prompt_tags ORDER BY prompt_id, tag"_s);
    if (!tags)
        return tl::unexpected(tags.error());
    while ((*tags)->next()) {
        const auto found = positions.constFind(PromptId::fromBytes((*tags)->value(0).toByteArray()));
        if (found != positions.cend())
            prompts[*found].tags.append((*tags)->value(1).toString());
    }
    std::ranges::sort(prompts, [](const PromptSummary &left, const PromptSummary &right) {
        return left.name.compare(right.name, Qt::CaseInsensitive) < 0;
    });
    return prompts;
}

Result<QStringList> selectTags(Connection &connection, PromptId id)
{
    const auto rows =
        connection.exec(u"SELECT tag FROM prompt_tags WHERE prompt_id = ? ORDER BY tag"_s, {id.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    QStringList tags;
    while ((*rows)->next())
        tags.append((*rows)->value(0).toString());
    return tags;
}

Result<PromptSummary> selectByName(Connection &connection, const QString &name)
{
    const auto rows = connection.exec(summaryColumns + u" AND p.name = ?"_s, {sqlText(name)});
    if (!rows)
        return tl::unexpected(rows.error());
    if (!(*rows)->next())
        return unknownPrompt(connection, name);
    PromptSummary summary = summaryOf(**rows);
    auto tags = selectTags(connection, summary.id);
    if (!tags)
        return tl::unexpected(tags.error());
    summary.tags = std::move(*tags);
    return summary;
}

/// Runs an UPDATE of one prompt that is not removed.
Result<> updatePrompt(Connection &connection, PromptId id, const QString &assignment, const QVariant &value)
{
    if (auto row = livePromptRow(connection, id); !row)
        return tl::unexpected(row.error());
    return connection.exec(u"UPDATE prompts SET "_s + assignment + u" WHERE id = ?"_s, {value, id.toBytes()})
        .map([](QSqlQuery *) {});
}

Result<> restorePrompt(Connection &connection, PromptId id)
{
    const auto row = promptRow(connection, id);
    if (!row)
        return tl::unexpected(row.error());
    if (!row->isRemoved)
        return {};
    if (auto isFree = checkNameIsFree(connection, row->name, id); !isFree) {
        return fail(
            ErrorCode::Conflict,
            Tr::tr("The prompt cannot come back: another one is called “%1” now. Rename that one first.")
                .arg(row->name));
    }
    return connection.exec(u"UPDATE prompts SET removed_at = NULL WHERE id = ?"_s, {id.toBytes()})
        .map([](QSqlQuery *) {});
}

} // namespace

/// "support / triage/" -> "support/triage".
Result<QString> normalizedFolder(const QString &folder)
{
    QStringList parts;
    for (const QString &part : folder.split(u'/')) {
        if (!part.simplified().isEmpty())
            parts.append(part.simplified());
    }
    const QString path = parts.join(u'/');
    if (path.size() > folderLengthMax || hasControlCharacter(path)) {
        return fail(
            ErrorCode::InvalidInput,
            Tr::tr("A folder reads “support/triage” and has at most %1 characters.").arg(folderLengthMax));
    }
    return path;
}

Result<> insertPrompt(Connection &connection, const PromptSummary &prompt, const PromptDraft &draft)
{
    if (auto isFree = checkNameIsFree(connection, prompt.name, {}); !isFree)
        return isFree;
    const auto inserted = connection.exec(
        u"INSERT INTO prompts (id, name, folder, created_at, updated_at) VALUES (?, ?, ?, ?, ?)"_s,
        {prompt.id.toBytes(), sqlText(prompt.name), sqlText(prompt.folder), sqlMicros(prompt.updatedAt),
         sqlMicros(prompt.updatedAt)});
    if (!inserted)
        return tl::unexpected(inserted.error());
    return insertDraft(connection, prompt.id, draft);
}

Result<> replaceTags(Connection &connection, PromptId id, const QStringList &tags)
{
    if (auto row = livePromptRow(connection, id); !row)
        return tl::unexpected(row.error());
    auto done = connection.exec(u"DELETE FROM prompt_tags WHERE prompt_id = ?"_s, {id.toBytes()});
    for (const QString &tag : tags) {
        if (done)
            done = connection.exec(u"INSERT INTO prompt_tags (prompt_id, tag) VALUES (?, ?)"_s,
                                   {id.toBytes(), tag});
    }
    return done.map([](QSqlQuery *) {});
}

PromptStore::PromptStore(storage::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
{
}

QFuture<Result<QList<PromptSummary>>> PromptStore::list()
{
    return m_database.read<QList<PromptSummary>>(selectAll);
}

QFuture<Result<PromptSummary>> PromptStore::find(const QString &name)
{
    return m_database.read<PromptSummary>(
        [name](Connection &connection) { return selectByName(connection, name); });
}

QFuture<Result<PromptSummary>> PromptStore::create(const QString &name, const QString &folder,
                                                   PromptContent draft)
{
    if (auto checked = checkName(name); !checked)
        return refused<PromptSummary>(checked.error());
    const auto path = normalizedFolder(folder);
    if (!path)
        return refused<PromptSummary>(path.error());
    PromptSummary prompt;
    prompt.id = PromptId::create();
    prompt.name = name;
    prompt.folder = *path;
    prompt.hasDraft = true;
    prompt.updatedAt = m_clock.utcMicros();
    PromptDraft first{std::move(draft), 0, prompt.updatedAt};
    return m_database.write<PromptSummary>([prompt, first = std::move(first)](Connection &connection) {
        return insertPrompt(connection, prompt, first).map([&prompt] { return prompt; });
    });
}

QFuture<Result<>> PromptStore::rename(PromptId id, const QString &name)
{
    if (auto checked = checkName(name); !checked)
        return refused<void>(checked.error());
    return m_database.write<void>([id, name](Connection &connection) -> Result<> {
        if (auto isFree = checkNameIsFree(connection, name, id); !isFree)
            return isFree;
        return updatePrompt(connection, id, u"name = ?"_s, name);
    });
}

QFuture<Result<>> PromptStore::setFolder(PromptId id, const QString &folder)
{
    const auto path = normalizedFolder(folder);
    if (!path)
        return refused<void>(path.error());
    return m_database.write<void>([id, path = *path](Connection &connection) {
        return updatePrompt(connection, id, u"folder = ?"_s, sqlText(path));
    });
}

QFuture<Result<>> PromptStore::setTags(PromptId id, const QStringList &tags)
{
    const auto kept = normalizedTags(tags);
    if (!kept)
        return refused<void>(kept.error());
    return m_database.write<void>(
        [id, kept = *kept](Connection &connection) { return replaceTags(connection, id, kept); });
}

QFuture<Result<>> PromptStore::remove(PromptId id)
{
    return m_database.write<void>([id, now = m_clock.utcMicros()](Connection &connection) {
        return updatePrompt(connection, id, u"removed_at = ?"_s, sqlMicros(now));
    });
}

QFuture<Result<>> PromptStore::restore(PromptId id)
{
    return m_database.write<void>([id](Connection &connection) { return restorePrompt(connection, id); });
}

} // namespace assay::prompts
