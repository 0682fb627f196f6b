// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/labelrows.h"
#include "prompts/partials.h"
#include "prompts/promptedits.h"
#include "prompts/promptrows.h"
#include "prompts/promptstore.h"
#include "prompts/prompttr.h"
#include "prompts/template.h"
#include "security/access.h"

#include <algorithm>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;
using storage::Connection;

constexpr qsizetype messageLengthMax = 2'000;
constexpr qsizetype contentBytesMax = 10'000'000;

constexpr auto versionColumns =
    "SELECT number, parent, content, content_hash, message, author, created_at, merged_parent "
    "FROM prompt_versions WHERE prompt_id = ?"_L1;

Result<PromptVersion> versionOf(PromptId id, const QSqlQuery &query)
{
    PromptVersion version;
    version.prompt = id;
    version.number = query.value(0).toInt();
    version.parent = query.value(1).toInt();
    version.contentHash = query.value(3).toByteArray();
    version.message = query.value(4).toString();
    version.author = query.value(5).toString();
    version.createdAt = query.value(6).toLongLong();
    version.mergedParent = query.value(7).toInt();
    return contentFromBytes(query.value(2).toByteArray()).map([&version](PromptContent content) {
        version.content = std::move(content);
        return version;
    });
}

QStringList labelsOn(const QList<Label> &labels, int version)
{
    QStringList names;
    for (const Label &label : labels) {
        if (label.version == version)
            names.append(label.name);
    }
    return names;
}

Result<> addVersionTags(Connection &connection, PromptId id, QList<PromptVersion> &versions)
{
    const auto rows = connection.exec(
        u"SELECT number, tag FROM prompt_version_tags WHERE prompt_id = ? ORDER BY number, tag"_s,
        {id.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    while ((*rows)->next()) {
        const int number = (*rows)->value(0).toInt();
        const auto found = std::ranges::find(versions, number, &PromptVersion::number);
        if (found != versions.end())
            found->tags.append((*rows)->value(1).toString());
    }
    return {};
}

Result<QList<PromptVersion>> selectVersions(Connection &connection, PromptId id)
{
    const auto labels = selectLabels(connection, id);
    if (!labels)
        return tl::unexpected(labels.error());
    const auto rows = connection.exec(versionColumns + u" ORDER BY number DESC"_s, {id.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<PromptVersion> versions;
    while ((*rows)->next()) {
        auto version = versionOf(id, **rows);
        if (!version)
            return tl::unexpected(version.error());
        version->labels = labelsOn(*labels, version->number);
        versions.append(std::move(*version));
    }
    return addVersionTags(connection, id, versions).map([&versions] { return versions; });
}

/// The number that a reference means; 0 when it means none.
int numberOf(const QString &reference, int latestVersion, const QList<Label> &labels)
{
    if (reference.isEmpty() || reference == "latest"_L1)
        return latestVersion;
    bool isNumber = false;
    const int number = reference.toInt(&isNumber);
    if (isNumber)
        return number >= 1 && number <= latestVersion ? number : 0;
    const auto found = std::find_if(labels.begin(), labels.end(),
                                    [&reference](const Label &label) { return label.name == reference; });
    return found == labels.end() ? 0 : found->version;
}

Result<PromptVersion> selectVersion(Connection &connection, PromptId id, int number,
                                    const QList<Label> &labels)
{
    const auto rows = connection.exec(versionColumns + u" AND number = ?"_s, {id.toBytes(), number});
    if (!rows)
        return tl::unexpected(rows.error());
    if (!(*rows)->next())
        return fail(ErrorCode::NotFound, Tr::tr("The prompt has no version %1.").arg(number));
    auto version = versionOf(id, **rows);
    if (!version)
        return version;
    version->labels = labelsOn(labels, number);
    QList<PromptVersion> one{std::move(*version)};
    return addVersionTags(connection, id, one).map([&one] { return one.first(); });
}

} // namespace

Result<PromptVersion> resolveVersion(Connection &connection, PromptId id, const QString &reference)
{
    const auto row = livePromptRow(connection, id);
    if (!row)
        return tl::unexpected(row.error());
    if (row->latestVersion == 0) {
        return fail(ErrorCode::NotFound,
                    Tr::tr("The prompt “%1” has no version yet, only a draft: commit the draft first.")
                        .arg(row->name));
    }
    const auto labels = selectLabels(connection, id);
    if (!labels)
        return tl::unexpected(labels.error());
    const int number = numberOf(reference, row->latestVersion, *labels);
    if (number == 0 && reference.contains(u'@')) {
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("“%1” asks for two versions at once: give a number or a label, not both.")
                        .arg(reference.left(60)));
    }
    if (number == 0) {
        return fail(ErrorCode::NotFound,
                    Tr::tr("The prompt “%1” has no version or label “%2”.").arg(row->name, reference.left(60))
                        + u' ' + whatThereIs(row->latestVersion, *labels));
    }
    return selectVersion(connection, id, number, *labels);
}

namespace {

Result<QByteArray> storedHash(Connection &connection, PromptId id, int number)
{
    const auto rows =
        connection.exec(u"SELECT content_hash FROM prompt_versions WHERE prompt_id = ? AND number = ?"_s,
                        {id.toBytes(), number});
    if (!rows)
        return tl::unexpected(rows.error());
    return (*rows)->next() ? (*rows)->value(0).toByteArray() : QByteArray();
}

Result<> deleteDraft(Connection &connection, PromptId id)
{
    return connection.exec(u"DELETE FROM prompt_drafts WHERE prompt_id = ?"_s, {id.toBytes()})
        .map([](QSqlQuery *) {});
}

Result<std::optional<PromptDraft>> selectDraft(Connection &connection, PromptId id)
{
    const auto rows = connection.exec(
        u"SELECT content, base_version, saved_at FROM prompt_drafts WHERE prompt_id = ?"_s, {id.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    if (!(*rows)->next())
        return std::nullopt;
    const int base = (*rows)->value(1).toInt();
    const UtcMicros savedAt = (*rows)->value(2).toLongLong();
    return contentFromBytes((*rows)->value(0).toByteArray()).map([&](PromptContent content) {
        return std::optional(PromptDraft{std::move(content), base, savedAt});
    });
}

Result<PromptDraft> draftOrLatest(Connection &connection, PromptId id)
{
    const auto row = promptRow(connection, id);
    if (!row)
        return tl::unexpected(row.error());
    auto draft = selectDraft(connection, id);
    if (!draft)
        return tl::unexpected(draft.error());
    if (*draft)
        return std::move(**draft);
    if (row->latestVersion == 0)
        return PromptDraft();
    return selectVersion(connection, id, row->latestVersion, {}).map([](PromptVersion version) {
        return PromptDraft{std::move(version.content), version.number, 0};
    });
}

Result<> storeDraft(Connection &connection, PromptId id, const PromptDraft &draft)
{
    // A removed prompt still takes the draft that was on its way, for when it comes back.
    const auto row = promptRow(connection, id);
    if (!row)
        return tl::unexpected(row.error());
    if (draft.baseVersion == row->latestVersion && row->latestVersion > 0) {
        const auto latest = storedHash(connection, id, row->latestVersion);
        if (!latest)
            return tl::unexpected(latest.error());
        if (*latest == contentHash(draft.content))
            return deleteDraft(connection, id);
    }
    if (auto inserted = insertDraft(connection, id, draft); !inserted)
        return inserted;
    return touch(connection, id, draft.savedAt);
}

/// `change`, and the step that it made of what is shown.
template <typename Change>
Result<EditPlace> recorded(Connection &connection, PromptId id, UtcMicros now, Change change,
                           const std::optional<EditPlace> &returnsTo = {})
{
    const auto before = shownBytes(connection, id);
    if (!before)
        return tl::unexpected(before.error());
    return change().and_then([&] { return recordEdit(connection, id, *before, now, returnsTo); });
}

Result<> checkContent(const PromptContent &content)
{
    const bool hasText = std::any_of(content.messages.begin(), content.messages.end(),
                                     [](const auto &message) { return !message.text.trimmed().isEmpty(); });
    if (!hasText)
        return fail(ErrorCode::InvalidInput, Tr::tr("The prompt is empty: write at least one message."));
    if (canonicalJson(content).size() > contentBytesMax) {
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("The prompt is larger than %1 MB: move the bulk of it into a variable.")
                        .arg(contentBytesMax / 1'000'000));
    }
    const QString problem = providers::problemWith(content.parameters);
    if (!problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    return checkTemplates(content);
}

Result<> insertVersion(Connection &connection, const PromptVersion &version)
{
    const auto inserted =
        connection.exec(u"INSERT INTO prompt_versions (prompt_id, number, parent, content, content_hash, "
                        u"message, author, created_at, merged_parent) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                        {version.prompt.toBytes(), version.number, version.parent,
                         canonicalJson(version.content), version.contentHash, sqlText(version.message),
                         sqlText(version.author), sqlMicros(version.createdAt), version.mergedParent});
    if (!inserted)
        return tl::unexpected(inserted.error());
    return connection
        .exec(u"UPDATE prompts SET latest_version = ?, updated_at = ? WHERE id = ?"_s,
              {version.number, sqlMicros(version.createdAt), version.prompt.toBytes()})
        .map([](QSqlQuery *) {});
}

Result<> settleDraft(Connection &connection, const PromptVersion &version, OtherDraft otherDraft)
{
    if (otherDraft == OtherDraft::Keep) {
        const auto draft = selectDraft(connection, version.prompt);
        if (draft && *draft && contentHash((*draft)->content) != version.contentHash)
            return {};
    }
    return deleteDraft(connection, version.prompt);
}

Result<> replaceVersionTags(Connection &connection, PromptId id, int version, const QStringList &tags)
{
    const auto row = livePromptRow(connection, id);
    if (!row)
        return tl::unexpected(row.error());
    if (version < 1 || version > row->latestVersion) {
        return fail(ErrorCode::NotFound,
                    Tr::tr("The prompt “%1” has no version %2.").arg(row->name).arg(version));
    }
    auto done = connection.exec(u"DELETE FROM prompt_version_tags WHERE prompt_id = ? AND number = ?"_s,
                                {id.toBytes(), version});
    for (const QString &tag : tags) {
        if (done) {
            done = connection.exec(
                u"INSERT INTO prompt_version_tags (prompt_id, number, tag) VALUES (?, ?, ?)"_s,
                {id.toBytes(), version, tag});
        }
    }
    return done.map([](QSqlQuery *) {});
}

/// With what it includes, as the workspace has it now.
Result<PromptContent> expanded(Connection &connection, const PromptContent &content, const QString &self)
{
    if (!hasPartials(content))
        return content;
    const PartialLookup lookup = [&connection](const QString &name, const QString &reference) {
        return promptIdOf(connection, name)
            .and_then([&](PromptId id) { return resolveVersion(connection, id, reference); })
            .map([](const PromptVersion &version) { return version.content; });
    };
    return expandPartials(content, self, lookup);
}

} // namespace

Result<> checkCommit(const PromptContent &content, const QString &message)
{
    if (message.isEmpty()) {
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("A version needs a message that says what changed, such as “Ask for JSON only”."));
    }
    if (message.size() > messageLengthMax) {
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("The message has more than %1 characters: shorten it.").arg(messageLengthMax));
    }
    return checkContent(content);
}

Result<PromptVersion> commitVersion(Connection &connection, PromptVersion version, OtherDraft otherDraft)
{
    const auto may = security::readAccess(connection).and_then([&](const security::Access &access) {
        return security::allowed(access.refusalToCommit(version.author));
    });
    if (!may)
        return tl::unexpected(may.error());
    const auto row = livePromptRow(connection, version.prompt);
    if (!row)
        return tl::unexpected(row.error());
    for (const int parent : {version.parent, version.mergedParent}) {
        if (parent < 0 || parent > row->latestVersion) {
            return fail(
                ErrorCode::InvalidInput,
                Tr::tr("The prompt “%1” has no version %2 to start from.").arg(row->name).arg(parent));
        }
    }
    if (auto whole = expanded(connection, version.content, row->name); !whole)
        return tl::unexpected(whole.error());
    const auto latest = storedHash(connection, version.prompt, row->latestVersion);
    if (!latest)
        return tl::unexpected(latest.error());
    if (*latest == version.contentHash) {
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("Nothing changed since version %1, so there is nothing to commit.")
                        .arg(row->latestVersion));
    }
    version.number = row->latestVersion + 1;
    return recorded(connection, version.prompt, version.createdAt,
                    [&] {
                        return insertVersion(connection, version).and_then([&] {
                            return settleDraft(connection, version, otherDraft);
                        });
                    })
        .map([&version](const EditPlace &) { return version; });
}

QFuture<Result<PromptDraft>> PromptStore::draft(PromptId id)
{
    return m_database.read<PromptDraft>(
        [id](Connection &connection) { return draftOrLatest(connection, id); });
}

QFuture<Result<EditPlace>> PromptStore::saveDraft(PromptId id, PromptDraft draft,
                                                  std::optional<EditPlace> returnsTo)
{
    draft.savedAt = m_clock.utcMicros();
    return m_database.write<EditPlace>([id, draft = std::move(draft), returnsTo](Connection &connection) {
        return recorded(
            connection, id, draft.savedAt, [&] { return storeDraft(connection, id, draft); }, returnsTo);
    });
}

QFuture<Result<>> PromptStore::discardDraft(PromptId id)
{
    return m_database.write<void>([id, now = m_clock.utcMicros()](Connection &connection) {
        return recorded(connection, id, now, [&] { return deleteDraft(connection, id); })
            .map([](const EditPlace &) {});
    });
}

QFuture<Result<int>> PromptStore::lastEdit(PromptId id)
{
    return m_database.read<int>([id](Connection &connection) { return prompts::lastEdit(connection, id); });
}

QFuture<Result<EditPlace>> PromptStore::editPlace(PromptId id)
{
    return m_database.read<EditPlace>(
        [id](Connection &connection) { return prompts::editPlace(connection, id); });
}

QFuture<Result<EditStep>> PromptStore::stepThroughEdits(PromptId id, EditPlace from, int by)
{
    return m_database.read<EditStep>(
        [id, from, by](Connection &connection) { return stepFrom(connection, id, from, by); });
}

QFuture<Result<PromptContent>> PromptStore::contentAfterEdit(PromptId id, int step)
{
    return m_database.read<PromptContent>(
        [id, step](Connection &connection) { return prompts::contentAfterEdit(connection, id, step); });
}

QFuture<Result<PromptVersion>> PromptStore::commit(PromptId id, PromptContent content, int parent,
                                                   const QString &message, const QString &author,
                                                   OtherDraft otherDraft, int mergedParent)
{
    PromptVersion version;
    version.prompt = id;
    version.parent = parent;
    version.mergedParent = mergedParent;
    version.content = std::move(content);
    version.message = message.trimmed();
    version.author = author;
    version.createdAt = m_clock.utcMicros();
    if (auto checked = checkCommit(version.content, version.message); !checked)
        return QtFuture::makeReadyFuture(Result<PromptVersion>(tl::unexpected(checked.error())));
    version.contentHash = contentHash(version.content);
    return m_database.write<PromptVersion>(
        [version = std::move(version), otherDraft](Connection &connection) {
            return commitVersion(connection, version, otherDraft);
        });
}

QFuture<Result<PromptContent>> PromptStore::expanded(PromptContent content, const QString &self)
{
    return m_database.read<PromptContent>([content = std::move(content), self](Connection &connection) {
        return prompts::expanded(connection, content, self);
    });
}

QFuture<Result<>> PromptStore::setVersionTags(PromptId id, int version, const QStringList &tags)
{
    const auto kept = normalizedTags(tags);
    if (!kept)
        return QtFuture::makeReadyFuture(Result<>(tl::unexpected(kept.error())));
    return m_database.write<void>([id, version, kept = *kept](Connection &connection) {
        return replaceVersionTags(connection, id, version, kept);
    });
}

QFuture<Result<QList<PromptVersion>>> PromptStore::versions(PromptId id)
{
    return m_database.read<QList<PromptVersion>>(
        [id](Connection &connection) { return selectVersions(connection, id); });
}

QFuture<Result<PromptVersion>> PromptStore::version(PromptId id, const QString &reference)
{
    return m_database.read<PromptVersion>(
        [id, reference](Connection &connection) { return resolveVersion(connection, id, reference); });
}

} // namespace assay::prompts
