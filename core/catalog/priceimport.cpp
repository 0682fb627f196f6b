// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/priceimport.h"

#include "catalog/modelentry.h"

#include <algorithm>
#include <tuple>

#include <QJsonArray>
#include <QMap>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

/// Every value of `value` under its path. The numbers of a list are part of it, as in
/// "tiers[0].above_tokens".
void flatten(const QJsonValue &value, const QString &path, QMap<QString, QString> &all)
{
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            flatten(member.value(), path.isEmpty() ? member.key() : QString(path + u'.' + member.key()), all);
    } else if (value.isArray()) {
        const QJsonArray list = value.toArray();
        for (qsizetype i = 0; i < list.size(); ++i)
            flatten(list.at(i), u"%1[%2]"_s.arg(path).arg(i), all);
    } else {
        all.insert(path, value.isDouble() ? QString::number(value.toInteger()) : value.toString());
    }
}

QMap<QString, QString> flattened(const CatalogModel &model)
{
    QJsonObject object = toJson(model);
    // A feature is there or not, wherever it stands in the list.
    const QJsonArray features = object.take("features"_L1).toArray();
    const QJsonArray lacks = object.take("lacks"_L1).toArray();
    const QJsonArray refuses = object.take("refuses"_L1).toArray();
    const QJsonArray refusesReasoning = object.take("refuses_while_reasoning"_L1).toArray();
    QMap<QString, QString> all;
    flatten(object, {}, all);
    for (const QJsonValue &feature : features)
        all.insert(u"features."_s + feature.toString(), u"yes"_s);
    for (const QJsonValue &feature : lacks)
        all.insert(u"features."_s + feature.toString(), u"no"_s);
    for (const QJsonValue &parameter : refuses)
        all.insert(u"refuses."_s + parameter.toString(), u"yes"_s);
    for (const QJsonValue &parameter : refusesReasoning)
        all.insert(u"refuses_while_reasoning."_s + parameter.toString(), u"yes"_s);
    return all;
}

CatalogModel completed(CatalogModel model, const CatalogModel &known)
{
    // Once the standard price is another, so may be what a service costs.
    if (model.rates.input == known.rates.input && model.rates.output == known.rates.output) {
        for (const auto table : {&CatalogModel::batch, &CatalogModel::flex, &CatalogModel::priority}) {
            if (!(model.*table))
                model.*table = known.*table;
        }
    }
    if (!model.contextWindow)
        model.contextWindow = known.contextWindow;
    if (!model.maxOutput)
        model.maxOutput = known.maxOutput;
    if (!model.deprecatedOn)
        model.deprecatedOn = known.deprecatedOn;
    if (model.refuses.isEmpty() && model.refusesWhileReasoning.isEmpty()) { // no import says so
        model.refuses = known.refuses;
        model.refusesWhileReasoning = known.refusesWhileReasoning;
    }
    for (const auto ability :
         {&CatalogModel::vision, &CatalogModel::tools, &CatalogModel::jsonSchema, &CatalogModel::reasoning}) {
        if (known.*ability == Ability::Yes || model.*ability == Ability::Unknown)
            model.*ability = known.*ability;
    }
    return model;
}

PlannedPrice planOne(const PriceBook &book, const CatalogModel &model, UtcMicros validFrom)
{
    using Kind = PlannedPrice::Kind;
    const PriceEntry *entry = book.entryAt(model.vendor, model.model, validFrom);
    const CatalogModel *known =
        entry != nullptr ? &*entry->price : book.builtIn().findExact(model.vendor, model.model);
    if (known == nullptr)
        return {Kind::New, model, {}};
    PlannedPrice planned{Kind::Changed, completed(model, *known), {}};
    planned.differences = differences(*known, planned.model);
    if (planned.differences.empty())
        planned.kind = Kind::Unchanged;
    else if (entry != nullptr && entry->origin == PriceOrigin::Person)
        planned.kind = Kind::KeptTyped;
    return planned;
}

} // namespace

std::vector<PriceDifference> differences(const CatalogModel &before, const CatalogModel &after)
{
    const QMap<QString, QString> old = flattened(before);
    const QMap<QString, QString> now = flattened(after);
    QStringList paths = old.keys() + now.keys();
    paths.sort();
    paths.removeDuplicates();
    std::vector<PriceDifference> all;
    for (const QString &path : std::as_const(paths)) {
        if (old.value(path) != now.value(path))
            all.push_back({path, old.value(path), now.value(path)});
    }
    return all;
}

std::vector<PlannedPrice> planImport(const PriceBook &book, const std::vector<CatalogModel> &models,
                                     UtcMicros validFrom)
{
    std::vector<const CatalogModel *> byName;
    for (const CatalogModel &model : models)
        byName.push_back(&model);
    std::sort(byName.begin(), byName.end(), [](const CatalogModel *a, const CatalogModel *b) {
        return std::tie(a->vendor, a->model) < std::tie(b->vendor, b->model);
    });
    std::vector<PlannedPrice> plan;
    for (const CatalogModel *model : byName)
        plan.push_back(planOne(book, *model, validFrom));
    return plan;
}

std::vector<CatalogModel> modelsToWrite(const std::vector<PlannedPrice> &plan)
{
    std::vector<CatalogModel> models;
    for (const PlannedPrice &planned : plan) {
        if (planned.kind == PlannedPrice::Kind::New || planned.kind == PlannedPrice::Kind::Changed)
            models.push_back(planned.model);
    }
    return models;
}

} // namespace assay::catalog
