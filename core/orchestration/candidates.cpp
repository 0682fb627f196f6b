// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/candidates.h"

#include "orchestration/orchestrationtr.h"
#include "providers/codec.h"

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using Tr = OrchestrationTr;

// What a token and an answer roughly are when nobody says.
constexpr int charsPerToken = 4;
constexpr int assumedAnswerTokens = 1000;

} // namespace

Candidates::Candidates(Services services)
    : m_services(std::move(services))
    , m_directory(m_services.providers, m_services.clock)
{
}

Result<QList<catalog::ModelRef>> Candidates::plan(const CallState &call, const Policy &policy) const
{
    const catalog::ModelRef &target = call.request.target;
    if (target.provider != routeProvider)
        return QList{target};
    QStringList names;
    for (const Route &route : policy.routes) {
        if (route.name == target.model) {
            QList<catalog::ModelRef> models;
            for (const Route::Candidate &candidate : route.candidates)
                models.append(candidate.model);
            return models;
        }
        names.append(route.name);
    }
    return fail(
        ErrorCode::NotFound,
        names.isEmpty()
            ? Tr::tr("There is no route “%1”: none is set up yet.").arg(target.model)
            : Tr::tr("There is no route “%1”. There are: %2.").arg(target.model, names.join(u", "_s)));
}

QCoro::Task<Result<Candidate>> Candidates::find(catalog::ModelRef model, CallState &call, bool mayDrop)
{
    Candidate candidate;
    candidate.model = model;
    Result<catalog::Provider> provider = co_await m_directory.find(model.provider);
    if (!provider)
        co_return tl::unexpected(provider.error());
    candidate.target.provider = std::move(*provider);
    candidate.target.call = call.record.id;
    if (const Result<> fits = fit(candidate, call, mayDrop); !fits)
        co_return tl::unexpected(fits.error());
    co_return candidate;
}

QCoro::Task<Result<>> Candidates::unlock(Candidate &candidate)
{
    Result<security::Secret> key = co_await m_services.client.keyOf(candidate.target.provider);
    if (!key)
        co_return tl::unexpected(key.error());
    candidate.target.key = std::move(*key);
    candidate.target.baseUrl = m_services.baseUrl(candidate.target.provider);
    co_return Result<>();
}

Result<> Candidates::fit(Candidate &candidate, CallState &call, bool mayDrop) const
{
    const CompletionRequest &asked = call.request;
    candidate.price = m_services.catalog.find(candidate.target.provider.vendor, candidate.model.model);
    candidate.request.model = candidate.model.model;
    candidate.request.messages = asked.messages;
    candidate.request.parameters = asked.parameters;
    candidate.request.tools = asked.tools;
    candidate.request.toolChoice = asked.toolChoice;
    candidate.request.stream = asked.stream;

    const catalog::Provider &provider = candidate.target.provider;
    const QStringList unsupported =
        providers::codecFor(provider.protocol).unsupported(provider, candidate.request);
    if (!unsupported.isEmpty() && !mayDrop) {
        return fail(
            ErrorCode::InvalidInput,
            Tr::tr("%1 has no place for: %2. Leave it out, or let Assay leave out what a provider cannot do.")
                .arg(provider.name, unsupported.join(u", "_s)));
    }
    if (!unsupported.isEmpty())
        call.notes.append(
            Tr::tr("Left out, as %1 has no place for it: %2.").arg(provider.name, unsupported.join(u", "_s)));

    for (const providers::Message &message : asked.messages)
        candidate.inputTokens += message.text.size() / charsPerToken + 1;
    candidate.outputTokens = asked.parameters.maxTokens.value_or(assumedAnswerTokens);
    if (candidate.price != nullptr) {
        catalog::Usage guess;
        guess.input = candidate.inputTokens;
        guess.output = candidate.outputTokens;
        candidate.estimate = catalog::costOf(*candidate.price, guess).value_or(Money());
    }
    return {};
}

} // namespace assay::orchestration
