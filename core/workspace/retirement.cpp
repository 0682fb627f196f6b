// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/retirement.h"

#include <algorithm>
#include <tuple>

#include <QCoroFuture>
#include <QDateTime>
#include <QHash>

using namespace Qt::StringLiterals;

namespace assay::workspace {
namespace {

/// What uses each model, by "provider/model".
using Uses = QHash<QString, QList<ModelUse>>;

/// A prompt's version that is the latest or has labels, with the model it names.
struct LiveVersion {
    ModelUse use;
    QString model;
};

QCoro::Task<Result<QList<LiveVersion>>> liveVersions(prompts::PromptStore &prompts)
{
    const auto summaries = co_await prompts.list();
    if (!summaries)
        co_return tl::unexpected(summaries.error());
    QList<LiveVersion> live;
    for (const prompts::PromptSummary &prompt : *summaries) {
        const auto versions = co_await prompts.versions(prompt.id);
        if (!versions)
            co_return tl::unexpected(versions.error());
        for (const prompts::PromptVersion &version : *versions) {
            const bool isLatest = version.number == prompt.latestVersion;
            if ((isLatest || !version.labels.isEmpty()) && !version.content.model.isEmpty())
                live.append(
                    {{ModelUse::Kind::Prompt, prompt.name, version.number, isLatest, version.labels, {}},
                     version.content.model});
        }
    }
    co_return live;
}

Uses usesOf(const QList<LiveVersion> &versions, const orchestration::Policy &policy)
{
    Uses uses;
    for (const orchestration::Route &route : policy.routes) {
        for (const auto &candidate : route.candidates)
            uses[candidate.model.toString()].append({ModelUse::Kind::Route, route.name, 0, false, {}, {}});
    }
    for (const LiveVersion &version : versions) {
        const auto ref = catalog::parseModelRef(version.model);
        if (!ref || ref->provider != orchestration::routeProvider) {
            uses[version.model].append(version.use);
            continue;
        }
        for (const orchestration::Route &route : policy.routes) {
            for (const auto &candidate : route.candidates) {
                if (route.name != ref->model)
                    continue;
                ModelUse through = version.use;
                through.route = route.name;
                uses[candidate.model.toString()].append(through);
            }
        }
    }
    if (policy.cache.enabled && policy.cache.semantic)
        uses[policy.cache.embeddingModel.toString()].append(
            {ModelUse::Kind::SemanticCache, {}, 0, false, {}, {}});
    return uses;
}

struct LastDay {
    QDate date;
    bool isFromListing = false;
};

/// Answers when a provider's models end.
class LastDays final {
public:
    LastDays(const catalog::Provider &provider, const QList<catalog::ListedModel> &listing,
             const catalog::PriceBook &prices, QDate today)
        : m_vendor(provider.priceVendor())
        , m_prices(prices)
        , m_at(today.endOfDay(Qt::UTC).toMSecsSinceEpoch() * 1000)
    {
        for (const catalog::ListedModel &listed : listing) {
            if (listed.shutdownDate && listed.shutdownDate->isValid())
                m_listed.insert(listed.id, *listed.shutdownDate);
        }
    }

    [[nodiscard]] std::optional<LastDay> of(const QString &model) const
    {
        if (const auto listed = m_listed.constFind(model); listed != m_listed.constEnd())
            return LastDay{*listed, true};
        const catalog::CatalogModel *known = m_prices.find(m_vendor, model, m_at);
        if (known == nullptr || !known->deprecatedOn)
            return std::nullopt;
        return LastDay{*known->deprecatedOn, false};
    }

private:
    QString m_vendor;
    const catalog::PriceBook &m_prices;
    UtcMicros m_at;
    QHash<QString, QDate> m_listed;
};

/// The names of a provider's models to look at, each once.
QStringList modelsOf(const catalog::Provider &provider, const QList<catalog::ListedModel> &listing,
                     const Uses &uses, RetirementScope scope)
{
    QStringList models;
    for (auto use = uses.begin(); use != uses.end(); ++use) {
        if (const auto ref = catalog::parseModelRef(use.key()); ref && ref->provider == provider.name)
            models << ref->model;
    }
    if (scope == RetirementScope::All) {
        for (const catalog::ListedModel &listed : listing)
            models << listed.id;
    }
    models.removeDuplicates();
    return models;
}

} // namespace

QString modelUseKindName(ModelUse::Kind kind)
{
    switch (kind) {
    case ModelUse::Kind::Prompt:
        return u"prompt"_s;
    case ModelUse::Kind::Route:
        return u"route"_s;
    case ModelUse::Kind::SemanticCache:
        return u"semantic-cache"_s;
    }
    Q_UNREACHABLE();
}

QCoro::Task<Result<QList<RetiringModel>>>
retiringModels(catalog::ProviderStore &providers, prompts::PromptStore &prompts,
               orchestration::PolicyStore &policies, std::shared_ptr<const catalog::PriceBook> prices,
               QDate today, RetirementScope scope, std::optional<int> withinDays)
{
    const auto policy = co_await policies.load();
    if (!policy)
        co_return tl::unexpected(policy.error());
    const auto versions = co_await liveVersions(prompts);
    if (!versions)
        co_return tl::unexpected(versions.error());
    const Uses uses = usesOf(*versions, *policy);
    const auto all = co_await providers.list();
    if (!all)
        co_return tl::unexpected(all.error());

    QList<RetiringModel> retiring;
    for (const catalog::Provider &provider : *all) {
        const auto listing = co_await providers.listing(provider.id);
        if (!listing)
            co_return tl::unexpected(listing.error());
        const LastDays lastDays(provider, *listing, *prices, today);
        for (const QString &model : modelsOf(provider, *listing, uses, scope)) {
            const auto end = lastDays.of(model);
            const auto daysLeft = end ? int(today.daysTo(end->date)) : 0;
            if (!end || (withinDays && daysLeft > *withinDays))
                continue;
            const catalog::ModelRef ref{provider.name, model};
            retiring.append({ref, end->date, daysLeft, end->isFromListing, uses.value(ref.toString())});
        }
    }
    std::sort(retiring.begin(), retiring.end(), [](const RetiringModel &a, const RetiringModel &b) {
        return std::tie(a.lastDay, a.model.provider, a.model.model)
            < std::tie(b.lastDay, b.model.provider, b.model.model);
    });
    co_return retiring;
}

} // namespace assay::workspace
