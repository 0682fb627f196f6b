// SPDX-License-Identifier: GPL-3.0-or-later
// Labels of prompts: moved with a reason, listed with their moves, taken back. Tags of versions.
#include "command.h"
#include "moments.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using prompts::LabelMove;

QJsonValue versionOrNull(int version)
{
    return version > 0 ? QJsonValue(version) : QJsonValue();
}

QJsonObject toJson(const LabelMove &move)
{
    QJsonObject object{{u"move"_s, static_cast<qint64>(move.id)},
                       {u"at"_s, isoTime(move.movedAt)},
                       {u"label"_s, move.label},
                       {u"from"_s, versionOrNull(move.from)},
                       {u"to"_s, versionOrNull(move.to)},
                       {u"who"_s, move.who},
                       {u"reason"_s, move.reason}};
    if (move.undoes != 0)
        object.insert("undoes"_L1, static_cast<qint64>(move.undoes));
    return object;
}

int tell(const Invocation &in, const QString &name, const QString &label, int version)
{
    if (in.terminal.isJson())
        in.terminal.document(
            QJsonObject{{u"name"_s, name}, {u"version"_s, versionOrNull(version)}, {u"label"_s, label}});
    else if (version > 0)
        in.terminal.line(u"%1 points at version %2 of %3."_s.arg(label).arg(version).arg(name));
    else
        in.terminal.line(u"%1 is no label of %2 any more."_s.arg(label, name));
    return Ok;
}

QCoro::Task<int> labelPrompt(Invocation in)
{
    bool isNumber = false;
    const int version = in.words.at(1).toInt(&isNumber);
    if (!isNumber)
        co_return in.terminal.usage(u"The version must be a number, not \"%1\"."_s.arg(in.words.at(1)));
    const auto prompt = co_await in.workspace->prompts().find(in.words.first());
    if (!prompt)
        co_return in.terminal.error(prompt.error());
    const Result<> set = co_await in.workspace->prompts().setLabel(prompt->id, version, in.words.at(2),
                                                                   userName(), in.option(u"reason"_s));
    if (!set)
        co_return in.terminal.error(set.error());
    co_return tell(in, prompt->name, in.words.at(2), version);
}

QCoro::Task<int> removeLabel(Invocation in)
{
    const auto prompt = co_await in.workspace->prompts().find(in.words.first());
    if (!prompt)
        co_return in.terminal.error(prompt.error());
    const Result<> removed = co_await in.workspace->prompts().removeLabel(prompt->id, in.words.at(1),
                                                                          userName(), in.option(u"reason"_s));
    if (!removed)
        co_return in.terminal.error(removed.error());
    co_return tell(in, prompt->name, in.words.at(1), 0);
}

QCoro::Task<int> listMoves(Invocation in)
{
    const auto prompt = co_await in.workspace->prompts().find(in.words.first());
    if (!prompt)
        co_return in.terminal.error(prompt.error());
    const auto moves = co_await in.workspace->prompts().labelMoves(prompt->id);
    if (!moves)
        co_return in.terminal.error(moves.error());
    if (in.terminal.isJson()) {
        QJsonArray json;
        for (const LabelMove &move : *moves)
            json.append(toJson(move));
        in.terminal.document(json);
        co_return Ok;
    }
    const auto shown = [](int version) { return version > 0 ? u"v%1"_s.arg(version) : u"-"_s; };
    QList<QStringList> rows;
    for (const LabelMove &move : *moves)
        rows.append(
            {isoTime(move.movedAt), move.label, shown(move.from), shown(move.to), move.who, move.reason});
    in.terminal.table({u"when"_s, u"label"_s, u"from"_s, u"to"_s, u"who"_s, u"why"_s}, rows, {2, 3});
    co_return Ok;
}

QCoro::Task<int> undoMove(Invocation in)
{
    const auto prompt = co_await in.workspace->prompts().find(in.words.first());
    if (!prompt)
        co_return in.terminal.error(prompt.error());
    const auto moves = co_await in.workspace->prompts().labelMoves(prompt->id);
    if (!moves)
        co_return in.terminal.error(moves.error());
    const QString label = in.words.at(1);
    for (const LabelMove &move : *moves) {
        if (move.label != label)
            continue;
        const Result<> undone =
            co_await in.workspace->prompts().undoLabelMove(prompt->id, move.id, userName());
        if (!undone)
            co_return in.terminal.error(undone.error());
        co_return tell(in, prompt->name, label, move.from);
    }
    co_return in.terminal.error({ErrorCode::NotFound,
                                 u"The label \"%1\" of %2 was never moved."_s.arg(label, prompt->name),
                                 {},
                                 false,
                                 {}});
}

QCoro::Task<int> tagVersion(Invocation in)
{
    const auto prompt = co_await in.workspace->prompts().find(in.words.first());
    if (!prompt)
        co_return in.terminal.error(prompt.error());
    const auto version = co_await in.workspace->prompts().version(prompt->id, in.words.at(1));
    if (!version)
        co_return in.terminal.error(version.error());
    const QStringList tags = in.words.mid(2);
    const Result<> set = co_await in.workspace->prompts().setVersionTags(prompt->id, version->number, tags);
    if (!set)
        co_return in.terminal.error(set.error());
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"name"_s, prompt->name},
                                         {u"version"_s, version->number},
                                         {u"tags"_s, QJsonArray::fromStringList(tags)}});
    else if (tags.isEmpty())
        in.terminal.line(u"Version %1 of %2 has no tags."_s.arg(version->number).arg(prompt->name));
    else
        in.terminal.line(
            u"Version %1 of %2: %3."_s.arg(version->number).arg(prompt->name, tags.join(", "_L1)));
    co_return Ok;
}

} // namespace

QList<Command> labelCommands()
{
    using Needs = Command::Needs;
    const QString group = u"prompts"_s;
    const QCommandLineOption reason(u"reason"_s, {}, u"TEXT"_s);
    constexpr int tagsMax = 50;
    return {
        {group,
         u"label"_s,
         u"NAME VERSION LABEL [--reason TEXT]"_s,
         u"Points a label at a version."_s,
         3,
         3,
         {reason},
         Needs::Workspace,
         labelPrompt},
        {group,
         u"unlabel"_s,
         u"NAME LABEL [--reason TEXT]"_s,
         u"Takes a label away."_s,
         2,
         2,
         {reason},
         Needs::Workspace,
         removeLabel},
        {group,
         u"labels"_s,
         u"NAME"_s,
         u"Lists every move of a prompt's labels, with who and why."_s,
         1,
         1,
         {},
         Needs::Workspace,
         listMoves},
        {group,
         u"undo-label"_s,
         u"NAME LABEL"_s,
         u"Takes the last move of a label back."_s,
         2,
         2,
         {},
         Needs::Workspace,
         undoMove},
        {group,
         u"tag"_s,
         u"NAME VERSION [TAG ...]"_s,
         u"Gives a version these tags, or none."_s,
         2,
         tagsMax,
         {},
         Needs::Workspace,
         tagVersion},
    };
}

} // namespace assay::ctl
