// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/candidates.h"

#include "orchestration/complexity.h"
#include "orchestration/orchestrationtr.h"
#include "providers/modelfit.h"

#include <algorithm>

#include <QCoroFuture>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using Tr = OrchestrationTr;

constexpr int assumedAnswerTokens = 1000; // when nobody says

Result<Route> routeFor(const catalog::ModelRef &target, const Policy &policy)
{
    if (target.provider != routeProvider)
        return routeOf(target);
    QStringList names;
    for (const Route &route : policy.routes) {
        if (route.name == target.model)
            return route;
        names.append(route.name);
    }
    return fail(
        ErrorCode::NotFound,
        names.isEmpty()
            ? Tr::tr("There is no route “%1”: none is set up yet.").arg(target.model)
            : Tr::tr("There is no route “%1”. There are: %2.").arg(target.model, names.join(u", "_s)));
}

void notePlace(CallState &call, const catalog::ModelRef &model, bool isTaken, const QString &reason)
{
    call.trace.note({.stage = telemetry::TraceStage::Route,
                     .model = model.toString(),
                     .outcome = isTaken ? u"taken"_s : u"passed_over"_s,
                     .detail = reason});
}

using Parts = QList<providers::NotTaken>;

Parts ofProvider(const Parts &parts, bool isOfProvider)
{
    Parts some;
    for (const providers::NotTaken &part : parts) {
        if ((part.cause == providers::NotTaken::Cause::Provider) == isOfProvider)
            some.append(part);
    }
    return some;
}

/// "temperature (gpt-5 refuses it), tools (sim-swift calls no tools)"
QString withReasons(const Parts &parts)
{
    QStringList texts;
    for (const providers::NotTaken &part : parts)
        texts.append(Tr::tr("%1 (%2)", "a parameter, why not").arg(part.name, part.reason));
    return texts.join(u", "_s);
}

QString refusalOf(const catalog::Provider &provider, const Parts &parts)
{
    const Parts byProvider = ofProvider(parts, true);
    const Parts byModel = ofProvider(parts, false);
    if (byModel.isEmpty())
        return Tr::tr("%1 has no place for: %2. Leave it out, or let Assay leave out what a provider cannot do.")
            .arg(provider.name, namesOf(byProvider));
    const QString why = Tr::tr("The model does not take: %1. Leave it out, let Assay leave out what a provider "
                               "cannot do, or correct what is known of the model.")
                            .arg(withReasons(byModel));
    return byProvider.isEmpty()
        ? why
        : Tr::tr("%1 has no place for: %2. %3").arg(provider.name, namesOf(byProvider), why);
}

void noteLeftOut(CallState &call, const catalog::Provider &provider, const Parts &parts)
{
    const Parts byProvider = ofProvider(parts, true);
    if (!byProvider.isEmpty())
        call.notes.append(Tr::tr("Left out, as %1 has no place for it: %2.").arg(provider.name, namesOf(byProvider)));
    if (const Parts byModel = ofProvider(parts, false); !byModel.isEmpty())
        call.notes.append(Tr::tr("Left out, as the model does not take it: %1.").arg(withReasons(byModel)));
}

} // namespace

Candidates::Candidates(Services services)
    : m_services(std::move(services))
    , m_directory(m_services.providers, m_services.clock)
{
}

QCoro::Task<Result<std::vector<Candidate>>> Candidates::find(CallState &call, const Policy &policy)
{
    const bool mayDrop = policy.dropUnsupported || call.request.dropUnsupported;
    const Result<Route> route = routeFor(call.request.target, policy);
    if (!route)
        co_return tl::unexpected(route.error());
    const bool isNamed = route->name.isEmpty(); // whom the caller named is asked, whatever is known of it
    std::optional<Error> why;
    std::vector<Candidate> found;
    std::vector<CandidateInfo> infos;
    for (const Route::Candidate &each : route->candidates) {
        Result<Candidate> candidate = co_await candidateFor(each.model, call, {mayDrop, isNamed});
        if (candidate) {
            if (!isNamed)
                infos.push_back(co_await infoOf(*candidate, each.weight));
            found.push_back(std::move(*candidate));
        } else {
            notePlace(call, each.model, false, candidate.error().message);
            why = candidate.error();
        }
    }
    if (isNamed && !found.empty())
        co_return found;
    std::vector<Candidate> ordered;
    if (!found.empty()) {
        Requirements requirements = requirementsOf(found.front().request, found.front().inputTokens);
        if (mayDrop) // then no model is passed over for what can be left out
            requirements.tools = requirements.images = requirements.jsonSchema = requirements.reasoning =
                false;
        const double complexity =
            route->policy == RoutingPolicy::Complexity ? complexityOf(found.front().request) : 0;
        for (const PlannedModel &place : orchestration::plan(*route, requirements, infos, complexity,
                                                             QRandomGenerator::global()->generateDouble())) {
            notePlace(call, place.model, place.isTaken, place.reason);
            const auto candidate = std::find_if(found.begin(), found.end(), [&place](const Candidate &each) {
                return each.model == place.model;
            });
            if (place.isTaken)
                ordered.push_back(*candidate);
            else
                why = Error{ErrorCode::InvalidInput, place.reason, {}, false, {}};
        }
    }
    if (ordered.empty())
        co_return tl::unexpected(why.value_or(Error{
            ErrorCode::NotFound, Tr::tr("The route %1 has no models.").arg(route->name), {}, false, {}}));
    co_return ordered;
}

QCoro::Task<CandidateInfo> Candidates::infoOf(const Candidate &candidate, int weight)
{
    CandidateInfo info;
    info.model = candidate.model;
    info.weight = weight;
    info.known = candidate.price;
    info.recent = m_services.stages.recent.figures(candidate.model);
    info.isCircuitOpen = m_services.stages.breaker.isRefusing(candidate.model);
    info.isProviderDown = m_services.stages.health.isDown(candidate.target.provider.id);
    info.estimatedCost = candidate.estimate;
    const auto listing = co_await m_services.providers.listing(candidate.target.provider.id);
    for (const catalog::ListedModel &listed : listing.value_or(QList<catalog::ListedModel>())) {
        if (listed.id == candidate.model.model)
            info.listedContextWindow = listed.contextWindow;
    }
    co_return info;
}

QCoro::Task<Result<Candidate>> Candidates::candidateFor(catalog::ModelRef model, CallState &call,
                                                        Leniency leniency)
{
    Candidate candidate;
    candidate.model = model;
    Result<catalog::Provider> provider = co_await m_directory.find(model.provider);
    if (!provider)
        co_return tl::unexpected(provider.error());
    candidate.target.provider = std::move(*provider);
    candidate.target.call = call.record.id;
    if (const Result<> fits = fit(candidate, call, leniency); !fits)
        co_return tl::unexpected(fits.error());
    co_return candidate;
}

QCoro::Task<Result<>> Candidates::unlock(Candidate &candidate, std::stop_token stop)
{
    Result<security::Secret> key =
        co_await m_services.client.keyOf(candidate.target.provider, std::move(stop));
    if (!key)
        co_return tl::unexpected(key.error());
    candidate.target.key = std::move(*key);
    candidate.target.baseUrl = m_services.baseUrl(candidate.target.provider);
    co_return Result<>();
}

Result<> Candidates::fit(Candidate &candidate, CallState &call, Leniency leniency) const
{
    const CompletionRequest &asked = call.request;
    candidate.price = call.prices->find(candidate.target.provider.priceVendor(), candidate.model.model,
                                        call.record.startedAt);
    candidate.request.model = candidate.model.model;
    candidate.request.messages = asked.messages;
    candidate.request.parameters = asked.parameters;
    candidate.request.tools = asked.tools;
    candidate.request.toolChoice = asked.toolChoice;
    candidate.request.stream = asked.stream;

    const catalog::Provider &provider = candidate.target.provider;
    QList<providers::NotTaken> parts =
        providers::notTaken(provider, candidate.price, candidate.request);
    if (!leniency.isNamed && !leniency.mayDrop) // the router passes over who lacks an ability, and says so
        parts.removeIf([](const auto &part) { return part.cause == providers::NotTaken::Cause::Ability; });
    if (!parts.isEmpty() && !leniency.mayDrop)
        return fail(ErrorCode::InvalidInput, refusalOf(provider, parts));
    if (!parts.isEmpty())
        noteLeftOut(call, provider, parts);
    candidate.request = providers::without(std::move(candidate.request), parts, candidate.price);

    candidate.tokens = m_services.stages.tokens.estimate(candidate.model, provider.vendor, candidate.request);
    candidate.inputTokens = candidate.tokens.tokens;
    candidate.outputTokens = candidate.request.parameters.maxTokens.value_or(assumedAnswerTokens);
    if (candidate.price != nullptr) {
        catalog::Usage guess;
        guess.input = candidate.inputTokens;
        guess.output = candidate.outputTokens;
        candidate.estimate = catalog::costOf(
            *candidate.price, guess,
            candidate.request.parameters.serviceTier.value_or(catalog::ServiceTier::Standard));
    }
    return {};
}

} // namespace assay::orchestration
