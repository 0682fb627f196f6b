// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/modelcatalog.h"

#include "base/json.h"
#include "catalog/modelentry.h"

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

QString tr(const char *text)
{
    return QCoreApplication::translate("ModelCatalog", text);
}

/// What a reader of the file needs to know when an entry is wrong.
tl::unexpected<Error> badEntry(qsizetype position, const QString &problem)
{
    return fail(ErrorCode::InvalidInput,
                tr("Model %1 of the price list cannot be used: %2.").arg(position + 1).arg(problem));
}

QString keyOf(const QString &vendor, const QString &model)
{
    return vendor + u'/' + model;
}

} // namespace

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
        auto model = modelFromJson(models.at(i).toObject());
        if (!model)
            return badEntry(i, model.error());
        const QString key = keyOf(model->vendor, model->model);
        if (catalog.m_byName.contains(key))
            return badEntry(i, tr("%1 is there twice").arg(key));
        catalog.m_byName.insert(key, catalog.m_models.size());
        catalog.m_models.push_back(*std::move(model));
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

const CatalogModel *ModelCatalog::findExact(const QString &vendor, const QString &model) const
{
    const auto found = m_byName.constFind(keyOf(vendor, model));
    return found == m_byName.constEnd() ? nullptr : &m_models[*found];
}

const CatalogModel *ModelCatalog::find(const QString &vendor, const QString &model) const
{
    if (const CatalogModel *exact = findExact(vendor, model))
        return exact;
    const QString undated = withoutTrailingDate(model);
    return undated.isEmpty() ? nullptr : findExact(vendor, undated);
}

QString withoutTrailingDate(const QString &model)
{
    static const QRegularExpression trailingDate(u"-(\\d{4}-\\d{2}-\\d{2}|\\d{8})$"_s);
    const qsizetype date = model.indexOf(trailingDate);
    return date > 0 ? model.left(date) : QString();
}

} // namespace assay::catalog
