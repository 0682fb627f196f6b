// SPDX-License-Identifier: GPL-3.0-or-later
// Releases: start one, see both sides and the evidence, promote, roll back, or let Assay do it.
#include "command.h"
#include "moments.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using namespace release;

template <typename T, typename Convert>
Result<> readOption(const Invocation &in, const QString &option, T &target, Convert convert)
{
    if (!in.has(option))
        return {};
    bool isNumber = false;
    target = T(convert(in.option(option), &isNumber));
    return isNumber
        ? Result<>()
        : fail(ErrorCode::InvalidInput, u"--%1 needs a number, not \"%2\"."_s.arg(option, in.option(option)));
}

Result<QList<int>> stepsOf(const QString &text)
{
    QList<int> steps;
    for (const QString &part : text.split(u',')) {
        bool isNumber = false;
        steps.append(part.trimmed().toInt(&isNumber));
        if (!isNumber)
            return fail(ErrorCode::InvalidInput,
                        u"--steps are percentages such as 1,5,25,50,100, not \"%1\"."_s.arg(text));
    }
    return steps;
}

Result<ReleasePlan> planOf(const Invocation &in)
{
    ReleasePlan plan;
    if (in.has(u"blue-green"_s))
        plan.steps = {100};
    if (in.has(u"steps"_s)) {
        const auto steps = stepsOf(in.option(u"steps"_s));
        if (!steps)
            return tl::unexpected(steps.error());
        plan.steps = *steps;
    }
    plan.isAutomatic = !in.has(u"by-hand"_s);
    const auto real = [](const QString &text, bool *ok) { return text.toDouble(ok); };
    const auto whole = [](const QString &text, bool *ok) { return text.toInt(ok); };
    Guardrails &limits = plan.guardrails;
    for (const Result<> &read :
         {readOption(in, u"min-calls"_s, plan.minCalls, whole),
          readOption(in, u"min-step-seconds"_s, plan.minStepTime, whole),
          readOption(in, u"max-error-increase"_s, limits.errorRateIncrease, real),
          readOption(in, u"max-latency-increase"_s, limits.latencyP95Increase, real),
          readOption(in, u"max-cost-increase"_s, limits.costIncrease, real),
          readOption(in, u"max-validation-increase"_s, limits.validationFailureIncrease, real),
          readOption(in, u"max-score-decrease"_s, limits.scoreDecrease, real),
          readOption(in, u"confidence"_s, limits.confidence, real)}) {
        if (!read)
            return tl::unexpected(read.error());
    }
    return checked(plan).map([&] { return plan; });
}

By byPerson(const Invocation &in)
{
    return {userName(), in.option(u"reason"_s)};
}

QJsonObject toJson(const Release &release)
{
    return {{u"id"_s, release.id.toString()},
            {u"prompt"_s, release.promptName},
            {u"label"_s, release.label},
            {u"stable"_s, release.stable},
            {u"candidate"_s, release.candidate},
            {u"state"_s, releaseStateName(release.state)},
            {u"percent"_s, release.percent()},
            {u"started_at"_s, isoTime(release.startedAt)},
            {u"ended_at"_s, release.endedAt ? QJsonValue(isoTime(*release.endedAt)) : QJsonValue()},
            {u"plan"_s, release::toJson(release.plan)}};
}

QJsonObject sideJson(const SideFigures &side)
{
    return {{u"calls"_s, static_cast<qint64>(side.calls)},
            {u"errors"_s, static_cast<qint64>(side.errors)},
            {u"validation_failures"_s, static_cast<qint64>(side.validationFailures)}};
}

QString sentenceOf(const Release &release)
{
    const QString versions =
        u"%1@%2: version %3"_s.arg(release.promptName, release.label).arg(release.candidate);
    switch (release.state) {
    case ReleaseState::Finished:
        return u"%1 is released."_s.arg(versions);
    case ReleaseState::RolledBack:
        return u"%1 was rolled back; version %2 answers."_s.arg(versions).arg(release.stable);
    case ReleaseState::Paused:
        return u"%1 answers %2 % of calls, version %3 the others. Paused."_s.arg(versions)
            .arg(release.percent())
            .arg(release.stable);
    case ReleaseState::Running:
        break;
    }
    return u"%1 answers %2 % of calls, version %3 the others."_s.arg(versions)
        .arg(release.percent())
        .arg(release.stable);
}

QString valueText(Guardrail guardrail, double value, std::int64_t count)
{
    if (count == 0)
        return u"-"_s;
    switch (guardrail) {
    case Guardrail::ErrorRate:
    case Guardrail::ValidationFailures:
        return u"%1 %"_s.arg(value * 100, 0, 'f', 2);
    case Guardrail::LatencyP95:
        return u"%1 ms"_s.arg(value / 1000, 0, 'f', 0);
    case Guardrail::CostPerCall:
        return u"$%1"_s.arg(value, 0, 'f', 6);
    case Guardrail::EvaluationScore:
        break;
    }
    return QString::number(value, 'f', 3);
}

void printEvidence(const Terminal &terminal, const QList<Evidence> &evidence)
{
    QList<QStringList> rows;
    for (const Evidence &each : evidence) {
        const bool isMeasured = each.finding != Finding::NotMeasured;
        rows.append({guardrailTitle(each.guardrail), valueText(each.guardrail, each.stable, each.stableCount),
                     valueText(each.guardrail, each.candidate, each.candidateCount),
                     isMeasured
                         ? u"%1 to %2"_s.arg(each.worseAtLeast, 0, 'f', 4).arg(each.worseAtMost, 0, 'f', 4)
                         : u"-"_s,
                     each.allowed < 0 ? u"off"_s : QString::number(each.allowed),
                     QString(findingName(each.finding)).replace(u'_', u' '),
                     each.callsNeeded ? QString::number(*each.callsNeeded) : u"-"_s});
    }
    terminal.table({u"guardrail"_s, u"stable"_s, u"candidate"_s, u"worse by"_s, u"allowed"_s, u"finding"_s,
                    u"calls needed"_s},
                   rows, {1, 2, 3, 4, 6});
}

QJsonObject toJson(const Look &look)
{
    QJsonObject object = toJson(look.release);
    object.insert("stable_figures"_L1, sideJson(look.figures.stable));
    object.insert("candidate_figures"_L1, sideJson(look.figures.candidate));
    object.insert("assessment"_L1, release::toJson(look.assessment));
    return object;
}

void printLook(const Terminal &terminal, const Look &look)
{
    terminal.line(sentenceOf(look.release));
    terminal.line(u"Calls: %1 stable, %2 candidate. %3"_s.arg(look.figures.stable.calls)
                      .arg(look.figures.candidate.calls)
                      .arg(look.assessment.reason));
    printEvidence(terminal, look.assessment.evidence);
}

int tell(const Invocation &in, const Result<Release> &release)
{
    if (!release)
        return in.terminal.error(release.error());
    if (in.terminal.isJson())
        in.terminal.document(toJson(*release));
    else
        in.terminal.line(sentenceOf(*release));
    return Ok;
}

QCoro::Task<int> startRelease(Invocation in)
{
    const auto plan = planOf(in);
    if (!plan)
        co_return in.terminal.error(plan.error());
    bool isNumber = false;
    const int version = in.words.at(1).toInt(&isNumber);
    if (!isNumber)
        co_return in.terminal.usage(u"The version must be a number, not \"%1\"."_s.arg(in.words.at(1)));
    const auto prompt = co_await in.workspace->prompts().find(in.words.first());
    if (!prompt)
        co_return in.terminal.error(prompt.error());
    const QString label = in.has(u"label"_s) ? in.option(u"label"_s) : u"production"_s;
    const By by = byPerson(in);
    const auto started = co_await in.workspace->releases().start(prompt->id, label, version, *plan, by);
    co_return tell(in, started);
}

QCoro::Task<Result<Release>> namedRelease(Invocation in)
{
    co_return co_await in.workspace->releases().running(in.words.first(), in.option(u"label"_s));
}

QCoro::Task<int> listReleases(Invocation in)
{
    const auto releases = co_await in.workspace->releases().list();
    if (!releases)
        co_return in.terminal.error(releases.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const Release &release : *releases) {
        json.append(toJson(release));
        rows.append({release.promptName, release.label, u"v%1"_s.arg(release.stable),
                     u"v%1"_s.arg(release.candidate),
                     QString(releaseStateName(release.state)).replace(u'_', u' '),
                     u"%1 %"_s.arg(release.percent()), isoTime(release.startedAt)});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else
        in.terminal.table(
            {u"prompt"_s, u"label"_s, u"stable"_s, u"candidate"_s, u"state"_s, u"share"_s, u"started"_s},
            rows, {5});
    co_return Ok;
}

QCoro::Task<int> showStatus(Invocation in)
{
    if (in.words.isEmpty())
        co_return co_await listReleases(in);
    auto release = co_await namedRelease(in);
    if (!release)
        co_return in.terminal.error(release.error());
    const auto look = co_await in.workspace->releaseWatch().look(std::move(*release));
    if (!look)
        co_return in.terminal.error(look.error());
    if (in.terminal.isJson())
        in.terminal.document(toJson(*look));
    else
        printLook(in.terminal, *look);
    co_return Ok;
}

/// One look at every running release, with what follows from it.
QCoro::Task<int> watchReleases(Invocation in)
{
    const auto looks = co_await in.workspace->releaseWatch().actOnAll();
    if (!looks)
        co_return in.terminal.error(looks.error());
    QJsonArray json;
    for (const Look &look : *looks) {
        json.append(toJson(look));
        if (!in.terminal.isJson())
            printLook(in.terminal, look);
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (looks->isEmpty())
        in.terminal.line(u"No release is running."_s);
    co_return Ok;
}

QCoro::Task<int> promote(Invocation in)
{
    const auto release = co_await namedRelease(in);
    if (!release)
        co_return in.terminal.error(release.error());
    const By by = byPerson(in);
    const auto promoted = co_await in.workspace->releases().promote(*release, by);
    co_return tell(in, promoted);
}

QCoro::Task<int> rollBack(Invocation in)
{
    const auto release = co_await namedRelease(in);
    if (!release)
        co_return in.terminal.error(release.error());
    const By by = byPerson(in);
    const auto ended = co_await in.workspace->releases().rollBack(*release, by);
    co_return tell(in, ended);
}

QCoro::Task<int> setPaused(Invocation in, bool isPaused)
{
    const auto release = co_await namedRelease(in);
    if (!release)
        co_return in.terminal.error(release.error());
    const By by = byPerson(in);
    const auto changed = co_await in.workspace->releases().setPaused(*release, isPaused, by);
    co_return tell(in, changed);
}

QCoro::Task<int> pause(Invocation in)
{
    co_return co_await setPaused(in, true);
}

QCoro::Task<int> resume(Invocation in)
{
    co_return co_await setPaused(in, false);
}

QList<QCommandLineOption> startOptions()
{
    QList<QCommandLineOption> options{{u"label"_s, {}, u"LABEL"_s},
                                      {u"steps"_s, {}, u"PERCENTAGES"_s},
                                      {u"blue-green"_s, {}},
                                      {u"by-hand"_s, {}},
                                      {u"reason"_s, {}, u"TEXT"_s}};
    for (const QString &number :
         {u"min-calls"_s, u"min-step-seconds"_s, u"max-error-increase"_s, u"max-latency-increase"_s,
          u"max-cost-increase"_s, u"max-validation-increase"_s, u"max-score-decrease"_s, u"confidence"_s})
        options.append({number, {}, u"N"_s});
    return options;
}

} // namespace

QList<Command> releaseCommands()
{
    using Needs = Command::Needs;
    const QString group = u"releases"_s;
    const QList<QCommandLineOption> which{{u"label"_s, {}, u"LABEL"_s}, {u"reason"_s, {}, u"TEXT"_s}};
    const QString usage = u"NAME [--label LABEL] [--reason TEXT]"_s;
    return {
        {group, u"start"_s,
         u"NAME VERSION [--label LABEL] [--steps 1,5,25,50,100 | --blue-green] [--by-hand] [--min-calls N] "
         "[--min-step-seconds N] [--max-error-increase N] [--max-latency-increase N] [--max-cost-increase N] "
         "[--max-validation-increase N] [--max-score-decrease N] [--confidence N] [--reason TEXT]"_s,
         u"Gives a version to a growing share of a label's calls, as long as the guardrails hold."_s, 2, 2,
         startOptions(), Needs::Workspace, startRelease},
        {group,
         u"status"_s,
         u"[NAME] [--label LABEL]"_s,
         u"Lists the releases, or shows both sides of a running one with the evidence."_s,
         0,
         1,
         {which.first()},
         Needs::Workspace,
         showStatus},
        {group,
         u"watch"_s,
         {},
         u"Looks at every running release once and promotes or rolls back where the plan says so."_s,
         0,
         0,
         {},
         Needs::Workspace,
         watchReleases},
        {group, u"promote"_s, usage, u"Takes a release to its next step."_s, 1, 1, which, Needs::Workspace,
         promote},
        {group, u"rollback"_s, usage, u"Gives every call the stable version again."_s, 1, 1, which,
         Needs::Workspace, rollBack},
        {group, u"pause"_s, usage, u"Keeps the share as it is until resumed."_s, 1, 1, which,
         Needs::Workspace, pause},
        {group, u"resume"_s, usage, u"Goes on with a paused release."_s, 1, 1, which, Needs::Workspace,
         resume},
    };
}

} // namespace assay::ctl
