// SPDX-License-Identifier: GPL-3.0-or-later
// Where a route sends a request and why, and the threshold that one's own judgements speak for.
#include "command.h"
#include "promptsource.h"

#include "evaluation/thresholdsamples.h"
#include "orchestration/routeexplanation.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using orchestration::Route;
using orchestration::RoutingPolicy;

QString figure(double value)
{
    return QString::number(value, 'f', 3);
}

Result<QList<Route>> routesOf(const Invocation &in)
{
    const QList<Route> &all = in.workspace->orchestrator().policy().routes;
    if (!in.has(u"route"_s))
        return all;
    QString name = in.option(u"route"_s);
    if (name.startsWith("route/"_L1))
        name.remove(0, 6);
    for (const Route &route : all) {
        if (route.name == name)
            return QList<Route>{route};
    }
    return fail(ErrorCode::NotFound, u"There is no route \"%1\"."_s.arg(name));
}

QJsonObject toJson(const orchestration::Complexity &complexity)
{
    QJsonArray features;
    for (const orchestration::ComplexityShare &share : complexity.shares)
        features.append(QJsonObject{{u"feature"_s, orchestration::complexityFeatureName(share.feature)},
                                    {u"value"_s, share.value},
                                    {u"weight"_s, share.weight},
                                    {u"share"_s, share.share}});
    return {{u"score"_s, complexity.score}, {u"features"_s, features}};
}

QJsonObject toJson(const Route &route, const orchestration::RouteExplanation &explanation)
{
    QJsonArray places;
    for (const orchestration::PlannedModel &place : explanation.places)
        places.append(QJsonObject{
            {u"model"_s, place.model.toString()}, {u"taken"_s, place.isTaken}, {u"reason"_s, place.reason}});
    const bool isByComplexity = route.policy == RoutingPolicy::Complexity;
    return {{u"route"_s, route.name},
            {u"policy"_s, orchestration::routingPolicyName(route.policy)},
            {u"threshold"_s, isByComplexity ? QJsonValue(route.complexityThreshold) : QJsonValue()},
            {u"candidates"_s, places},
            {u"error"_s, explanation.error ? QJsonValue(explanation.error->message) : QJsonValue()}};
}

void print(const Terminal &terminal, const orchestration::Complexity &complexity)
{
    QList<QStringList> rows;
    for (const orchestration::ComplexityShare &share : complexity.shares)
        rows.append({orchestration::complexityFeatureName(share.feature), figure(share.value),
                     figure(share.weight), figure(share.share)});
    terminal.table({u"FEATURE"_s, u"VALUE"_s, u"WEIGHT"_s, u"OF THE SCORE"_s}, rows, {1, 2, 3});
    terminal.line(u"Score: %1"_s.arg(figure(complexity.score)));
}

void print(const Terminal &terminal, const Route &route, const orchestration::RouteExplanation &explanation)
{
    QString head = u"\nroute/%1 (%2)"_s.arg(route.name, orchestration::routingPolicyName(route.policy));
    if (route.policy == RoutingPolicy::Complexity) {
        const bool isComplex = explanation.complexity.score >= route.complexityThreshold;
        head += u": threshold %1, so the request counts as %2"_s.arg(figure(route.complexityThreshold),
                                                                     isComplex ? u"complex"_s : u"simple"_s);
    }
    terminal.line(head);
    QList<QStringList> rows;
    int place = 0;
    for (const orchestration::PlannedModel &model : explanation.places)
        rows.append(
            {model.isTaken ? QString::number(++place) : u"-"_s, model.model.toString(), model.reason});
    if (!rows.isEmpty())
        terminal.table({u"TRY"_s, u"MODEL"_s, u"WHY"_s}, rows, {0});
    if (explanation.error)
        terminal.note(explanation.error->message);
}

QCoro::Task<int> explain(Invocation in)
{
    if (in.has(u"text"_s) != in.words.isEmpty())
        co_return in.terminal.usage(u"Name a prompt, or give --text TEXT, one of the two."_s);
    Result<PromptSource> source = PromptSource();
    if (in.has(u"text"_s))
        source = co_await textSource(in, in.option(u"text"_s));
    else
        source = co_await promptSource(in, in.words.first());
    if (!source)
        co_return in.terminal.error(source.error());
    const auto messages = renderedMessages(in, *source);
    if (!messages)
        co_return in.terminal.error(messages.error());
    const auto routes = routesOf(in);
    if (!routes)
        co_return in.terminal.error(routes.error());

    orchestration::CompletionRequest request;
    request.messages = *messages;
    request.parameters = source->content.parameters;
    request.tools = source->content.tools;
    providers::ModelRequest asked;
    asked.messages = request.messages;
    asked.parameters = request.parameters;
    asked.tools = request.tools;
    const orchestration::Complexity complexity = orchestration::explainComplexity(asked);
    if (!in.terminal.isJson())
        print(in.terminal, complexity);
    QJsonArray json;
    orchestration::Orchestrator &orchestrator = in.workspace->orchestrator();
    const orchestration::RouteServices services{
        in.workspace->clock(),
        in.workspace->providers(),
        orchestrator.client(),
        [&workspace = *in.workspace](const catalog::Provider &provider) {
            return workspace.baseUrl(provider);
        },
        orchestrator.stages(),
        in.workspace->prices()};
    for (const Route &route : *routes) {
        request.target = {orchestration::routeProvider, route.name};
        const orchestration::RouteExplanation explanation =
            co_await orchestration::explainRoute(services, orchestrator.policy(), request);
        if (in.terminal.isJson())
            json.append(toJson(route, explanation));
        else
            print(in.terminal, route, explanation);
    }
    if (in.terminal.isJson()) {
        QJsonObject document = toJson(complexity);
        document.insert(u"routes"_s, json);
        in.terminal.document(document);
    } else if (routes->isEmpty()) {
        in.terminal.line(u"No routes are set up. Set them with: assayctl policy set routes '[...]'"_s);
    }
    co_return Ok;
}

/// The runs that say something of a route, and how many do not, by reason.
struct Samples {
    std::vector<orchestration::ThresholdSample> samples;
    QMap<evaluation::NoSample, int> left;

    Samples() = default;
};

/// What the call of each column cost, as the log knows it.
QCoro::Task<QList<std::optional<Money>>> costsOf(Invocation in, evaluation::Comparison comparison)
{
    QList<std::optional<Money>> costs;
    for (const evaluation::ComparisonColumn &column : std::as_const(comparison.columns)) {
        std::optional<Money> cost;
        if (column.call) {
            const auto record = co_await in.workspace->log().call(*column.call);
            if (record && record->status == telemetry::CallStatus::Ok)
                cost = record->cost;
        }
        costs.append(cost);
    }
    co_return costs;
}

QCoro::Task<Result<Samples>> samplesFor(Invocation in, Route route)
{
    const auto runs = co_await in.workspace->comparisons().list(std::numeric_limits<int>::max());
    if (!runs)
        co_return tl::unexpected(runs.error());
    const catalog::ModelRef simple = route.candidates.first().model;
    QList<catalog::ModelRef> others;
    for (const Route::Candidate &candidate : route.candidates.mid(1))
        others.append(candidate.model);
    Samples found;
    for (const evaluation::ComparisonSummary &run : *runs) {
        if (!run.models.contains(simple.toString()))
            continue;
        const auto comparison = co_await in.workspace->comparisons().load(run.id);
        if (!comparison)
            continue; // deleted meanwhile
        const auto votes = co_await in.workspace->votes().votes(run.id);
        if (!votes)
            co_return tl::unexpected(votes.error());
        const QList<std::optional<Money>> costs = co_await costsOf(in, *comparison);
        const auto sample = evaluation::thresholdSample(*comparison, *votes, simple, others, costs);
        if (sample)
            found.samples.push_back(*sample);
        else
            ++found.left[sample.error()];
    }
    co_return found;
}

QString whyLeft(evaluation::NoSample why)
{
    switch (why) {
    case evaluation::NoSample::OtherModels:
        return u"compared other models"_s;
    case evaluation::NoSample::Unjudged:
        return u"without a vote or a pick between the two"_s;
    case evaluation::NoSample::AskedDifferently:
        return u"where the two were asked differently"_s;
    case evaluation::NoSample::CostUnknown:
        break;
    }
    return u"without a known cost of both answers"_s;
}

QString percent(double share)
{
    return QString::number(share * 100, 'f', 1) + u" %"_s;
}

QJsonObject toJson(const orchestration::ThresholdPoint &point)
{
    return {{u"threshold"_s, point.threshold},
            {u"quality"_s, point.quality},
            {u"cost_usd"_s, point.cost.toUsd()}};
}

void print(const Terminal &terminal, const Route &route, const Samples &found,
           const orchestration::ThresholdTuning &tuning)
{
    QList<QStringList> rows;
    for (const orchestration::ThresholdPoint &point : tuning.points)
        rows.append({figure(point.threshold), percent(point.quality), displayMoney(point.cost),
                     point.threshold == tuning.best.threshold ? u"best"_s : u""_s});
    terminal.table({u"THRESHOLD"_s, u"GOOD ANSWERS"_s, u"COST"_s, u""_s}, rows, {0, 1, 2});
    terminal.line(
        u"%1 of side-by-side runs that were judged. The threshold of route/%2 is %3; %4 is the best."_s.arg(
            counted(static_cast<std::int64_t>(found.samples.size()), u"sample"_s), route.name,
            figure(route.complexityThreshold), figure(tuning.best.threshold)));
    for (auto it = found.left.begin(); it != found.left.end(); ++it)
        terminal.note(u"Left out: %1 %2."_s.arg(counted(it.value(), u"run"_s), whyLeft(it.key())));
}

QCoro::Task<int> applyThreshold(Invocation in, QString name, double threshold)
{
    orchestration::Policy policy = in.workspace->orchestrator().policy();
    for (Route &route : policy.routes) {
        if (route.name == name)
            route.complexityThreshold = threshold;
    }
    const Result<> kept = co_await in.workspace->setPolicy(std::move(policy));
    if (!kept)
        co_return in.terminal.error(kept.error());
    if (!in.terminal.isJson())
        in.terminal.line(u"The threshold of route/%1 is now %2."_s.arg(name, figure(threshold)));
    co_return Ok;
}

Result<double> minQuality(const Invocation &in)
{
    constexpr double usual = 90;
    if (!in.has(u"min-quality"_s))
        return usual / 100;
    bool isNumber = false;
    const double given = in.option(u"min-quality"_s).toDouble(&isNumber);
    if (!isNumber || !(given >= 0 && given <= 100))
        return fail(
            ErrorCode::InvalidInput,
            u"--min-quality is a percentage from 0 to 100, not \"%1\"."_s.arg(in.option(u"min-quality"_s)));
    return given / 100;
}

QCoro::Task<int> tune(Invocation in)
{
    constexpr std::size_t fewSamples = 20;
    const auto quality = minQuality(in);
    if (!quality)
        co_return in.terminal.error(quality.error());
    QString name = in.words.first();
    if (name.startsWith("route/"_L1))
        name.remove(0, 6);
    Route route;
    for (const Route &each : in.workspace->orchestrator().policy().routes) {
        if (each.name == name)
            route = each;
    }
    if (route.name.isEmpty())
        co_return in.terminal.usage(u"There is no route \"%1\"."_s.arg(name));
    if (route.policy != RoutingPolicy::Complexity || route.candidates.size() < 2)
        co_return in.terminal.usage(
            u"Only a route by complexity with two models or more has a threshold; route/%1 has none."_s.arg(
                name));
    const auto found = co_await samplesFor(in, route);
    if (!found)
        co_return in.terminal.error(found.error());
    if (found->samples.empty()) {
        for (auto it = found->left.begin(); it != found->left.end(); ++it)
            in.terminal.note(u"Left out: %1 %2."_s.arg(counted(it.value(), u"run"_s), whyLeft(it.key())));
        in.terminal.note(
            u"There is nothing to tune route/%1 on: compare %2 with another of its models side by "
            "side, and vote."_s.arg(name, route.candidates.first().model.toString()));
        co_return CheckFailed;
    }
    const auto tuning = orchestration::tuneThreshold(found->samples, *quality);
    if (!tuning)
        co_return in.terminal.error(tuning.error());
    const bool applies = in.has(u"apply"_s) && tuning->isReached;
    if (in.terminal.isJson()) {
        QJsonArray points;
        for (const orchestration::ThresholdPoint &point : tuning->points)
            points.append(toJson(point));
        in.terminal.document(QJsonObject{{u"route"_s, name},
                                         {u"threshold"_s, route.complexityThreshold},
                                         {u"samples"_s, static_cast<qint64>(found->samples.size())},
                                         {u"best"_s, toJson(tuning->best)},
                                         {u"reached"_s, tuning->isReached},
                                         {u"applied"_s, applies},
                                         {u"points"_s, points}});
    } else {
        print(in.terminal, route, *found, *tuning);
    }
    if (found->samples.size() < fewSamples)
        in.terminal.note(u"That is few: with less than %1 samples chance decides."_s.arg(fewSamples));
    if (!tuning->isReached) {
        in.terminal.note(u"No threshold gives %1 good answers; nothing is changed."_s.arg(percent(*quality)));
        co_return CheckFailed;
    }
    if (!applies)
        co_return Ok;
    co_return co_await applyThreshold(in, name, tuning->best.threshold);
}

} // namespace

QList<Command> routeCommands()
{
    const QString group = u"routes"_s;
    return {
        {group,
         u"explain"_s,
         u"NAME[@V]|--text TEXT [--route ROUTE] [--var k=v ...] [--test-values]"_s,
         u"Shows how complex a prompt is, by feature, and where each route sends it and why. Sends nothing."_s,
         0,
         1,
         {{u"text"_s, {}, u"TEXT"_s},
          {u"route"_s, {}, u"ROUTE"_s},
          {u"var"_s, {}, u"NAME=VALUE"_s},
          {u"test-values"_s, {}},
          {u"subject"_s, {}, u"WHO"_s}},
         Command::Needs::Workspace,
         explain},
        {group,
         u"tune"_s,
         u"ROUTE [--min-quality PERCENT] [--apply]"_s,
         u"Finds the complexity threshold that costs least, going by the votes on your side-by-side runs."_s,
         1,
         1,
         {{u"min-quality"_s, {}, u"PERCENT"_s}, {u"apply"_s, {}}},
         Command::Needs::Workspace,
         tune}};
}

} // namespace assay::ctl
