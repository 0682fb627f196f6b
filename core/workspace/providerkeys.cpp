// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspace.h"

#include <QCoreApplication>
#include <QCoroFuture>

namespace assay::workspace {

QCoro::Task<Result<>> Workspace::setKey(catalog::Provider provider, security::Secret key, KeyPlace place)
{
    if (!key.isHeaderSafe()) {
        co_return fail(ErrorCode::InvalidInput,
                       QCoreApplication::translate("Workspace",
                                                   "This cannot be a key: a key is one word of plain letters, digits and "
                                                   "signs. Copy it again from the provider's page."));
    }
    if (place == KeyPlace::ThisRunOnly) {
        m_keys->useForThisRun(provider.id, key);
        co_return Result<>();
    }
    const Result<> stored = co_await m_keys->store(provider.id, key);
    if (!stored)
        co_return stored;
    co_return co_await m_providers->setKeyHint(provider.id, key.lastFour());
}

QCoro::Task<Result<>> Workspace::removeKey(catalog::Provider provider)
{
    const Result<> removed = co_await m_keys->remove(provider.id);
    if (!removed)
        co_return removed;
    co_return co_await m_providers->setKeyHint(provider.id, {});
}

QCoro::Task<Result<>> Workspace::removeProvider(catalog::Provider provider)
{
    const bool hasKey = !provider.keyHint.isEmpty() || m_keys->isForThisRunOnly(provider.id);
    if (hasKey) {
        // First the key: a provider that is gone could not tell any more which entry was its own.
        const Result<> removed = co_await m_keys->remove(provider.id);
        if (!removed)
            co_return removed;
    }
    co_return co_await m_providers->remove(provider.id);
}

} // namespace assay::workspace
