// SPDX-License-Identifier: GPL-3.0-or-later
// Versions against one another: diff, blame, merge.
#include "command.h"

#include "prompts/blame.h"
#include "prompts/contenttext.h"
#include "prompts/diff.h"
#include "prompts/merge.h"

#include <algorithm>

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

/// "-old", "+new" and unchanged lines; changed words are told by the lines around them.
QString diffText(const QList<prompts::DiffRow> &rows)
{
    const auto joined = [](const QList<prompts::DiffSpan> &spans) {
        QString text;
        for (const prompts::DiffSpan &span : spans)
            text += span.text;
        return text;
    };
    QString text;
    for (const prompts::DiffRow &row : rows) {
        if (!row.isChanged()) {
            text += u"  "_s + joined(row.left) + u'\n';
            continue;
        }
        if (row.leftLine > 0)
            text += u"- "_s + joined(row.left) + u'\n';
        if (row.rightLine > 0)
            text += u"+ "_s + joined(row.right) + u'\n';
    }
    return text;
}

QCoro::Task<int> diffPrompt(Invocation in)
{
    const auto prompt = co_await in.workspace->prompts().find(in.words.first());
    if (!prompt)
        co_return in.terminal.error(prompt.error());
    const auto left = co_await in.workspace->prompts().version(prompt->id, in.words.at(1));
    if (!left)
        co_return in.terminal.error(left.error());
    const auto right = co_await in.workspace->prompts().version(prompt->id, in.words.at(2));
    if (!right)
        co_return in.terminal.error(right.error());
    const auto whiteSpace =
        in.has(u"ignore-space"_s) ? prompts::WhiteSpace::Ignored : prompts::WhiteSpace::Counts;
    const auto rows = prompts::diffTexts(prompts::contentText(left->content),
                                         prompts::contentText(right->content), whiteSpace);
    if (!in.terminal.isJson()) {
        in.terminal.foreign(diffText(rows));
        co_return Ok;
    }
    QJsonArray json;
    for (const QString &line : diffText(rows).split(u'\n', Qt::SkipEmptyParts)) {
        const QString kind = line.startsWith(u'-') ? u"removed"_s
            : line.startsWith(u'+')                ? u"added"_s
                                                   : u"equal"_s;
        json.append(QJsonObject{{u"kind"_s, kind}, {u"text"_s, line.mid(2)}});
    }
    in.terminal.document(json);
    co_return Ok;
}

QCoro::Task<int> blamePrompt(Invocation in)
{
    const auto prompt = co_await in.workspace->prompts().find(in.words.first().section(u'@', 0, 0));
    if (!prompt)
        co_return in.terminal.error(prompt.error());
    const auto version =
        co_await in.workspace->prompts().version(prompt->id, in.words.first().section(u'@', 1));
    if (!version)
        co_return in.terminal.error(version.error());
    const auto versions = co_await in.workspace->prompts().versions(prompt->id);
    if (!versions)
        co_return in.terminal.error(versions.error());
    const auto lines =
        prompts::blame(version->content, version->number, version->parent, version->mergedParent, *versions);
    QJsonArray json;
    QList<QStringList> rows;
    for (const prompts::BlameLine &line : lines) {
        const auto by = std::ranges::find(*versions, line.version, &prompts::PromptVersion::number);
        const QString author = by == versions->end() ? QString() : by->author;
        json.append(QJsonObject{{u"version"_s, line.version}, {u"author"_s, author}, {u"text"_s, line.text}});
        rows.append({u"v%1"_s.arg(line.version), author, line.text});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else
        in.terminal.table({u"version"_s, u"author"_s, u"line"_s}, rows);
    co_return Ok;
}

int tellConflicts(const Invocation &in, const QList<prompts::MergeConflict> &conflicts)
{
    QJsonArray json;
    for (const prompts::MergeConflict &conflict : conflicts) {
        json.append(QJsonObject{
            {u"place"_s, conflict.place}, {u"ours"_s, conflict.ours}, {u"theirs"_s, conflict.theirs}});
        in.terminal.note(u"Both changed %1."_s.arg(conflict.place));
    }
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"conflicts"_s, json}});
    in.terminal.note(u"Nothing was committed: merge in the window, or commit one of them by hand."_s);
    return CheckFailed;
}

QCoro::Task<int> mergePrompt(Invocation in)
{
    prompts::PromptStore &store = in.workspace->prompts();
    const auto prompt = co_await store.find(in.words.first());
    if (!prompt)
        co_return in.terminal.error(prompt.error());
    const auto ours = co_await store.version(prompt->id, in.words.at(1));
    if (!ours)
        co_return in.terminal.error(ours.error());
    const auto theirs = co_await store.version(prompt->id, in.words.at(2));
    if (!theirs)
        co_return in.terminal.error(theirs.error());
    const auto versions = co_await store.versions(prompt->id);
    if (!versions)
        co_return in.terminal.error(versions.error());
    const int ancestor = prompts::commonAncestor(*versions, ours->number, theirs->number);
    const auto base = std::ranges::find(*versions, ancestor, &prompts::PromptVersion::number);
    const prompts::PromptContent from = base == versions->end() ? prompts::PromptContent() : base->content;
    const auto merged =
        prompts::merge(from, ours->content, theirs->content, u"version %1"_s.arg(ours->number),
                       u"version %1"_s.arg(theirs->number));
    if (!merged.conflicts.isEmpty())
        co_return tellConflicts(in, merged.conflicts);
    const QString message = in.has(u"m"_s)
        ? in.option(u"m"_s)
        : u"Merge versions %1 and %2"_s.arg(ours->number).arg(theirs->number);
    const auto committed = co_await store.commit(prompt->id, merged.content, ours->number, message,
                                                 userName(), prompts::OtherDraft::Keep, theirs->number);
    if (!committed)
        co_return in.terminal.error(committed.error());
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"name"_s, prompt->name}, {u"version"_s, committed->number}});
    else
        in.terminal.line(u"Committed %1 version %2."_s.arg(prompt->name).arg(committed->number));
    co_return Ok;
}

} // namespace

QList<Command> versionCommands()
{
    using Needs = Command::Needs;
    const QString group = u"prompts"_s;
    return {
        {group,
         u"diff"_s,
         u"NAME A B [--ignore-space]"_s,
         u"Shows what changed from version A to B: text, settings, tools, output, variables."_s,
         3,
         3,
         {{u"ignore-space"_s, {}}},
         Needs::Workspace,
         diffPrompt},
        {group,
         u"blame"_s,
         u"NAME[@VERSION|@LABEL]"_s,
         u"Shows which version wrote each line."_s,
         1,
         1,
         {},
         Needs::Workspace,
         blamePrompt},
        {group,
         u"merge"_s,
         u"NAME OURS THEIRS [-m TEXT]"_s,
         u"Brings two versions together that come from the same one, as the next version."_s,
         3,
         3,
         {{u"m"_s, {}, u"TEXT"_s}},
         Needs::Workspace,
         mergePrompt},
    };
}

} // namespace assay::ctl
