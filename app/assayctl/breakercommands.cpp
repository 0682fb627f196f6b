// SPDX-License-Identifier: GPL-3.0-or-later
// The circuits of models: what happened to them, and an administrator's word on them.
#include "command.h"
#include "modelargument.h"
#include "moments.h"

#include "orchestration/stages.h"

#include <algorithm>

#include <QCoroFuture>
#include <QMap>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using orchestration::BreakerEvent;
using orchestration::ForcedCircuit;
using orchestration::ForcedState;
using orchestration::Policy;

QJsonObject toJson(const BreakerEvent &event)
{
    return {{u"at"_s, isoTime(event.at)},
            {u"model"_s, event.model.toString()},
            {u"from"_s, orchestration::breakerStateName(event.from)},
            {u"to"_s, orchestration::breakerStateName(event.to)},
            {u"who"_s, event.who},
            {u"reason"_s, event.reason}};
}

QJsonObject toJson(const ForcedCircuit &forced)
{
    return {{u"model"_s, forced.model.toString()},
            {u"state"_s, orchestration::forcedStateName(forced.state)},
            {u"who"_s, forced.who},
            {u"reason"_s, forced.reason}};
}

QString orDash(const QString &text)
{
    return text.isEmpty() ? u"-"_s : text;
}

QCoro::Task<int> showEvents(Invocation in)
{
    constexpr int shown = 50;
    const auto events = co_await in.workspace->orchestrator().stages().breakerLog.list(shown);
    if (!events)
        co_return in.terminal.error(events.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const BreakerEvent &event : *events) {
        json.append(toJson(event));
        rows.append({isoTime(event.at), event.model.toString(), orchestration::breakerStateName(event.from),
                     orchestration::breakerStateName(event.to), orDash(event.who), event.reason});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(u"No circuit has changed its state."_s);
    else
        in.terminal.table({u"TIME (UTC)"_s, u"MODEL"_s, u"FROM"_s, u"TO"_s, u"WHO"_s, u"WHY"_s}, rows);
    co_return Ok;
}

/// What is known of a model's circuit without asking the programs that run.
struct Circuit {
    const ForcedCircuit *forced = nullptr; ///< by the policy
    const BreakerEvent *last = nullptr;

    [[nodiscard]] QString state() const
    {
        if (forced != nullptr)
            return u"forced_"_s + orchestration::forcedStateName(forced->state);
        return orchestration::breakerStateName(last->to);
    }
    [[nodiscard]] QString who() const { return forced != nullptr ? forced->who : last->who; }
    [[nodiscard]] QString reason() const { return forced != nullptr ? forced->reason : last->reason; }
    [[nodiscard]] QString since() const { return last != nullptr ? isoTime(last->at) : QString(); }
};

QMap<QString, Circuit> circuitsOf(const Policy &policy, const QList<BreakerEvent> &newestFirst)
{
    QMap<QString, Circuit> circuits;
    for (const ForcedCircuit &forced : policy.forcedCircuits)
        circuits[forced.model.toString()].forced = &forced;
    for (const BreakerEvent &event : newestFirst) {
        Circuit &circuit = circuits[event.model.toString()];
        if (circuit.last == nullptr)
            circuit.last = &event;
    }
    return circuits;
}

QCoro::Task<int> showStatus(Invocation in)
{
    constexpr int allThatIsKept = orchestration::BreakerLog::defaultRows;
    const auto events = co_await in.workspace->orchestrator().stages().breakerLog.list(allThatIsKept);
    if (!events)
        co_return in.terminal.error(events.error());
    const QMap<QString, Circuit> circuits = circuitsOf(in.workspace->orchestrator().policy(), *events);
    QJsonArray json;
    QList<QStringList> rows;
    for (auto it = circuits.begin(); it != circuits.end(); ++it) {
        json.append(QJsonObject{
            {u"model"_s, it.key()},
            {u"state"_s, it->state()},
            {u"forced"_s, it->forced != nullptr},
            {u"who"_s, it->who()},
            {u"reason"_s, it->reason()},
            {u"last_event"_s, it->last != nullptr ? QJsonValue(toJson(*it->last)) : QJsonValue()}});
        rows.append({it.key(), it->state(), orDash(it->since()), orDash(it->who()), it->reason()});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(u"Every circuit is closed: calls pass, and none ever changed its state."_s);
    else
        in.terminal.table({u"MODEL"_s, u"STATE"_s, u"LAST CHANGE (UTC)"_s, u"WHO"_s, u"WHY"_s}, rows);
    co_return Ok;
}

bool isSameModel(const catalog::ModelRef &a, const catalog::ModelRef &b)
{
    return a.model == b.model && a.provider.compare(b.provider, Qt::CaseInsensitive) == 0;
}

QCoro::Task<int> forceCircuit(Invocation in, ForcedState state)
{
    const QString reason = in.option(u"reason"_s).trimmed();
    if (reason.isEmpty()) {
        co_return in.terminal.usage(
            u"Say why, for those whom it concerns: assayctl breaker %1 %2 --reason TEXT"_s.arg(
                orchestration::forcedStateName(state), in.words.first()));
    }
    const auto model = co_await modelArgument(in, in.words.first(), u"The circuit"_s);
    if (!model)
        co_return in.terminal.error(model.error());
    const ForcedCircuit forced{*model, state, userName(), reason};
    Policy policy = in.workspace->orchestrator().policy();
    policy.forcedCircuits.removeIf(
        [&forced](const ForcedCircuit &each) { return isSameModel(each.model, forced.model); });
    policy.forcedCircuits.append(forced);
    const Result<> kept = co_await in.workspace->setPolicy(std::move(policy));
    if (!kept)
        co_return in.terminal.error(kept.error());
    if (in.terminal.isJson()) {
        in.terminal.document(toJson(forced));
        co_return Ok;
    }
    const QString sentence = state == ForcedState::Open
        ? u"%1 is stopped. Let it run again with: assayctl breaker reset %1"_s
        : u"Every call to %1 passes, whatever happens. Let the breaker decide again with: "
          "assayctl breaker reset %1"_s;
    in.terminal.line(sentence.arg(forced.model.toString()));
    co_return Ok;
}

QCoro::Task<int> openCircuit(Invocation in)
{
    return forceCircuit(std::move(in), ForcedState::Open);
}

QCoro::Task<int> closeCircuit(Invocation in)
{
    return forceCircuit(std::move(in), ForcedState::Closed);
}

/// The provider may be gone: only the policy is asked.
QCoro::Task<int> resetCircuit(Invocation in)
{
    const auto model = catalog::parseModelRef(in.words.first());
    if (!model) {
        co_return in.terminal.usage(
            u"The circuit needs PROVIDER/MODEL, not \"%1\". See: assayctl breaker status"_s.arg(
                in.words.first()));
    }
    Policy policy = in.workspace->orchestrator().policy();
    const auto found =
        std::find_if(policy.forcedCircuits.begin(), policy.forcedCircuits.end(),
                     [&model](const ForcedCircuit &each) { return isSameModel(each.model, *model); });
    if (found == policy.forcedCircuits.end()) {
        in.terminal.note(
            u"The circuit of %1 is not forced. See: assayctl breaker status"_s.arg(model->toString()));
        co_return CheckFailed;
    }
    const catalog::ModelRef forced = found->model;
    policy.forcedCircuits.erase(found);
    // Here the policy's own giving back has nothing left to do: who did it is in the events.
    orchestration::CircuitBreaker &breaker = in.workspace->orchestrator().stages().breaker;
    breaker.force(forced, orchestration::CircuitBreaker::Forced::None, userName(),
                  u"Given back to the breaker."_s);
    const Result<> kept = co_await in.workspace->setPolicy(std::move(policy));
    if (!kept)
        co_return in.terminal.error(kept.error());
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"model"_s, forced.toString()}, {u"forced"_s, false}});
    else
        in.terminal.line(u"The breaker decides on %1 again."_s.arg(forced.toString()));
    co_return Ok;
}

} // namespace

QList<Command> breakerCommands()
{
    using Needs = Command::Needs;
    const QList<QCommandLineOption> why{{u"reason"_s, {}, u"TEXT"_s}};
    return {
        {u"breaker"_s,
         u"status"_s,
         {},
         u"Shows the circuits that an administrator forced and those that ever changed."_s,
         0,
         0,
         {},
         Needs::Workspace,
         showStatus},
        {u"breaker"_s,
         u"events"_s,
         {},
         u"Lists when circuits opened and closed, newest first."_s,
         0,
         0,
         {},
         Needs::Workspace,
         showEvents},
        {u"breaker"_s, u"open"_s, u"PROVIDER/MODEL --reason TEXT"_s,
         u"Stops a model for everyone who uses the workspace, until reset."_s, 1, 1, why, Needs::Workspace,
         openCircuit},
        {u"breaker"_s, u"close"_s, u"PROVIDER/MODEL --reason TEXT"_s,
         u"Lets every call to a model pass, however often it fails, until reset."_s, 1, 1, why,
         Needs::Workspace, closeCircuit},
        {u"breaker"_s,
         u"reset"_s,
         u"PROVIDER/MODEL"_s,
         u"Takes an administrator's word back."_s,
         1,
         1,
         {},
         Needs::Workspace,
         resetCircuit},
        {u"breaker"_s, {}, {}, u"The same as breaker events."_s, 0, 0, {}, Needs::Workspace, showEvents},
    };
}

} // namespace assay::ctl
