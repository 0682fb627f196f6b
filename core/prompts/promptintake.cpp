// SPDX-License-Identifier: GPL-3.0-or-later
// Taking files in as prompts: all of them, or none.
#include "prompts/promptstore.h"

#include "prompts/labelrows.h"
#include "prompts/partials.h"
#include "prompts/promptrows.h"
#include "prompts/prompttr.h"

#include <algorithm>

#include <QHash>
#include <QSet>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;
using storage::Connection;

/// A file on its way in.
struct Incoming {
    PromptFile file;
    PromptVersion version; ///< its prompt is set once that is there
    int latestVersion = 0;
    bool isDone = false;
    std::optional<Error> refusal; ///< of the last try
};

/// `name`, or the first "name-2", "name-3"... that is free.
Result<QString> freeName(Connection &connection, const QString &name)
{
    constexpr int tries = 1000;
    for (int number = 1; number < tries; ++number) {
        const QString candidate = number == 1 ? name : u"%1-%2"_s.arg(name).arg(number);
        const auto isFree = checkNameIsFree(connection, candidate, {});
        if (isFree)
            return candidate;
        if (isFree.error().code != ErrorCode::Conflict)
            return tl::unexpected(isFree.error());
    }
    return fail(ErrorCode::Conflict, Tr::tr("There are too many prompts named “%1”.").arg(name));
}

Result<> makePrompt(Connection &connection, Incoming &incoming)
{
    auto folder = normalizedFolder(incoming.file.folder);
    if (!folder)
        return tl::unexpected(folder.error());
    auto tags = normalizedTags(incoming.file.tags);
    if (!tags)
        return tl::unexpected(tags.error());
    PromptSummary prompt;
    prompt.id = PromptId::create();
    prompt.name = incoming.file.name;
    prompt.folder = std::move(*folder);
    prompt.updatedAt = incoming.version.createdAt;
    incoming.version.prompt = prompt.id;
    const PromptDraft draft{incoming.file.content, 0, prompt.updatedAt};
    return insertPrompt(connection, prompt, draft).and_then([&] {
        return replaceTags(connection, prompt.id, *tags);
    });
}

tl::unexpected<Error> refusal(const PromptFile &file, Error error)
{
    error.message = Tr::tr("“%1” cannot be taken in: %2").arg(file.name, error.message);
    return tl::unexpected(std::move(error));
}

/// The prompt of that name, made if there is none.
Result<> findOrMake(Connection &connection, Incoming &incoming)
{
    const auto known = promptIdOf(connection, incoming.file.name);
    if (!known)
        return known.error().code == ErrorCode::NotFound ? makePrompt(connection, incoming)
                                                         : tl::unexpected(known.error());
    const auto row = livePromptRow(connection, *known);
    if (!row)
        return tl::unexpected(row.error());
    incoming.version.prompt = *known;
    incoming.latestVersion = row->latestVersion;
    return {};
}

Result<bool> isLatest(Connection &connection, const Incoming &incoming)
{
    const auto rows =
        connection.exec(u"SELECT content_hash FROM prompt_versions WHERE prompt_id = ? AND number = ?"_s,
                        {incoming.version.prompt.toBytes(), incoming.latestVersion});
    if (!rows)
        return tl::unexpected(rows.error());
    return (*rows)->next() && (*rows)->value(0).toByteArray() == incoming.version.contentHash;
}

/// Whether the newest version says what the file does. It may have come with a file before.
Result<bool> takeLatest(Connection &connection, Incoming &incoming)
{
    const auto row = livePromptRow(connection, incoming.version.prompt);
    if (!row)
        return tl::unexpected(row.error());
    incoming.latestVersion = row->latestVersion;
    return isLatest(connection, incoming);
}

/// Commits what can be committed; a file that includes another has to wait for that one.
bool commitReady(Connection &connection, std::vector<Incoming> &files)
{
    bool hasProgress = false;
    QSet<PromptId> waiting; // of which an older version is not there yet
    for (Incoming &incoming : files) {
        if (incoming.isDone || waiting.contains(incoming.version.prompt))
            continue;
        const auto known = takeLatest(connection, incoming);
        if (known && *known) { // as the version before
            incoming.isDone = hasProgress = true;
            continue;
        }
        waiting.insert(incoming.version.prompt);
        if (!known) {
            incoming.refusal = known.error();
            continue;
        }
        incoming.version.parent = incoming.latestVersion;
        const auto done = commitVersion(connection, incoming.version, OtherDraft::Keep);
        if (!done) {
            incoming.refusal = done.error();
            continue;
        }
        incoming.version = *done;
        incoming.isDone = hasProgress = true;
        waiting.remove(incoming.version.prompt);
    }
    return hasProgress;
}

/// Refuses files that include themselves, over one another or over prompts that are there: as drafts they
/// would come in, and could never be committed or run.
Result<> checkCircles(Connection &connection, const std::vector<Incoming> &files)
{
    // What is found nowhere is no circle: it may come later, and a commit says that it is missing.
    const PartialLookup lookup = [&](const QString &name, const QString &reference) -> Result<PromptContent> {
        const auto incoming = std::ranges::find_if(files, [&name](const Incoming &one) {
            return one.file.name.compare(name, Qt::CaseInsensitive) == 0;
        });
        if (incoming != files.end())
            return incoming->file.content;
        return promptIdOf(connection, name)
            .and_then([&](PromptId id) { return resolveVersion(connection, id, reference); })
            .map([](const PromptVersion &version) { return version.content; })
            .or_else([](const Error &) { return Result<PromptContent>(PromptContent()); });
    };
    for (const Incoming &incoming : files) {
        if (!hasPartials(incoming.file.content))
            continue;
        if (const auto whole = expandPartials(incoming.file.content, incoming.file.name, lookup); !whole)
            return refusal(incoming.file, whole.error());
    }
    return {};
}

Result<QList<TakenIn>> takeAll(Connection &connection, std::vector<Incoming> files, Intake intake)
{
    QHash<QString, QString> renames; ///< of drafts whose name was taken
    for (Incoming &incoming : files) {
        const bool isVersion = intake == Intake::Versions || incoming.file.version > 0;
        const auto renamed = renames.constFind(incoming.file.name);
        if (intake == Intake::Drafts && incoming.file.version > 0 && renamed != renames.cend()) {
            incoming.file.name = *renamed; // the next version of what a file before made
        } else if (intake == Intake::Drafts) {
            auto name = freeName(connection, incoming.file.name);
            if (!name)
                return tl::unexpected(name.error());
            renames.insert(incoming.file.name, *name);
            incoming.file.name = std::move(*name);
        }
        const auto made =
            isVersion ? findOrMake(connection, incoming) : makePrompt(connection, incoming);
        if (!made)
            return tl::unexpected(made.error());
        const auto isKnown = isLatest(connection, incoming);
        if (!isKnown)
            return tl::unexpected(isKnown.error());
        incoming.isDone = !isVersion || (incoming.file.version == 0 && *isKnown);
    }
    if (auto checked = checkCircles(connection, files); !checked)
        return tl::unexpected(checked.error());
    while (commitReady(connection, files)) { }
    QList<TakenIn> taken;
    for (const Incoming &incoming : files) {
        if (!incoming.isDone)
            return refusal(incoming.file, *incoming.refusal);
        taken.append({incoming.file.name, incoming.version.number});
    }
    return taken;
}

} // namespace

QFuture<Result<QList<TakenIn>>> PromptStore::takeIn(QList<PromptFile> files, Intake intake,
                                                    const QString &message, const QString &author)
{
    std::vector<Incoming> incoming;
    for (PromptFile &file : files) {
        Incoming one;
        one.version.content = file.content;
        one.version.contentHash = contentHash(file.content);
        one.version.message = (file.message.isEmpty() ? message : file.message).trimmed();
        if (one.version.message.isEmpty() && file.version > 0)
            one.version.message = Tr::tr("Imported version %1").arg(file.version);
        one.version.author = author;
        one.version.createdAt = m_clock.utcMicros();
        const QString problem = problemWithName(file.name);
        const auto checked =
            intake == Intake::Versions || file.version > 0 ? checkCommit(file.content, one.version.message)
                                                           : Result<>();
        if (!problem.isEmpty() || !checked)
            return QtFuture::makeReadyFuture(Result<QList<TakenIn>>(
                tl::unexpected(problem.isEmpty() ? checked.error()
                                                 : Error{ErrorCode::InvalidInput, problem, {}, false, {}})));
        one.file = std::move(file);
        incoming.push_back(std::move(one));
    }
    return m_database.write<QList<TakenIn>>([incoming = std::move(incoming), intake](Connection &connection) {
        return takeAll(connection, incoming, intake);
    });
}

} // namespace assay::prompts
