// SPDX-License-Identifier: GPL-3.0-or-later
// Who may do what in a workspace, and who did.
#include "command.h"
#include "moments.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using security::Access;
using security::AuditEntry;

QCoro::Task<int> listRoles(Invocation in)
{
    const auto access = co_await in.workspace->access().access();
    if (!access)
        co_return in.terminal.error(access.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (auto each = access->roles.cbegin(); each != access->roles.cend(); ++each) {
        json.append(QJsonObject{{u"user"_s, each.key()}, {u"role"_s, security::roleName(each.value())}});
        rows.append({each.key(), security::roleName(each.value())});
    }
    if (in.terminal.isJson()) {
        in.terminal.document(
            QJsonObject{{u"roles"_s, json},
                        {u"protected_labels"_s, QJsonArray::fromStringList(access->protectedLabels)}});
        co_return Ok;
    }
    if (rows.isEmpty())
        in.terminal.line(u"Nobody has a role: everybody may do everything."_s);
    else
        in.terminal.table({u"user"_s, u"role"_s}, rows);
    in.terminal.line(access->protectedLabels.isEmpty()
                         ? u"No label is protected."_s
                         : u"Only a releaser moves: %1."_s.arg(access->protectedLabels.join(", "_L1)));
    co_return Ok;
}

QCoro::Task<int> grantRole(Invocation in)
{
    const auto role = security::roleFromName(in.words.at(1));
    if (!role)
        co_return in.terminal.usage(
            u"The role is one of %1, not \"%2\"."_s.arg(security::roleNames(), in.words.at(1)));
    const Result<> done = co_await in.workspace->access().grant(in.words.first(), *role, userName());
    if (!done)
        co_return in.terminal.error(done.error());
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"user"_s, in.words.first()}, {u"role"_s, in.words.at(1)}});
    else
        in.terminal.line(u"%1 is %2 now."_s.arg(in.words.first(), in.words.at(1)));
    co_return Ok;
}

QCoro::Task<int> revokeRole(Invocation in)
{
    const Result<> done = co_await in.workspace->access().revoke(in.words.first(), userName());
    if (!done)
        co_return in.terminal.error(done.error());
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"user"_s, in.words.first()}, {u"role"_s, QJsonValue()}});
    else
        in.terminal.line(u"%1 has no role any more."_s.arg(in.words.first()));
    co_return Ok;
}

QCoro::Task<int> protectLabels(Invocation in)
{
    const Result<> done = co_await in.workspace->access().protect(in.words, userName());
    if (!done)
        co_return in.terminal.error(done.error());
    co_return co_await listRoles(in);
}

QCoro::Task<int> showTrail(Invocation in)
{
    constexpr int usual = 200;
    int limit = usual;
    if (in.has(u"limit"_s)) {
        bool isNumber = false;
        limit = in.option(u"limit"_s).toInt(&isNumber);
        if (!isNumber || limit < 1)
            co_return in.terminal.usage(
                u"--limit takes a number above 0, not \"%1\"."_s.arg(in.option(u"limit"_s)));
    }
    const auto trail = co_await in.workspace->access().trail(limit);
    if (!trail)
        co_return in.terminal.error(trail.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const AuditEntry &entry : *trail) {
        json.append(QJsonObject{{u"at"_s, isoTime(entry.at)},
                                {u"who"_s, entry.who},
                                {u"action"_s, entry.action},
                                {u"subject"_s, entry.subject},
                                {u"detail"_s, entry.detail},
                                {u"reason"_s, entry.reason}});
        rows.append({isoTime(entry.at), entry.who.isEmpty() ? u"Assay"_s : entry.who, entry.action,
                     entry.subject, entry.detail, entry.reason});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else
        in.terminal.table({u"when"_s, u"who"_s, u"what"_s, u"of"_s, u"how"_s, u"why"_s}, rows);
    co_return Ok;
}

} // namespace

QList<Command> roleCommands()
{
    using Needs = Command::Needs;
    const QString group = u"roles"_s;
    constexpr int labelsMax = 50;
    return {
        {group, u"list"_s, {}, u"Lists who may do what, and the protected labels."_s, 0, 0, {},
         Needs::Workspace, listRoles},
        {group, u"grant"_s, u"USER viewer|editor|releaser|admin"_s,
         u"Gives a user a role; the first one has to be an admin."_s, 2, 2, {}, Needs::Workspace, grantRole},
        {group, u"revoke"_s, u"USER"_s, u"Takes a user's role away."_s, 1, 1, {}, Needs::Workspace,
         revokeRole},
        {group, u"protect"_s, u"[LABEL ...]"_s, u"Says which labels only a releaser moves."_s, 0, labelsMax,
         {}, Needs::Workspace, protectLabels},
        {u"audit"_s, {}, u"[--limit N]"_s,
         u"Lists moves of labels, steps of releases and changes of roles, with who and why."_s, 0, 0,
         {{u"limit"_s, {}, u"N"_s}}, Needs::Workspace, showTrail},
    };
}

} // namespace assay::ctl
