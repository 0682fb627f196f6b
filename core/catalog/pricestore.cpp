// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/pricestore.h"

#include "base/json.h"
#include "catalog/modelentry.h"

#include <QCoreApplication>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PriceStore", text);
}

constexpr QLatin1String endingEntry("null");

/// Whole seconds, so that the moment of an entry can be read and typed again.
UtcMicros toTheSecond(UtcMicros at)
{
    return at - at % 1'000'000;
}

QString isoTime(UtcMicros at)
{
    return QDateTime::fromMSecsSinceEpoch(at / 1000, Qt::UTC).toString(Qt::ISODate);
}

/// The entry of a row, or half a sentence on why there is none.
tl::expected<PriceEntry, QString> readEntry(const QSqlQuery &query)
{
    PriceEntry entry;
    entry.vendor = query.value(0).toString();
    entry.model = query.value(1).toString();
    entry.validFrom = query.value(2).toLongLong();
    entry.createdAt = query.value(5).toLongLong();
    const auto origin = priceOriginFromName(query.value(3).toString());
    if (!origin)
        return tl::unexpected(tr("nobody known wrote it"));
    entry.origin = *origin;
    const QString text = query.value(4).toString();
    if (text == endingEntry)
        return entry;
    const Result<QJsonObject> json = parseJsonObject(text.toUtf8(), tr("price"));
    if (!json)
        return tl::unexpected(tr("it is no JSON object"));
    auto model = modelFromJson(*json);
    if (!model)
        return tl::unexpected(model.error());
    if (model->vendor != entry.vendor || model->model != entry.model)
        return tl::unexpected(tr("it is of another model"));
    entry.price = *std::move(model);
    return entry;
}

QString unreadable(const QSqlQuery &query, const QString &problem)
{
    return tr("The price of %1/%2 from %3 cannot be read and does not count: %4. Remove it (assayctl models "
              "remove-price %1/%2 --entry %3) or set it again.")
        .arg(query.value(0).toString(), query.value(1).toString(), isoTime(query.value(2).toLongLong()),
             problem);
}

Result<std::shared_ptr<const PriceBook>> readBook(storage::Connection &connection)
{
    const auto query = connection.exec(u"SELECT vendor, model, valid_from, origin, entry, created_at"
                                       " FROM model_prices ORDER BY vendor, model, valid_from"_s);
    if (!query)
        return tl::unexpected(query.error());
    std::vector<PriceEntry> entries;
    QStringList problems;
    while ((*query)->next()) {
        auto entry = readEntry(**query);
        if (entry)
            entries.push_back(*std::move(entry));
        else
            problems << unreadable(**query, entry.error());
    }
    return PriceBook::of(ModelCatalog::builtIn(), std::move(entries), problems);
}

struct Row {
    QString vendor;
    QString model;
    QString entry; ///< JSON, or endingEntry
};

Result<> write(storage::Connection &connection, const Row &row, UtcMicros validFrom, PriceOrigin origin,
               UtcMicros now)
{
    const auto done = connection.exec(
        u"INSERT INTO model_prices (vendor, model, valid_from, origin, entry, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (vendor, model, valid_from) DO UPDATE SET"
        " origin = excluded.origin, entry = excluded.entry, created_at = excluded.created_at"_s,
        {row.vendor, row.model, qint64(validFrom), priceOriginName(origin), row.entry, qint64(now)});
    return done ? Result<>() : tl::unexpected(done.error());
}

/// Since when the entries of a model hold, oldest first.
Result<QStringList> datesOf(storage::Connection &connection, const QString &vendor, const QString &model)
{
    const auto query = connection.exec(
        u"SELECT valid_from FROM model_prices WHERE vendor = ? AND model = ? ORDER BY valid_from"_s,
        {vendor, model});
    if (!query)
        return tl::unexpected(query.error());
    QStringList dates;
    while ((*query)->next())
        dates << isoTime((*query)->value(0).toLongLong());
    return dates;
}

Result<> hasEntryBefore(storage::Connection &connection, const QString &vendor, const QString &model,
                        UtcMicros at)
{
    const auto query = connection.exec(
        u"SELECT 1 FROM model_prices WHERE vendor = ? AND model = ? AND valid_from <= ? LIMIT 1"_s,
        {vendor, model, qint64(at)});
    if (!query)
        return tl::unexpected(query.error());
    if (!(*query)->next())
        return fail(ErrorCode::NotFound,
                    tr("%1/%2 has no price of this workspace at %3, so there is nothing to end.")
                        .arg(vendor, model, isoTime(at)));
    return {};
}

tl::unexpected<Error> noSuchEntry(storage::Connection &connection, const QString &vendor,
                                  const QString &model, UtcMicros at)
{
    const Result<QStringList> dates = datesOf(connection, vendor, model);
    if (!dates)
        return tl::unexpected(dates.error());
    if (dates->isEmpty())
        return fail(ErrorCode::NotFound, tr("This workspace has no price of %1/%2.").arg(vendor, model));
    return fail(ErrorCode::NotFound,
                tr("%1/%2 has no price from %3. Its prices hold from: %4.")
                    .arg(vendor, model, isoTime(at), dates->join(u", "_s)));
}

} // namespace

PriceStore::PriceStore(storage::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
{
}

QFuture<Result<std::shared_ptr<const PriceBook>>> PriceStore::book()
{
    return m_database.read<std::shared_ptr<const PriceBook>>(readBook);
}

QFuture<Result<>> PriceStore::set(CatalogModel model, UtcMicros validFrom, PriceOrigin origin)
{
    std::vector<CatalogModel> models;
    models.push_back(std::move(model));
    return setAll(std::move(models), validFrom, origin);
}

QFuture<Result<>> PriceStore::setAll(std::vector<CatalogModel> models, UtcMicros validFrom,
                                     PriceOrigin origin)
{
    QList<Row> rows;
    for (const CatalogModel &model : models) {
        if (const QString problem = problemWith(model); !problem.isEmpty())
            return QtFuture::makeReadyFuture(Result<>(fail(
                ErrorCode::InvalidInput,
                tr("The price of \"%1/%2\" cannot be kept: %3.").arg(model.vendor, model.model, problem))));
        rows.append({model.vendor, model.model, QString::fromUtf8(toCompactJson(toJson(model)))});
    }
    return m_database.write<void>([rows, validFrom = toTheSecond(validFrom), origin,
                                   now = m_clock.utcMicros()](storage::Connection &connection) -> Result<> {
        for (const Row &row : rows) {
            if (auto written = write(connection, row, validFrom, origin, now); !written)
                return written;
        }
        return {};
    });
}

QFuture<Result<>> PriceStore::end(const QString &vendor, const QString &model, UtcMicros validFrom)
{
    return m_database.write<void>([vendor, model, validFrom = toTheSecond(validFrom),
                                   now = m_clock.utcMicros()](storage::Connection &connection) -> Result<> {
        if (auto found = hasEntryBefore(connection, vendor, model, validFrom); !found)
            return found;
        return write(connection, {vendor, model, endingEntry}, validFrom, PriceOrigin::Person, now);
    });
}

QFuture<Result<>> PriceStore::remove(const QString &vendor, const QString &model, UtcMicros validFrom)
{
    return m_database.write<void>([vendor, model, validFrom = toTheSecond(validFrom)](
                                      storage::Connection &connection) -> Result<> {
        const auto done =
            connection.exec(u"DELETE FROM model_prices WHERE vendor = ? AND model = ? AND valid_from = ?"_s,
                            {vendor, model, qint64(validFrom)});
        if (!done)
            return tl::unexpected(done.error());
        if ((*done)->numRowsAffected() == 0)
            return noSuchEntry(connection, vendor, model, validFrom);
        return {};
    });
}

} // namespace assay::catalog
