// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "promptfiles.h"
#include "promptsearchcommand.h"

#include "prompts/contenttext.h"
#include "prompts/promptfile.h"
#include "prompts/template.h"

#include <QCoroFuture>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

QString isoTime(UtcMicros time)
{
    return QDateTime::fromMSecsSinceEpoch(time / 1000, Qt::UTC).toString(Qt::ISODate);
}

QJsonObject toJson(const QString &name, const prompts::PromptVersion &version)
{
    return {{u"name"_s, name},
            {u"version"_s, version.number},
            {u"message"_s, version.message},
            {u"author"_s, version.author},
            {u"created_at"_s, isoTime(version.createdAt)},
            {u"parent"_s, version.parent > 0 ? QJsonValue(version.parent) : QJsonValue()},
            {u"merged_parent"_s, version.mergedParent > 0 ? QJsonValue(version.mergedParent) : QJsonValue()},
            {u"content_hash"_s, QString::fromLatin1(version.contentHash.toHex())},
            {u"labels"_s, QJsonArray::fromStringList(version.labels)},
            {u"tags"_s, QJsonArray::fromStringList(version.tags)},
            {u"content"_s, prompts::toJson(version.content)}};
}

QCoro::Task<int> listPrompts(Invocation in)
{
    const auto prompts = co_await in.workspace->prompts().list();
    if (!prompts)
        co_return in.terminal.error(prompts.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const prompts::PromptSummary &prompt : *prompts) {
        json.append(QJsonObject{{u"name"_s, prompt.name},
                                {u"folder"_s, prompt.folder},
                                {u"tags"_s, QJsonArray::fromStringList(prompt.tags)},
                                {u"latest_version"_s, prompt.latestVersion},
                                {u"has_draft"_s, prompt.hasDraft},
                                {u"updated_at"_s, isoTime(prompt.updatedAt)}});
        rows.append({prompt.name, prompt.latestVersion > 0 ? QString::number(prompt.latestVersion) : u"-"_s,
                     prompt.hasDraft ? u"yes"_s : u""_s, prompt.folder, prompt.tags.join(u", "_s)});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(u"No prompts yet. Commit one: assayctl prompts commit NAME FILE -m TEXT"_s);
    else
        in.terminal.table({u"PROMPT"_s, u"VERSION"_s, u"DRAFT"_s, u"FOLDER"_s, u"TAGS"_s}, rows, {1});
    co_return Ok;
}

QCoro::Task<int> showPrompt(Invocation in)
{
    const QString name = in.words.first().section(u'@', 0, 0);
    const QString reference = in.words.first().section(u'@', 1);
    const auto prompt = co_await in.workspace->prompts().find(name);
    if (!prompt)
        co_return in.terminal.error(prompt.error());
    const auto version = co_await in.workspace->prompts().version(prompt->id, reference);
    if (!version)
        co_return in.terminal.error(version.error());
    if (in.terminal.isJson()) {
        in.terminal.document(toJson(prompt->name, *version));
        co_return Ok;
    }
    QString head = u"%1 version %2: %3\n%4, %5"_s.arg(prompt->name)
                       .arg(version->number)
                       .arg(version->message, version->author, isoTime(version->createdAt));
    if (!version->labels.isEmpty())
        head += u"\nlabels: "_s + version->labels.join(u", "_s);
    in.terminal.foreign(head + u"\n\n"_s + prompts::contentText(version->content).trimmed() + u'\n');
    co_return Ok;
}

QCoro::Task<int> commitContent(Invocation in, QString name, prompts::PromptFile file, QString message)
{
    prompts::PromptStore &store = in.workspace->prompts();
    auto prompt = co_await store.find(name);
    const bool isNew = !prompt;
    if (isNew && prompt.error().code != ErrorCode::NotFound)
        co_return in.terminal.error(prompt.error());
    if (isNew) {
        prompt = co_await store.create(name, file.folder, file.content);
        if (!prompt)
            co_return in.terminal.error(prompt.error());
        if (!file.tags.isEmpty())
            std::ignore = co_await store.setTags(prompt->id, file.tags);
    }
    // A draft that somebody has open in a window stays theirs.
    const auto keep = isNew ? prompts::OtherDraft::Clear : prompts::OtherDraft::Keep;
    const auto version =
        co_await store.commit(prompt->id, file.content, prompt->latestVersion, message, userName(), keep);
    if (!version)
        co_return in.terminal.error(version.error());
    if (in.terminal.isJson())
        in.terminal.document(toJson(name, *version));
    else
        in.terminal.line(u"Committed %1 version %2."_s.arg(name).arg(version->number));
    co_return Ok;
}

Result<Work> commitWork(const QString &name, const prompts::PromptFile &file, const QString &message)
{
    if (const QString problem = prompts::problemWithName(name); !problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    if (const Result<> sound = prompts::checkTemplates(file.content); !sound)
        return tl::unexpected(sound.error());
    return [name, file, message](const Invocation &in) { return commitContent(in, name, file, message); };
}

Result<Work> commitPrompt(const Invocation &in)
{
    if (!in.has(u"m"_s))
        return fail(ErrorCode::InvalidInput,
                    u"Say what changed: assayctl prompts commit NAME FILE -m TEXT"_s);
    const auto file = prompts::readPromptFile(in.words.at(1));
    if (!file)
        return tl::unexpected(file.error());
    return commitWork(in.words.first(), *file, in.option(u"m"_s));
}

} // namespace

QList<Command> promptCommands()
{
    using Needs = Command::Needs;
    const QString group = u"prompts"_s;
    return {
        {group, u"list"_s, {}, u"Lists the prompts."_s, 0, 0, {}, Needs::Workspace, listPrompts},
        {group,
         u"search"_s,
         u"WORD... [--limit N]"_s,
         u"Finds prompts by their text: the draft's, else the newest version's."_s,
         1,
         100,
         {{u"limit"_s, {}, u"N"_s}},
         Needs::Workspace,
         searchPrompts},
        {group,
         u"show"_s,
         u"NAME[@VERSION|@LABEL]"_s,
         u"Prints a version of a prompt."_s,
         1,
         1,
         {},
         Needs::Workspace,
         showPrompt},
        {group,
         u"commit"_s,
         u"NAME FILE -m TEXT"_s,
         u"Makes a file the next version; a new name makes a new prompt."_s,
         2,
         2,
         {{u"m"_s, {}, u"TEXT"_s}},
         Needs::NewWorkspace,
         nullptr,
         commitPrompt},
        {group,
         u"import"_s,
         u"PATH [--as FORMAT]"_s,
         u"Takes a file or a folder in, of Assay or another tool, as new prompts or versions."_s,
         1,
         1,
         {{u"as"_s, {}, u"FORMAT"_s}},
         Needs::NewWorkspace,
         nullptr,
         importPrompts},
        {group,
         u"export"_s,
         u"NAME[@VERSION|@LABEL] [--as FORMAT] | --to FOLDER | NAME --as curl|python|typescript|qt --model "
         "PROVIDER/MODEL [--var k=v ...] [--test-values]"_s,
         u"Prints a version as a file of Assay or another tool or as the program text of its call, or writes "
         u"all "
         "prompts for git."_s,
         0,
         1,
         {{u"as"_s, {}, u"FORMAT"_s},
          {u"to"_s, {}, u"FOLDER"_s},
          {u"model"_s, {}, u"PROVIDER/MODEL"_s},
          {u"var"_s, {}, u"NAME=VALUE"_s},
          {u"test-values"_s, {}},
          {u"subject"_s, {}, u"WHO"_s}},
         Needs::Workspace,
         exportPrompts},
    };
}

} // namespace assay::ctl
