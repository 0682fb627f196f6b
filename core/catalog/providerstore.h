// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "catalog/provider.h"
#include "storage/database.h"

#include <QFuture>
#include <QList>

namespace assay::catalog {

/// The providers of a workspace and the models each listed last. Thread-safe through Database.
class ProviderStore final {
public:
    ProviderStore(storage::Database &database, const Clock &clock);

    /// Checks name (1 to 40 letters, digits, '-', '_', '.'), URL (http or https, a host, no user info or
    /// query) and fills `vendor` from the host when it is empty. An existing name is a Conflict.
    [[nodiscard]] QFuture<Result<Provider>> add(Provider provider);
    [[nodiscard]] QFuture<Result<>> update(Provider provider);
    [[nodiscard]] QFuture<Result<>> remove(ProviderId id);
    [[nodiscard]] QFuture<Result<QList<Provider>>> list();
    /// NotFound names the providers there are.
    [[nodiscard]] QFuture<Result<Provider>> find(const QString &name);
    [[nodiscard]] QFuture<Result<>> setKeyHint(ProviderId id, const QString &lastFour);

    [[nodiscard]] QFuture<Result<>> saveListing(ProviderId id, QList<ListedModel> models);
    [[nodiscard]] QFuture<Result<QList<ListedModel>>> listing(ProviderId id);

private:
    storage::Database &m_database;
    const Clock &m_clock;
};

/// The checks of add(), for a form that wants to say it earlier. Returns the provider with its vendor filled
/// in.
[[nodiscard]] Result<Provider> validated(Provider provider);

} // namespace assay::catalog
