// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/providerdirectory.h"

#include <QCoroFuture>

namespace assay::orchestration {

QCoro::Task<Result<catalog::Provider>> ProviderDirectory::find(QString name)
{
    constexpr auto keptFor = std::chrono::seconds(1);
    if (const auto entry = m_entries.constFind(name);
        entry != m_entries.constEnd() && m_clock.steadyNow() - entry->readAt < keptFor)
        co_return entry->provider;
    const SteadyTime readAt = m_clock.steadyNow();
    Result<catalog::Provider> provider = co_await m_store.find(name);
    if (provider)
        m_entries.insert(name, {*provider, readAt});
    else
        m_entries.remove(name);
    co_return provider;
}

} // namespace assay::orchestration
