// SPDX-License-Identifier: GPL-3.0-or-later
// Which providers answer, and what is done in place of those that do not.
#include "command.h"
#include "moments.h"

#include "orchestration/degradedmode.h"
#include "orchestration/stages.h"

#include <algorithm>

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using orchestration::DegradedProvider;
using orchestration::HealthState;
using orchestration::ProviderHealth;

QJsonArray toJson(const QList<DegradedProvider::StandIn> &standIns)
{
    QJsonArray json;
    for (const DegradedProvider::StandIn &each : standIns)
        json.append(QJsonObject{{u"route"_s, each.route},
                                {u"model"_s, each.model ? QJsonValue(each.model->toString()) : QJsonValue()}});
    return json;
}

QJsonObject toJson(const ProviderHealth &health, const QList<DegradedProvider> &degraded)
{
    QJsonArray instead;
    for (const DegradedProvider &each : degraded) {
        if (each.provider == health.provider)
            instead = toJson(each.routes);
    }
    return {{u"provider"_s, health.provider},
            {u"state"_s, healthStateName(health.state)},
            {u"since"_s, health.since > 0 ? QJsonValue(isoTime(health.since)) : QJsonValue()},
            {u"checked_at"_s, health.checkedAt > 0 ? QJsonValue(isoTime(health.checkedAt)) : QJsonValue()},
            {u"latency_ms"_s,
             health.latency ? QJsonValue(std::chrono::duration<double, std::milli>(*health.latency).count())
                            : QJsonValue()},
            {u"error"_s, health.error},
            {u"instead"_s, instead}};
}

QString sentenceOf(const DegradedProvider &down)
{
    QString text = u"\n%1 is down: %2\n"_s.arg(down.provider, down.reason);
    for (const DegradedProvider::StandIn &each : down.routes) {
        text += each.model ? u"  route %1 takes %2\n"_s.arg(each.route, each.model->toString())
                           : u"  route %1 has no model left: all its providers are down\n"_s.arg(each.route);
    }
    if (down.routes.isEmpty())
        text += u"  no route leads elsewhere: calls of its models are tried all the same\n"_s;
    return text;
}

QCoro::Task<int> showHealth(Invocation in)
{
    orchestration::Orchestrator &orchestrator = in.workspace->orchestrator();
    // What other programs of the workspace heard; a terminal's command watches nothing itself.
    const Result<> loaded = co_await orchestrator.stages().health.load();
    if (!loaded)
        co_return in.terminal.error(loaded.error());
    const auto providers = co_await in.workspace->providers().list();
    if (!providers)
        co_return in.terminal.error(providers.error());
    QList<ProviderHealth> health = orchestrator.stages().health.snapshot();
    for (const catalog::Provider &provider : *providers) {
        const bool isKnown = std::ranges::any_of(
            health, [&provider](const ProviderHealth &each) { return each.id == provider.id; });
        if (!isKnown) {
            ProviderHealth unknown;
            unknown.id = provider.id;
            unknown.provider = provider.name;
            health.append(unknown);
        }
    }
    const QList<DegradedProvider> degraded = degradedMode(health, orchestrator.policy().routes);
    const int code = degraded.isEmpty() ? Ok : CheckFailed;
    if (in.terminal.isJson()) {
        QJsonArray json;
        for (const ProviderHealth &each : health)
            json.append(toJson(each, degraded));
        in.terminal.document(json);
        co_return code;
    }
    if (health.isEmpty()) {
        in.terminal.line(u"There is no provider yet. Add one: assayctl providers add NAME --protocol ..."_s);
        co_return Ok;
    }
    QList<QStringList> rows;
    for (const ProviderHealth &each : health) {
        rows.append({each.provider, healthStateName(each.state), each.since > 0 ? isoTime(each.since) : u"-"_s,
                     each.checkedAt > 0 ? isoTime(each.checkedAt) : u"-"_s,
                     each.latency ? QString::number(each.latency->count() / 1000) : u"-"_s});
    }
    in.terminal.table({u"PROVIDER"_s, u"STATE"_s, u"SINCE"_s, u"HEARD OF"_s, u"MS"_s}, rows, {4});
    QString text;
    for (const DegradedProvider &each : degraded)
        text += sentenceOf(each);
    if (!text.isEmpty())
        in.terminal.foreign(text);
    co_return code;
}

} // namespace

QList<Command> healthCommands()
{
    return {{u"providers"_s,
             u"health"_s,
             {},
             u"Shows which providers answer, and what routes do in place of one that is down (then exit code "
             "1)."_s,
             0,
             0,
             {},
             Command::Needs::Workspace,
             showHealth}};
}

} // namespace assay::ctl
