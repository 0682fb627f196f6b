// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/modelentry.h"

#include <algorithm>
#include <array>
#include <functional>

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

constexpr std::int64_t maxTokens = 1'000'000'000'000; // no limit of any model; keeps sums far from overflow
constexpr qsizetype maxNameLength = 300;

QString tr(const char *text)
{
    return QCoreApplication::translate("ModelEntry", text);
}

/// Empty when all went well.
using Problem = QString;

struct RateMember {
    QLatin1String name;
    std::optional<Money> PriceRates::*rate;
};
constexpr std::array rateMembers{
    RateMember{"input"_L1, &PriceRates::input},
    RateMember{"cached_input"_L1, &PriceRates::cachedInput},
    RateMember{"cache_write"_L1, &PriceRates::cacheWrite},
    RateMember{"cache_write_1h"_L1, &PriceRates::cacheWrite1h},
    RateMember{"output"_L1, &PriceRates::output},
    RateMember{"reasoning"_L1, &PriceRates::reasoning},
};

struct UnitMember {
    QLatin1String name;
    std::optional<Money> UnitPrices::*price;
};
constexpr std::array unitMembers{
    UnitMember{"audio_input_usd_per_mtok"_L1, &UnitPrices::audioInput},
    UnitMember{"audio_output_usd_per_mtok"_L1, &UnitPrices::audioOutput},
    UnitMember{"image_usd"_L1, &UnitPrices::image},
};

struct ServiceMember {
    QLatin1String name;
    std::optional<PriceTable> CatalogModel::*table;
};
constexpr std::array serviceMembers{
    ServiceMember{"batch"_L1, &CatalogModel::batch},
    ServiceMember{"flex"_L1, &CatalogModel::flex},
    ServiceMember{"priority"_L1, &CatalogModel::priority},
};

struct FeatureMember {
    QLatin1String name;
    Ability CatalogModel::*ability;
};
constexpr std::array featureMembers{
    FeatureMember{"vision"_L1, &CatalogModel::vision},
    FeatureMember{"tools"_L1, &CatalogModel::tools},
    FeatureMember{"json_schema"_L1, &CatalogModel::jsonSchema},
    FeatureMember{"reasoning"_L1, &CatalogModel::reasoning},
};

constexpr std::array refusedParameters{
    "temperature"_L1,       "top_p"_L1,           "stop"_L1, "seed"_L1, "logprobs"_L1,
    "frequency_penalty"_L1, "presence_penalty"_L1};

bool isAbsent(const QJsonValue &value)
{
    return value.isUndefined() || value.isNull();
}

template <typename Known> Problem unknownMember(const QJsonObject &object, const Known &isKnown)
{
    const QStringList names = object.keys();
    const auto unknown = std::find_if_not(names.begin(), names.end(), isKnown);
    return unknown == names.end() ? Problem() : tr("\"%1\" is not a known member").arg(unknown->left(40));
}

template <size_t N> auto amongMembers(const std::array<QLatin1String, N> &known)
{
    return
        [known](const QString &name) { return std::find(known.begin(), known.end(), name) != known.end(); };
}

template <typename Members> auto among(const Members &members)
{
    return [&members](const QString &name) {
        return std::any_of(members.begin(), members.end(), [&](const auto &m) { return name == m.name; });
    };
}

Problem readPrice(const QJsonObject &prices, QLatin1String name, std::optional<Money> &target)
{
    const QJsonValue value = prices.value(name);
    if (isAbsent(value))
        return {};
    target = Money::fromDecimal(value.toString());
    if (target && *target >= Money())
        return {};
    return tr("the price \"%1\" must be a decimal in quotes, such as \"2.5\"").arg(name);
}

Problem readRates(const QJsonValue &value, PriceRates &rates)
{
    if (!value.isObject())
        return tr("\"usd_per_mtok\" is missing");
    const QJsonObject object = value.toObject();
    for (const auto &[name, rate] : rateMembers) {
        if (Problem problem = readPrice(object, name, rates.*rate); !problem.isEmpty())
            return problem;
    }
    return unknownMember(object, among(rateMembers));
}

Problem readTokens(const QJsonObject &object, QLatin1String name, std::optional<std::int64_t> &target)
{
    const QJsonValue value = object.value(name);
    if (isAbsent(value))
        return {};
    target = value.toInteger(-1);
    if (*target > 0 && *target <= maxTokens)
        return {};
    return tr("\"%1\" must be a whole number of tokens").arg(name);
}

Problem readTier(const QJsonObject &object, std::vector<ContextTier> &tiers)
{
    std::optional<std::int64_t> above;
    if (Problem problem = readTokens(object, "above_tokens"_L1, above); !problem.isEmpty())
        return problem;
    if (!above)
        return tr("a tier lacks \"above_tokens\"");
    if (!tiers.empty() && *above <= tiers.back().aboveTokens)
        return tr("its tiers must rise, each \"above_tokens\" larger than the one before");
    ContextTier tier{*above, {}};
    if (Problem problem = readRates(object.value("usd_per_mtok"_L1), tier.rates); !problem.isEmpty())
        return problem;
    tiers.push_back(tier);
    return unknownMember(object, amongMembers(std::array{"above_tokens"_L1, "usd_per_mtok"_L1}));
}

Problem readTiers(const QJsonValue &value, std::vector<ContextTier> &tiers)
{
    if (isAbsent(value))
        return {};
    if (!value.isArray())
        return tr("\"tiers\" must be a list");
    const QJsonArray list = value.toArray();
    for (const QJsonValue &tier : list) {
        if (Problem problem = readTier(tier.toObject(), tiers); !problem.isEmpty())
            return problem;
    }
    return {};
}

Problem readService(const QJsonValue &value, std::optional<PriceTable> &target)
{
    if (isAbsent(value))
        return {};
    const QJsonObject object = value.toObject();
    PriceTable table;
    if (Problem problem = readRates(object.value("usd_per_mtok"_L1), table.rates); !problem.isEmpty())
        return problem;
    if (Problem problem = readTiers(object.value("tiers"_L1), table.tiers); !problem.isEmpty())
        return problem;
    target = std::move(table);
    return unknownMember(object, amongMembers(std::array{"usd_per_mtok"_L1, "tiers"_L1}));
}

Problem readServices(const QJsonValue &value, CatalogModel &model)
{
    if (isAbsent(value))
        return {};
    if (!value.isObject())
        return tr("\"services\" must be an object");
    const QJsonObject services = value.toObject();
    for (const auto &[name, table] : serviceMembers) {
        if (Problem problem = readService(services.value(name), model.*table); !problem.isEmpty())
            return problem;
    }
    return unknownMember(services, among(serviceMembers));
}

Problem readUnits(const QJsonValue &value, UnitPrices &units)
{
    if (isAbsent(value))
        return {};
    if (!value.isObject())
        return tr("\"units\" must be an object");
    const QJsonObject object = value.toObject();
    for (const auto &[name, price] : unitMembers) {
        if (Problem problem = readPrice(object, name, units.*price); !problem.isEmpty())
            return problem;
    }
    return unknownMember(object, among(unitMembers));
}

/// Gives the features that the list `name` names this ability.
Problem readFeatureList(const QJsonObject &object, QLatin1String name, Ability ability, CatalogModel &model)
{
    const QJsonValue value = object.value(name);
    if (isAbsent(value))
        return {};
    if (!value.isArray())
        return tr("\"%1\" must be a list").arg(name);
    const QJsonArray features = value.toArray();
    for (const QJsonValue &feature : features) {
        const auto known = std::find_if(featureMembers.begin(), featureMembers.end(),
                                        [&](const auto &m) { return feature.toString() == m.name; });
        if (known == featureMembers.end())
            return tr("\"%1\" is not a known feature").arg(feature.toString().left(40));
        if (model.*known->ability != Ability::Unknown && model.*known->ability != ability)
            return tr("\"%1\" is both there and lacking").arg(feature.toString());
        model.*known->ability = ability;
    }
    return {};
}

Problem readRefused(const QJsonObject &object, QLatin1String name, QStringList &target)
{
    const QJsonValue value = object.value(name);
    if (isAbsent(value))
        return {};
    if (!value.isArray())
        return tr("\"%1\" must be a list").arg(name);
    const QJsonArray parameters = value.toArray();
    for (const QJsonValue &parameter : parameters)
        target.append(parameter.toString());
    return {};
}

Problem problemWithRefused(const QStringList &parameters)
{
    const auto isKnown = amongMembers(refusedParameters);
    const auto unknown = std::find_if_not(parameters.begin(), parameters.end(), isKnown);
    return unknown == parameters.end()
        ? Problem()
        : tr("\"%1\" is not a parameter that a model may refuse").arg(unknown->left(40));
}

/// Where an entry does not say what the model lacks, its features are all that it has; without any, nobody
/// ever said what it can.
Problem readFeatures(const QJsonObject &object, CatalogModel &model)
{
    Problem problem = readFeatureList(object, "features"_L1, Ability::Yes, model);
    if (problem.isEmpty())
        problem = readFeatureList(object, "lacks"_L1, Ability::No, model);
    if (!problem.isEmpty() || object.contains("lacks"_L1) || object.value("features"_L1).toArray().isEmpty())
        return problem;
    for (const auto &[name, ability] : featureMembers) {
        if (model.*ability == Ability::Unknown)
            model.*ability = Ability::No;
    }
    return {};
}

Problem readRetirement(const QJsonValue &value, CatalogModel &model)
{
    if (isAbsent(value))
        return {};
    model.deprecatedOn = QDate::fromString(value.toString(), Qt::ISODate);
    return model.deprecatedOn->isValid() ? Problem()
                                         : tr("\"deprecated_on\" must be a date such as 2027-01-14");
}

Problem readModel(const QJsonObject &object, CatalogModel &model)
{
    constexpr std::array known{"vendor"_L1,       "model"_L1, "context_window"_L1, "max_output"_L1,
                               "usd_per_mtok"_L1, "tiers"_L1, "services"_L1,       "units"_L1,
                               "features"_L1,     "lacks"_L1, "deprecated_on"_L1,  "refuses"_L1,
                               "refuses_while_reasoning"_L1};
    model.vendor = object.value("vendor"_L1).toString();
    model.model = object.value("model"_L1).toString();
    const std::array problems{
        unknownMember(object, amongMembers(known)),
        readTokens(object, "context_window"_L1, model.contextWindow),
        readTokens(object, "max_output"_L1, model.maxOutput),
        readRates(object.value("usd_per_mtok"_L1), model.rates),
        readTiers(object.value("tiers"_L1), model.tiers),
        readServices(object.value("services"_L1), model),
        readUnits(object.value("units"_L1), model.units),
        readFeatures(object, model),
        readRefused(object, "refuses"_L1, model.refuses),
        readRefused(object, "refuses_while_reasoning"_L1, model.refusesWhileReasoning),
        readRetirement(object.value("deprecated_on"_L1), model),
        problemWith(model),
    };
    const auto first = std::find_if_not(problems.begin(), problems.end(), std::mem_fn(&QString::isEmpty));
    return first == problems.end() ? Problem() : *first;
}

QJsonObject toJson(const PriceRates &rates)
{
    QJsonObject object;
    for (const auto &[name, rate] : rateMembers) {
        if (rates.*rate)
            object.insert(name, (rates.*rate)->toDecimal());
    }
    return object;
}

QJsonArray toJson(const std::vector<ContextTier> &tiers)
{
    QJsonArray list;
    for (const ContextTier &tier : tiers)
        list.append(QJsonObject{{u"above_tokens"_s, qint64(tier.aboveTokens)},
                                {u"usd_per_mtok"_s, toJson(tier.rates)}});
    return list;
}

QJsonObject servicesJson(const CatalogModel &model)
{
    QJsonObject services;
    for (const auto &[name, table] : serviceMembers) {
        if (!(model.*table))
            continue;
        QJsonObject service{{u"usd_per_mtok"_s, toJson((model.*table)->rates)}};
        if (!(model.*table)->tiers.empty())
            service.insert("tiers"_L1, toJson((model.*table)->tiers));
        services.insert(name, service);
    }
    return services;
}

QJsonObject unitsJson(const UnitPrices &units)
{
    QJsonObject object;
    for (const auto &[name, price] : unitMembers) {
        if (units.*price)
            object.insert(name, (units.*price)->toDecimal());
    }
    return object;
}

QJsonArray featuresJson(const CatalogModel &model, Ability wanted)
{
    QJsonArray features;
    for (const auto &[name, ability] : featureMembers) {
        if (model.*ability == wanted)
            features.append(QString(name));
    }
    return features;
}

bool hasNegative(const PriceRates &rates)
{
    return std::any_of(rateMembers.begin(), rateMembers.end(), [&rates](const RateMember &member) {
        const auto &rate = rates.*member.rate;
        return rate && *rate < Money();
    });
}

Problem problemWithTable(const PriceRates &rates, const std::vector<ContextTier> &tiers)
{
    if (hasNegative(rates)
        || std::any_of(tiers.begin(), tiers.end(), [](const ContextTier &t) { return hasNegative(t.rates); }))
        return tr("a price cannot be negative");
    std::int64_t below = 0;
    for (const ContextTier &tier : tiers) {
        if (tier.aboveTokens <= below || tier.aboveTokens > maxTokens)
            return tr("its tiers must rise, each above more tokens than the one before");
        below = tier.aboveTokens;
    }
    return {};
}

Problem problemWithName(const QString &name, const QString &what)
{
    if (name.isEmpty())
        return tr("%1 is missing").arg(what);
    if (name.size() > maxNameLength)
        return tr("%1 is longer than %2 characters").arg(what).arg(maxNameLength);
    const bool isPlain =
        std::all_of(name.begin(), name.end(), [](QChar c) { return c.isPrint() && !c.isSpace(); });
    return isPlain ? Problem() : tr("%1 holds a space or a character that cannot be shown").arg(what);
}

} // namespace

tl::expected<CatalogModel, QString> modelFromJson(const QJsonObject &object)
{
    CatalogModel model;
    if (Problem problem = readModel(object, model); !problem.isEmpty())
        return tl::unexpected(std::move(problem));
    return model;
}

QJsonObject toJson(const CatalogModel &model)
{
    QJsonObject object{{u"vendor"_s, model.vendor},
                       {u"model"_s, model.model},
                       {u"usd_per_mtok"_s, toJson(model.rates)},
                       {u"features"_s, featuresJson(model, Ability::Yes)},
                       {u"lacks"_s, featuresJson(model, Ability::No)}};
    if (model.contextWindow)
        object.insert("context_window"_L1, qint64(*model.contextWindow));
    if (model.maxOutput)
        object.insert("max_output"_L1, qint64(*model.maxOutput));
    if (!model.tiers.empty())
        object.insert("tiers"_L1, toJson(model.tiers));
    if (const QJsonObject services = servicesJson(model); !services.isEmpty())
        object.insert("services"_L1, services);
    if (const QJsonObject units = unitsJson(model.units); !units.isEmpty())
        object.insert("units"_L1, units);
    if (!model.refuses.isEmpty())
        object.insert("refuses"_L1, QJsonArray::fromStringList(model.refuses));
    if (!model.refusesWhileReasoning.isEmpty())
        object.insert("refuses_while_reasoning"_L1, QJsonArray::fromStringList(model.refusesWhileReasoning));
    if (model.deprecatedOn)
        object.insert("deprecated_on"_L1, model.deprecatedOn->toString(Qt::ISODate));
    return object;
}

QString problemWith(const CatalogModel &model)
{
    QStringList problems{problemWithName(model.vendor, tr("the vendor")),
                         problemWithName(model.model, tr("the model's name")),
                         problemWithTable(model.rates, model.tiers)};
    if (model.vendor.contains(u'/'))
        problems << tr("the vendor holds a slash");
    for (const auto &[name, table] : serviceMembers) {
        if (model.*table)
            problems << problemWithTable((model.*table)->rates, (model.*table)->tiers);
    }
    for (const auto &[name, price] : unitMembers) {
        if (const auto &unit = model.units.*price; unit && *unit < Money())
            problems << tr("a price cannot be negative");
    }
    for (const auto &tokens : {model.contextWindow, model.maxOutput}) {
        if (tokens && (*tokens <= 0 || *tokens > maxTokens))
            problems << tr("a limit must be a whole number of tokens");
    }
    problems << problemWithRefused(model.refuses) << problemWithRefused(model.refusesWhileReasoning);
    problems.removeAll(QString());
    return problems.isEmpty() ? QString() : problems.constFirst();
}

QStringList refusableParameters()
{
    QStringList names;
    for (const QLatin1String name : refusedParameters)
        names.append(name);
    return names;
}

} // namespace assay::catalog
