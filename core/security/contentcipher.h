// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "security/keyvault.h"

#include <QByteArray>
#include <QCoroTask>

namespace assay::security {

/// Seals content at rest: zstd, then XChaCha20-Poly1305 (libsodium) with the workspace's key, which lives in
/// the keychain. Where no keychain answers the key lives for this run, and what it sealed cannot be opened
/// later. One thread; the vault must outlive it.
class ContentCipher final {
public:
    static constexpr qsizetype maxContentBytes = 256LL * 1024 * 1024;

    explicit ContentCipher(KeyVault &keys)
        : m_keys(keys)
    {
    }

    /// Fetches the key, or makes it at the first time. Await once before sealing; later ones return at once.
    [[nodiscard]] QCoro::Task<> ready();
    /// Whether the key outlives this run.
    [[nodiscard]] bool isLasting() const { return m_isLasting; }

    /// `context` is not kept, but must be the same at opening: it ties content to its place.
    [[nodiscard]] QByteArray seal(QByteArrayView content, QByteArrayView context) const;
    /// Storage when it was sealed with another key or context, or is damaged.
    [[nodiscard]] Result<QByteArray> open(QByteArrayView sealed, QByteArrayView context) const;

    /// A key of 32 bytes for one purpose, which `purpose` (8 letters) names: of the same workspace always the
    /// same, and telling nothing of the key itself (crypto_kdf of libsodium). Empty before ready(), and where
    /// the key does not outlive this run.
    [[nodiscard]] QByteArray derivedKey(QByteArrayView purpose) const;

private:
    KeyVault &m_keys;
    Secret m_key; ///< base64 of 32 bytes
    bool m_isLasting = false;
};

} // namespace assay::security
