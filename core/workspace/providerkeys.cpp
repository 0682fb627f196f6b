// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspace.h"

#include "catalog/connectionrules.h"

#include <algorithm>

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

QCoro::Task<Result<>> Workspace::updateProvider(catalog::Provider provider, KeyFate fate)
{
    const Result<QList<catalog::Provider>> all = co_await m_providers->list();
    if (!all)
        co_return tl::unexpected(all.error());
    const auto before = std::ranges::find(*all, provider.id, &catalog::Provider::id);
    if (before == all->end())
        co_return co_await m_providers->update(provider); // says that it is gone
    provider.keyHint = before->keyHint;
    const bool hasKey = !before->keyHint.isEmpty() || m_keys->isForThisRunOnly(provider.id);
    const bool isOtherPlace = hasKey && !catalog::keyMayFollow(*before, provider);
    if (isOtherPlace && fate == KeyFate::Stays) {
        co_return fail(ErrorCode::Conflict,
                       QCoreApplication::translate("Workspace",
                                                   "The key of %1 was given for %2 and does not go to %3 by itself. "
                                                   "Say whether it may go along or shall be forgotten.")
                           .arg(before->name, catalog::keyPlace(*before), catalog::keyPlace(provider)));
    }
    const auto checked = catalog::validated(provider); // a bad address must not cost the key
    if (!checked)
        co_return tl::unexpected(checked.error());
    if (isOtherPlace && fate == KeyFate::Forgotten) {
        const Result<> removed = co_await m_keys->remove(provider.id);
        if (!removed)
            co_return removed;
        provider.keyHint.clear();
    }
    const Result<> updated = co_await m_providers->update(provider);
    if (!updated)
        co_return updated;
    co_return co_await providersChanged();
}

QCoro::Task<Result<>> Workspace::providersChanged()
{
    if (!m_checksHealth)
        co_return Result<>();
    co_return co_await startHealthChecks();
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
    const Result<> removed = co_await m_providers->remove(provider.id);
    if (!removed)
        co_return removed;
    co_return co_await providersChanged();
}

} // namespace assay::workspace
