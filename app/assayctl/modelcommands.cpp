// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/modeledit.h"
#include "models.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

QJsonValue priceJson(std::optional<Money> price)
{
    return price ? QJsonValue(price->toUsd()) : QJsonValue();
}

/// True, false, or null where nobody knows, by the names of the price list.
QJsonObject abilitiesJson(const catalog::CatalogModel *known)
{
    QJsonObject json;
    for (const auto &[name, ability] : catalog::abilityNames()) {
        const catalog::Ability can = known != nullptr ? known->*ability : catalog::Ability::Unknown;
        json.insert(name,
                    can == catalog::Ability::Unknown ? QJsonValue() : QJsonValue(can == catalog::Ability::Yes));
    }
    return json;
}

QCoro::Task<int> listModels(Invocation in)
{
    const auto providers = co_await in.workspace->providers().list();
    if (!providers)
        co_return in.terminal.error(providers.error());
    const auto prices = in.workspace->prices();
    notePriceProblems(in, *prices);
    const UtcMicros now = in.workspace->clock().utcMicros();
    const QString pricesAsOf = prices->builtIn().pricesAsOf().toString(Qt::ISODate);
    QJsonArray json;
    QList<QStringList> rows;
    int code = Ok;
    for (const catalog::Provider &provider : *providers) {
        auto models = co_await in.workspace->providers().listing(provider.id);
        if (models && (models->isEmpty() || in.has(u"refresh"_s)))
            models = co_await in.workspace->listModels(provider);
        if (!models) {
            in.terminal.note(u"%1: %2"_s.arg(provider.name, models.error().message));
            code = Failed;
            continue;
        }
        for (const catalog::ListedModel &model : *models) {
            const catalog::CatalogModel *known = prices->find(provider.priceVendor(), model.id, now);
            const catalog::PriceRates rates = known != nullptr ? known->rates : catalog::PriceRates{};
            const auto context = model.contextWindow ? model.contextWindow
                : known != nullptr                   ? known->contextWindow
                                                     : std::nullopt;
            const auto lastDay = model.shutdownDate ? model.shutdownDate
                : known != nullptr                  ? known->deprecatedOn
                                                    : std::nullopt;
            const QString name = provider.name + u'/' + model.id;
            json.append(QJsonObject{
                {u"model"_s, name},
                {u"context_window"_s, context ? QJsonValue(static_cast<qint64>(*context)) : QJsonValue()},
                {u"input_usd_per_mtok"_s, priceJson(rates.input)},
                {u"cached_input_usd_per_mtok"_s, priceJson(rates.cachedInput)},
                {u"output_usd_per_mtok"_s, priceJson(rates.output)},
                {u"max_output"_s,
                 known != nullptr && known->maxOutput ? QJsonValue(static_cast<qint64>(*known->maxOutput))
                                                      : QJsonValue()},
                {u"can"_s, abilitiesJson(known)},
                {u"refuses"_s, QJsonArray::fromStringList(known != nullptr ? known->refuses : QStringList())},
                {u"refuses_while_reasoning"_s,
                 QJsonArray::fromStringList(known != nullptr ? known->refusesWhileReasoning : QStringList())},
                {u"last_day"_s, lastDay ? QJsonValue(lastDay->toString(Qt::ISODate)) : QJsonValue()},
                {u"prices_as_of"_s, pricesAsOf}});
            rows.append({name, context ? QString::number(*context) : u"unknown"_s, priceText(rates.input),
                         priceText(rates.output)});
        }
    }
    if (in.terminal.isJson()) {
        in.terminal.document(json);
        co_return code;
    }
    if (rows.isEmpty())
        in.terminal.line(u"No models. Add a provider first: assayctl providers add NAME --base-url URL"_s);
    else
        in.terminal.table({u"MODEL"_s, u"CONTEXT"_s, u"INPUT/1M"_s, u"OUTPUT/1M"_s}, rows, {1, 2, 3});
    in.terminal.line(
        u"Built-in list prices as of %1; see assayctl models price-history for one's own."_s.arg(pricesAsOf));
    co_return code;
}

} // namespace

QList<Command> modelCommands()
{
    const QList<Command> list{{u"models"_s,
                               u"list"_s,
                               u"[--refresh]"_s,
                               u"Lists the models of all providers with their prices."_s,
                               0,
                               0,
                               {{u"refresh"_s, {}}},
                               Command::Needs::Workspace,
                               listModels}};
    return list + modelPriceCommands() + modelImportCommands() + modelRetiringCommands() + modelSetCommands();
}

} // namespace assay::ctl
