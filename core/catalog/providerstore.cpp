// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/providerstore.h"

#include "base/json.h"

#include <QCoreApplication>
#include <QSqlQuery>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

using storage::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("ProviderStore", text);
}

const QString columns =
    u"id, name, protocol, vendor, base_url, is_simulated, needs_key, key_hint, connection"_s;

QByteArray toJson(const ConnectionSettings &settings)
{
    return toCompactJson(QJsonObject{
        {u"connect_timeout_ms"_s, qint64(settings.connectTimeout.count())},
        {u"first_byte_timeout_ms"_s, qint64(settings.firstByteTimeout.count())},
        {u"idle_timeout_ms"_s, qint64(settings.idleTimeout.count())},
        {u"total_timeout_ms"_s, qint64(settings.totalTimeout.count())},
        {u"proxy"_s, settings.proxy},
        {u"ca_file"_s, settings.caFile},
    });
}

/// What is missing or of another type keeps its default, so that an older or newer file opens.
ConnectionSettings connectionFromJson(const QByteArray &json)
{
    ConnectionSettings settings;
    const QJsonObject object = parseJsonObject(json, u"connection"_s).value_or(QJsonObject());
    const auto read = [&object](QLatin1String name, std::chrono::milliseconds &limit) {
        limit = std::chrono::milliseconds(object.value(name).toInteger(limit.count()));
    };
    read("connect_timeout_ms"_L1, settings.connectTimeout);
    read("first_byte_timeout_ms"_L1, settings.firstByteTimeout);
    read("idle_timeout_ms"_L1, settings.idleTimeout);
    read("total_timeout_ms"_L1, settings.totalTimeout);
    settings.proxy = object.value("proxy"_L1).toString();
    settings.caFile = object.value("ca_file"_L1).toString();
    return settings;
}

/// One row of `columns`.
Result<Provider> readProvider(const QSqlQuery &query)
{
    Provider provider;
    provider.id = ProviderId::fromBytes(query.value(0).toByteArray());
    provider.name = query.value(1).toString();
    const QString protocol = query.value(2).toString();
    const auto known = protocolFromName(protocol);
    if (!known)
        return fail(
            ErrorCode::Storage,
            tr("The provider \"%1\" speaks \"%2\", which this Assay does not know. Update Assay to use it.")
                .arg(provider.name, protocol));
    provider.protocol = *known;
    provider.vendor = query.value(3).toString();
    provider.baseUrl = QUrl(query.value(4).toString(), QUrl::StrictMode);
    provider.isSimulated = query.value(5).toBool();
    provider.needsKey = query.value(6).toBool();
    provider.keyHint = query.value(7).toString();
    provider.connection = connectionFromJson(query.value(8).toString().toUtf8());
    return provider;
}

Result<QStringList> names(Connection &connection)
{
    const auto query = connection.exec(u"SELECT name FROM providers ORDER BY name"_s);
    if (!query)
        return tl::unexpected(query.error());
    QStringList list;
    while ((*query)->next())
        list << (*query)->value(0).toString();
    return list;
}

tl::unexpected<Error> noSuchProvider(Connection &connection, const QString &name)
{
    const Result<QStringList> known = names(connection);
    if (!known)
        return tl::unexpected(known.error());
    if (known->isEmpty())
        return fail(ErrorCode::NotFound,
                    tr("There is no provider \"%1\", nor any other. Add one first.").arg(name));
    return fail(ErrorCode::NotFound,
                tr("There is no provider \"%1\". There are: %2.").arg(name, known->join(u", "_s)));
}

tl::unexpected<Error> wasRemoved()
{
    return fail(ErrorCode::NotFound, tr("This provider was removed meanwhile."));
}

/// Fails when another provider than `id` bears the name already.
Result<> checkNameIsFree(Connection &connection, const QString &name, ProviderId id)
{
    const auto query =
        connection.exec(u"SELECT name FROM providers WHERE name = ? AND id <> ?"_s, {name, id.toBytes()});
    if (!query)
        return tl::unexpected(query.error());
    if ((*query)->next())
        return fail(ErrorCode::Conflict,
                    tr("There is a provider \"%1\" already. Choose another name, or change that one.")
                        .arg((*query)->value(0).toString()));
    return {};
}

/// For statements that must hit exactly the provider they are about.
Result<> changedOne(const Result<QSqlQuery *> &query)
{
    if (!query)
        return tl::unexpected(query.error());
    if ((*query)->numRowsAffected() < 1)
        return wasRemoved();
    return {};
}

/// A null QString would be bound as NULL, which the schema refuses.
QString notNull(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

Result<> insertListed(Connection &connection, ProviderId id, const QList<ListedModel> &models, UtcMicros now)
{
    int position = 0;
    for (const ListedModel &model : models) {
        // Some servers list a model twice; the first one counts.
        const auto done = connection.exec(
            u"INSERT INTO provider_models (provider_id, model, display_name, context_window, shutdown_date,"
            " position, listed_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"_s,
            {id.toBytes(), model.id, notNull(model.displayName),
             model.contextWindow ? QVariant(qint64(*model.contextWindow)) : QVariant(),
             model.shutdownDate ? QVariant(model.shutdownDate->toString(Qt::ISODate)) : QVariant(),
             position++, qint64(now)});
        if (!done)
            return tl::unexpected(done.error());
    }
    return {};
}

} // namespace

ProviderStore::ProviderStore(storage::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
{
}

QFuture<Result<Provider>> ProviderStore::add(Provider provider)
{
    Result<Provider> checked = validated(std::move(provider));
    if (!checked)
        return QtFuture::makeReadyFuture(std::move(checked));
    if (checked->id.isNull())
        checked->id = ProviderId::create();
    return m_database.write<Provider>([p = *std::move(checked), now = m_clock.utcMicros()](
                                          Connection &connection) -> Result<Provider> {
        if (const auto free = checkNameIsFree(connection, p.name, p.id); !free)
            return tl::unexpected(free.error());
        const auto done = connection.exec(
            u"INSERT INTO providers ("_s + columns + u", created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            {p.id.toBytes(), p.name, protocolName(p.protocol), notNull(p.vendor),
             notNull(p.baseUrl.toString(QUrl::FullyEncoded)), int(p.isSimulated), int(p.needsKey),
             notNull(p.keyHint), QString::fromUtf8(toJson(p.connection)), qint64(now)});
        if (!done)
            return tl::unexpected(done.error());
        return p;
    });
}

QFuture<Result<>> ProviderStore::update(Provider provider)
{
    Result<Provider> checked = validated(std::move(provider));
    if (!checked)
        return QtFuture::makeReadyFuture(Result<>(tl::unexpected(checked.error())));
    return m_database.write<void>([p = *std::move(checked)](Connection &connection) -> Result<> {
        if (auto free = checkNameIsFree(connection, p.name, p.id); !free)
            return free;
        return changedOne(connection.exec(
            u"UPDATE providers SET name = ?, protocol = ?, vendor = ?, base_url = ?, is_simulated = ?,"
            " needs_key = ?, key_hint = ?, connection = ? WHERE id = ?"_s,
            {p.name, protocolName(p.protocol), notNull(p.vendor),
             notNull(p.baseUrl.toString(QUrl::FullyEncoded)), int(p.isSimulated), int(p.needsKey),
             notNull(p.keyHint), QString::fromUtf8(toJson(p.connection)), p.id.toBytes()}));
    });
}

QFuture<Result<>> ProviderStore::remove(ProviderId id)
{
    return m_database.write<void>([id](Connection &connection) -> Result<> {
        return changedOne(connection.exec(u"DELETE FROM providers WHERE id = ?"_s, {id.toBytes()}));
    });
}

QFuture<Result<QList<Provider>>> ProviderStore::list()
{
    return m_database.read<QList<Provider>>([](Connection &connection) -> Result<QList<Provider>> {
        const auto query =
            connection.exec(u"SELECT "_s + columns + u" FROM providers ORDER BY created_at, name"_s);
        if (!query)
            return tl::unexpected(query.error());
        QList<Provider> providers;
        while ((*query)->next()) {
            Result<Provider> provider = readProvider(**query);
            if (!provider)
                return tl::unexpected(provider.error());
            providers << *std::move(provider);
        }
        return providers;
    });
}

QFuture<Result<Provider>> ProviderStore::find(const QString &name)
{
    return m_database.read<Provider>([name](Connection &connection) -> Result<Provider> {
        const auto query =
            connection.exec(u"SELECT "_s + columns + u" FROM providers WHERE name = ?"_s, {notNull(name)});
        if (!query)
            return tl::unexpected(query.error());
        if (!(*query)->next())
            return noSuchProvider(connection, name);
        return readProvider(**query);
    });
}

QFuture<Result<>> ProviderStore::setKeyHint(ProviderId id, const QString &lastFour)
{
    return m_database.write<void>([id, lastFour](Connection &connection) -> Result<> {
        return changedOne(connection.exec(u"UPDATE providers SET key_hint = ? WHERE id = ?"_s,
                                          {notNull(lastFour), id.toBytes()}));
    });
}

QFuture<Result<>> ProviderStore::saveListing(ProviderId id, QList<ListedModel> models)
{
    return m_database.write<void>(
        [id, models = std::move(models), now = m_clock.utcMicros()](Connection &connection) -> Result<> {
            const auto known = connection.exec(u"SELECT 1 FROM providers WHERE id = ?"_s, {id.toBytes()});
            if (!known)
                return tl::unexpected(known.error());
            if (!(*known)->next())
                return wasRemoved();
            const auto cleared =
                connection.exec(u"DELETE FROM provider_models WHERE provider_id = ?"_s, {id.toBytes()});
            if (!cleared)
                return tl::unexpected(cleared.error());
            return insertListed(connection, id, models, now);
        });
}

QFuture<Result<QList<ListedModel>>> ProviderStore::listing(ProviderId id)
{
    return m_database.read<QList<ListedModel>>([id](Connection &connection) -> Result<QList<ListedModel>> {
        const auto query =
            connection.exec(u"SELECT model, display_name, context_window, shutdown_date FROM provider_models"
                            " WHERE provider_id = ? ORDER BY position"_s,
                            {id.toBytes()});
        if (!query)
            return tl::unexpected(query.error());
        QList<ListedModel> models;
        while ((*query)->next()) {
            ListedModel model{(*query)->value(0).toString(), (*query)->value(1).toString(), {}, {}};
            if (!(*query)->isNull(2))
                model.contextWindow = (*query)->value(2).toLongLong();
            if (!(*query)->isNull(3))
                model.shutdownDate = QDate::fromString((*query)->value(3).toString(), Qt::ISODate);
            models << model;
        }
        return models;
    });
}

} // namespace assay::catalog
