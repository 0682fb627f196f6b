// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/policystore.h"

#include "base/json.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::orchestration {

QFuture<Result<Policy>> PolicyStore::load()
{
    return m_database.read<Policy>([](storage::Connection &connection) -> Result<Policy> {
        const auto found = connection.exec(u"SELECT value FROM settings WHERE key = 'policy'"_s);
        if (!found)
            return tl::unexpected(found.error());
        if (!(*found)->next())
            return Policy();
        return parseJsonObject((*found)->value(0).toString().toUtf8(),
                               QCoreApplication::translate("Policy", "policy of this workspace"))
            .and_then(policyFromJson);
    });
}

QFuture<Result<>> PolicyStore::save(const Policy &policy)
{
    return m_database.write([policy](storage::Connection &connection) -> Result<> {
        return checked(policy)
            .and_then([&] {
                return connection.exec(u"INSERT INTO settings (key, value) VALUES ('policy', ?) "
                                       "ON CONFLICT (key) DO UPDATE SET value = excluded.value"_s,
                                       {QString::fromUtf8(toCompactJson(toJson(policy)))});
            })
            .map([](QSqlQuery *) {});
    });
}

} // namespace assay::orchestration
