// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/modelcatalog.h"

#include "base/json.h"

#include <algorithm>
#include <limits>

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

/// A resource of a static library must be asked for by name, and that from the global namespace.
static void registerCatalogueFile()
{
    Q_INIT_RESOURCE(catalog);
}

namespace assay::catalog {
namespace {

/// Wide enough for any count of tokens times any price.
__extension__ using Wide = __int128;

QString tr(const char *text)
{
    return QCoreApplication::translate("ModelCatalog", text);
}

/// Adds tokens x price to `sum` (in millionths of a nano-dollar); false when the price is needed but unknown.
bool addUp(Wide &sum, std::int64_t tokens, const std::optional<Money> &perMillion)
{
    if (tokens <= 0)
        return true;
    if (!perMillion)
        return false;
    sum += Wide(tokens) * perMillion->nanoUsd();
    return true;
}

/// What a reader of the file needs to know when an entry is wrong.
tl::unexpected<Error> badEntry(qsizetype position, const QString &problem)
{
    return fail(ErrorCode::InvalidInput,
                tr("Model %1 of the price list cannot be used: %2.").arg(position + 1).arg(problem));
}

std::optional<QString> readRate(const QJsonObject &rates, QLatin1String name, std::optional<Money> &target)
{
    const QJsonValue value = rates.value(name);
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    target = Money::fromDecimal(value.toString());
    if (target && *target >= Money())
        return std::nullopt;
    return tr("the price \"%1\" must be a decimal in quotes, such as \"2.5\"").arg(name);
}

/// The problem, or nothing.
std::optional<QString> readRates(const QJsonValue &value, PriceRates &rates)
{
    if (!value.isObject())
        return tr("\"usd_per_mtok\" is missing");
    const QJsonObject object = value.toObject();
    for (const auto &[name, target] :
         {std::pair("input"_L1, &rates.input), std::pair("cached_input"_L1, &rates.cachedInput),
          std::pair("cache_write"_L1, &rates.cacheWrite), std::pair("output"_L1, &rates.output)}) {
        if (const auto problem = readRate(object, name, *target))
            return problem;
    }
    return std::nullopt;
}

std::optional<QString> readTokens(const QJsonObject &object, QLatin1String name,
                                  std::optional<std::int64_t> &target)
{
    const QJsonValue value = object.value(name);
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    target = value.toInteger(-1);
    if (*target > 0)
        return std::nullopt;
    return tr("\"%1\" must be a whole number of tokens").arg(name);
}

void readFeatures(const QJsonArray &features, CatalogModel &model)
{
    model.vision = features.contains(u"vision"_s);
    model.tools = features.contains(u"tools"_s);
    model.jsonSchema = features.contains(u"json_schema"_s);
    model.reasoning = features.contains(u"reasoning"_s);
}

std::optional<QString> readTier(const QJsonValue &value, CatalogModel &model)
{
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    const QJsonObject tier = value.toObject();
    if (const auto problem = readTokens(tier, "above_tokens"_L1, model.tierAboveTokens))
        return problem;
    if (!model.tierAboveTokens)
        return tr("its tier lacks \"above_tokens\"");
    return readRates(tier.value("usd_per_mtok"_L1), model.tierRates);
}

std::optional<QString> readModel(const QJsonObject &object, CatalogModel &model)
{
    model.vendor = object.value("vendor"_L1).toString();
    model.model = object.value("model"_L1).toString();
    if (model.vendor.isEmpty() || model.model.isEmpty())
        return tr("\"vendor\" and \"model\" must be there");
    for (const auto &[name, target] : {std::pair("context_window"_L1, &model.contextWindow),
                                       std::pair("max_output"_L1, &model.maxOutput)}) {
        if (const auto problem = readTokens(object, name, *target))
            return problem;
    }
    if (const auto problem = readRates(object.value("usd_per_mtok"_L1), model.rates))
        return problem;
    if (const auto problem = readTier(object.value("tier"_L1), model))
        return problem;
    readFeatures(object.value("features"_L1).toArray(), model);
    if (const QJsonValue date = object.value("deprecated_on"_L1); date.isString()) {
        model.deprecatedOn = QDate::fromString(date.toString(), Qt::ISODate);
        if (!model.deprecatedOn->isValid())
            return tr("\"deprecated_on\" must be a date such as 2027-01-14");
    }
    return std::nullopt;
}

QString keyOf(const QString &vendor, const QString &model)
{
    return vendor + u'/' + model;
}

} // namespace

std::optional<Money> costOf(const CatalogModel &model, const Usage &usage)
{
    const bool inTier = model.tierAboveTokens && usage.input > *model.tierAboveTokens;
    const PriceRates &rates = inTier ? model.tierRates : model.rates;
    const auto orInput = [&rates](const std::optional<Money> &rate) { return rate ? rate : rates.input; };

    Wide sum = 0;
    const bool known = addUp(sum, usage.input - usage.cachedInput - usage.cacheWrite, rates.input)
        && addUp(sum, usage.cachedInput, orInput(rates.cachedInput))
        && addUp(sum, usage.cacheWrite, orInput(rates.cacheWrite)) && addUp(sum, usage.output, rates.output);
    if (!known)
        return std::nullopt;

    constexpr Wide perMillion = 1'000'000;
    const Wide nanoUsd = (sum + perMillion / 2) / perMillion;
    if (nanoUsd > std::numeric_limits<std::int64_t>::max())
        return std::nullopt;
    return Money::fromNanoUsd(static_cast<std::int64_t>(nanoUsd));
}

Result<ModelCatalog> ModelCatalog::fromJson(const QByteArray &json)
{
    const Result<QJsonObject> file = parseJsonObject(json, tr("price list"));
    if (!file)
        return tl::unexpected(file.error());

    ModelCatalog catalog;
    catalog.m_pricesAsOf = QDate::fromString(file->value("prices_as_of"_L1).toString(), Qt::ISODate);
    if (!catalog.m_pricesAsOf.isValid())
        return fail(ErrorCode::InvalidInput,
                    tr("The price list does not say of which day its prices are: \"prices_as_of\" must be a "
                       "date such as 2026-11-10."));
    if (!file->value("models"_L1).isArray())
        return fail(ErrorCode::InvalidInput, tr("The price list has no \"models\"."));

    const QJsonArray models = file->value("models"_L1).toArray();
    catalog.m_models.reserve(static_cast<size_t>(models.size()));
    for (qsizetype i = 0; i < models.size(); ++i) {
        CatalogModel model;
        if (const auto problem = readModel(models.at(i).toObject(), model))
            return badEntry(i, *problem);
        const QString key = keyOf(model.vendor, model.model);
        if (catalog.m_byName.contains(key))
            return badEntry(i, tr("%1 is there twice").arg(key));
        catalog.m_byName.insert(key, catalog.m_models.size());
        catalog.m_models.push_back(std::move(model));
    }
    return catalog;
}

const ModelCatalog &ModelCatalog::builtIn()
{
    static const ModelCatalog catalog = [] {
        registerCatalogueFile();
        QFile file(u":/catalog/models.json"_s);
        const bool opened = file.open(QIODevice::ReadOnly);
        Result<ModelCatalog> read = fromJson(opened ? file.readAll() : QByteArray());
        Q_ASSERT_X(read, "ModelCatalog::builtIn", "the built-in price list is broken");
        return read ? *std::move(read) : ModelCatalog();
    }();
    return catalog;
}

const CatalogModel *ModelCatalog::find(const QString &vendor, const QString &model) const
{
    auto found = m_byName.constFind(keyOf(vendor, model));
    if (found == m_byName.constEnd()) {
        static const QRegularExpression trailingDate(u"-(\\d{4}-\\d{2}-\\d{2}|\\d{8})$"_s);
        const qsizetype date = model.indexOf(trailingDate);
        if (date > 0)
            found = m_byName.constFind(keyOf(vendor, model.left(date)));
    }
    return found == m_byName.constEnd() ? nullptr : &m_models[*found];
}

} // namespace assay::catalog
