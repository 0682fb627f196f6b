// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "catalog/providerstore.h"

#include <QCoroTask>
#include <QHash>

namespace assay::orchestration {

/// Providers by name, kept for a second so that a hot path does not ask the store for each call. One thread.
class ProviderDirectory final {
public:
    ProviderDirectory(catalog::ProviderStore &store, const Clock &clock)
        : m_store(store)
        , m_clock(clock)
    {
    }
    [[nodiscard]] QCoro::Task<Result<catalog::Provider>> find(QString name);

private:
    struct Entry {
        catalog::Provider provider;
        SteadyTime readAt{};
    };
    catalog::ProviderStore &m_store;
    const Clock &m_clock;
    QHash<QString, Entry> m_entries;
};

} // namespace assay::orchestration
