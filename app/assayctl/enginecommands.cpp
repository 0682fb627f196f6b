// SPDX-License-Identifier: GPL-3.0-or-later
// How calls are made: the policy, and what its stages know.
#include "command.h"
#include "moments.h"

#include "orchestration/policypath.h"
#include "orchestration/stages.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using orchestration::Policy;

void flatten(const QJsonObject &object, const QString &prefix, QList<QStringList> &rows)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString path = prefix + it.key();
        if (it->isObject() && !it->toObject().isEmpty())
            flatten(it->toObject(), path + u'.', rows);
        else
            rows.append({path, orchestration::settingText(*it)});
    }
}

QCoro::Task<int> showPolicy(Invocation in)
{
    const QJsonObject policy = orchestration::toJson(in.workspace->orchestrator().policy());
    if (in.terminal.isJson()) {
        in.terminal.document(policy);
        co_return Ok;
    }
    QList<QStringList> rows;
    flatten(policy, {}, rows);
    in.terminal.table({u"SETTING"_s, u"VALUE"_s}, rows);
    co_return Ok;
}

QCoro::Task<int> keepPolicy(Invocation in, QJsonObject json)
{
    Result<Policy> policy = orchestration::policyFromJson(json);
    if (!policy)
        co_return in.terminal.error(policy.error());
    const Result<> kept = co_await in.workspace->setPolicy(std::move(*policy));
    if (!kept)
        co_return in.terminal.error(kept.error());
    if (in.terminal.isJson())
        in.terminal.document(orchestration::toJson(in.workspace->orchestrator().policy()));
    co_return Ok;
}

QCoro::Task<int> setPolicy(Invocation in)
{
    const QJsonObject policy = orchestration::toJson(in.workspace->orchestrator().policy());
    const Result<QJsonObject> changed =
        orchestration::withSetting(policy, in.words.first(), orchestration::settingFromText(in.words.at(1)));
    if (!changed)
        co_return in.terminal.error(changed.error());
    co_return co_await keepPolicy(in, *changed);
}

QCoro::Task<int> resetPolicy(Invocation in)
{
    const QJsonObject defaults = orchestration::toJson(Policy());
    if (in.words.isEmpty())
        co_return co_await keepPolicy(in, defaults);
    const QString path = in.words.first();
    const QJsonObject policy = orchestration::toJson(in.workspace->orchestrator().policy());
    const Result<QJsonObject> changed =
        orchestration::withSetting(policy, path, orchestration::settingAt(defaults, path));
    if (!changed)
        co_return in.terminal.error(changed.error());
    co_return co_await keepPolicy(in, *changed);
}

QCoro::Task<int> showBudgets(Invocation in)
{
    const auto status = co_await in.workspace->orchestrator().stages().budgets.status();
    if (!status)
        co_return in.terminal.error(status.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const orchestration::BudgetStatus &each : *status) {
        const QString scope = orchestration::budgetScopeName(each.budget.scope);
        const QString period = orchestration::budgetPeriodName(each.budget.period);
        json.append(QJsonObject{{u"scope"_s, scope},
                                {u"subject"_s, each.subject},
                                {u"period"_s, period},
                                {u"hard"_s, each.budget.isHard},
                                {u"limit_usd"_s, each.budget.limit.toUsd()},
                                {u"spent_usd"_s, each.spent.toUsd()},
                                {u"reserved_usd"_s, each.reserved.toUsd()},
                                {u"projected_usd"_s, each.projected.toUsd()},
                                {u"ends_at"_s, isoTime(each.period.end)}});
        rows.append({scope, each.subject.isEmpty() ? u"-"_s : each.subject, period,
                     each.budget.isHard ? u"hard"_s : u"soft"_s, displayMoney(each.spent),
                     displayMoney(each.budget.limit), displayMoney(each.projected),
                     isoTime(each.period.end)});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(u"There are no budgets. Set them with: assayctl policy set budgets '[...]'"_s);
    else
        in.terminal.table({u"SCOPE"_s, u"WHOSE"_s, u"PERIOD"_s, u"KIND"_s, u"SPENT"_s, u"LIMIT"_s,
                           u"PROJECTED"_s, u"BEGINS ANEW"_s},
                          rows, {4, 5, 6});
    co_return Ok;
}

QCoro::Task<int> showCache(Invocation in)
{
    const auto figures = co_await in.workspace->orchestrator().stages().cache.figures();
    if (!figures)
        co_return in.terminal.error(figures.error());
    std::optional<double> savedSeconds;
    if (figures->savedTime)
        savedSeconds = std::chrono::duration<double>(*figures->savedTime).count();
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"entries"_s, static_cast<qint64>(figures->entries)},
                                         {u"bytes"_s, static_cast<qint64>(figures->bytes)},
                                         {u"hits"_s, static_cast<qint64>(figures->hits)},
                                         {u"saved_usd"_s, figures->saved.toUsd()},
                                         {u"saved_s"_s, savedSeconds ? QJsonValue(*savedSeconds) : QJsonValue()},
                                         {u"recent_calls"_s, static_cast<qint64>(figures->recentCalls)},
                                         {u"recent_hits"_s, static_cast<qint64>(figures->recentHits)}});
    else
        in.terminal.line(
            u"%1, %2 kB, used %3, %4%5 saved. %6 of the last %7 came from here."_s
                .arg(counted(figures->entries, u"answer"_s))
                .arg(figures->bytes / 1024)
                .arg(counted(figures->hits, u"time"_s), displayMoney(figures->saved),
                     savedSeconds ? u" and about %1 s"_s.arg(*savedSeconds, 0, 'f', 1) : QString())
                .arg(figures->recentHits)
                .arg(counted(figures->recentCalls, u"call"_s)));
    co_return Ok;
}

/// Of an entry's key, as many digits as tell some thousand apart.
QString idOf(const QByteArray &key)
{
    constexpr qsizetype bytes = 8;
    return QString::fromLatin1(key.left(bytes).toHex());
}

constexpr int entriesMax = 100'000;

QCoro::Task<int> listCache(Invocation in)
{
    int limit = 50;
    if (in.has(u"limit"_s)) {
        bool isNumber = false;
        limit = in.option(u"limit"_s).toInt(&isNumber);
        if (!isNumber || limit < 1 || limit > entriesMax)
            co_return in.terminal.usage(u"--limit takes a number from 1 to %1."_s.arg(entriesMax));
    }
    const auto entries = co_await in.workspace->orchestrator().stages().cache.entries(limit);
    if (!entries)
        co_return in.terminal.error(entries.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const orchestration::KeptAnswer &each : *entries) {
        json.append(QJsonObject{{u"id"_s, idOf(each.key)},
                                {u"model"_s, each.model},
                                {u"prompt"_s, each.prompt},
                                {u"bytes"_s, static_cast<qint64>(each.bytes)},
                                {u"hits"_s, static_cast<qint64>(each.hits)},
                                {u"cost_usd"_s, each.cost ? QJsonValue(each.cost->toUsd()) : QJsonValue()},
                                {u"created_at"_s, isoTime(each.createdAt)},
                                {u"last_used_at"_s, isoTime(each.lastUsedAt)},
                                {u"expires_at"_s, isoTime(each.expiresAt)}});
        rows.append({idOf(each.key), each.model, each.prompt.isEmpty() ? u"-"_s : each.prompt,
                     QString::number(each.hits), displayMoney(each.cost), isoTime(each.lastUsedAt),
                     isoTime(each.expiresAt)});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(u"No answer is kept."_s);
    else
        in.terminal.table({u"ID"_s, u"MODEL"_s, u"PROMPT"_s, u"USED"_s, u"COST"_s, u"LAST USED"_s,
                           u"EXPIRES"_s},
                          rows, {3, 4});
    co_return Ok;
}

QCoro::Task<int> removeFromCache(Invocation in)
{
    const QString id = in.words.first().toLower();
    constexpr qsizetype fewestDigits = 4;
    orchestration::Stages &stages = in.workspace->orchestrator().stages();
    const auto entries = co_await stages.cache.entries(entriesMax);
    if (!entries)
        co_return in.terminal.error(entries.error());
    QList<QByteArray> keys;
    for (const orchestration::KeptAnswer &each : *entries) {
        if (id.size() >= fewestDigits && QString::fromLatin1(each.key.toHex()).startsWith(id))
            keys.append(each.key);
    }
    if (keys.isEmpty())
        co_return in.terminal.error({ErrorCode::NotFound,
                                     u"No kept answer has the id \"%1\". See: assayctl cache list"_s.arg(id),
                                     {},
                                     false,
                                     {}});
    if (keys.size() > 1)
        co_return in.terminal.usage(u"%1 kept answers begin with \"%2\": give more of the id."_s.arg(keys.size()).arg(id));
    const auto taken = co_await stages.cache.takeOut(keys.first());
    if (!taken)
        co_return in.terminal.error(taken.error());
    stages.semantic.forget();
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"removed"_s, idOf(keys.first())}});
    else
        in.terminal.line(u"The answer %1 is forgotten."_s.arg(idOf(keys.first())));
    co_return Ok;
}

QCoro::Task<int> clearCache(Invocation in)
{
    orchestration::Stages &stages = in.workspace->orchestrator().stages();
    const auto cleared = co_await stages.cache.clear(in.option(u"model"_s), in.option(u"prompt"_s));
    if (!cleared)
        co_return in.terminal.error(cleared.error());
    stages.semantic.forget();
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"cleared"_s, *cleared}});
    else
        in.terminal.line(
            u"%1 %2 forgotten."_s.arg(counted(*cleared, u"answer"_s), *cleared == 1 ? u"is"_s : u"are"_s));
    co_return Ok;
}

} // namespace

QList<Command> engineCommands()
{
    const QList<QCommandLineOption> ofWhat{{u"model"_s, {}, u"PROVIDER/MODEL"_s},
                                           {u"prompt"_s, {}, u"NAME"_s}};
    return {
        {u"policy"_s,
         u"show"_s,
         {},
         u"Shows how calls are made: limits, retries, breaker, routes, cache, budgets..."_s,
         0,
         0,
         {},
         Command::Needs::Workspace,
         showPolicy},
        {u"policy"_s,
         u"set"_s,
         u"SETTING VALUE"_s,
         u"Changes one setting, such as retry.max_retries 3; lists are JSON."_s,
         2,
         2,
         {},
         Command::Needs::NewWorkspace,
         setPolicy},
        {u"policy"_s,
         u"reset"_s,
         u"[SETTING]"_s,
         u"Takes back one setting, or all."_s,
         0,
         1,
         {},
         Command::Needs::Workspace,
         resetPolicy},
        {u"budgets"_s,
         {},
         {},
         u"Shows what of each budget is spent."_s,
         0,
         0,
         {},
         Command::Needs::Workspace,
         showBudgets},
        {u"cache"_s,
         u"stats"_s,
         {},
         u"Shows what the cache holds and saved."_s,
         0,
         0,
         {},
         Command::Needs::Workspace,
         showCache},
        {u"cache"_s,
         u"list"_s,
         u"[--limit N]"_s,
         u"Lists kept answers, the last used first."_s,
         0,
         0,
         {{u"limit"_s, {}, u"N"_s}},
         Command::Needs::Workspace,
         listCache},
        {u"cache"_s,
         u"remove"_s,
         u"ID"_s,
         u"Forgets one kept answer, by the id that \"cache list\" gives or its beginning."_s,
         1,
         1,
         {},
         Command::Needs::Workspace,
         removeFromCache},
        {u"cache"_s, u"clear"_s, u"[--model PROVIDER/MODEL] [--prompt NAME]"_s, u"Forgets kept answers."_s, 0,
         0, ofWhat, Command::Needs::Workspace, clearCache},
    };
}

} // namespace assay::ctl
