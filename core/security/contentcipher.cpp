// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/contentcipher.h"

#include <array>
#include <span>

#include <QCoreApplication>
#include <sodium.h>
#include <zstd.h>

namespace assay::security {
namespace {

// A sealed content: this byte, the nonce, the encrypted zstd frame.
constexpr char formVersion = 1;
constexpr qsizetype nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr qsizetype tagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr qsizetype keyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr int compressionLevel = 3;
// The key stands beside the providers' keys, under the id that no provider has.
const ProviderId keyEntry{};

/// The key's bytes, wiped at the end.
class RawKey final {
public:
    explicit RawKey(const Secret &key)
    {
        size_t length = 0;
        const QByteArrayView text = key.reveal();
        m_isValid = sodium_base642bin(m_bytes.data(), m_bytes.size(), text.data(), size_t(text.size()),
                                      nullptr, &length, nullptr, sodium_base64_VARIANT_ORIGINAL)
                == 0
            && length == m_bytes.size();
    }
    ~RawKey() { sodium_memzero(m_bytes.data(), m_bytes.size()); }
    RawKey(const RawKey &) = delete;
    RawKey &operator=(const RawKey &) = delete;

    [[nodiscard]] bool isValid() const { return m_isValid; }
    [[nodiscard]] const unsigned char *data() const { return m_bytes.data(); }

private:
    std::array<unsigned char, keyBytes> m_bytes{};
    bool m_isValid = false;
};

Secret newKey()
{
    std::array<unsigned char, keyBytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::array<char, sodium_base64_ENCODED_LEN(keyBytes, sodium_base64_VARIANT_ORIGINAL)> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    Secret key = Secret::fromUtf8(QByteArrayView(text.data()));
    sodium_memzero(bytes.data(), bytes.size());
    sodium_memzero(text.data(), text.size());
    return key;
}

const unsigned char *bytesOf(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}

QByteArray compressed(QByteArrayView content)
{
    QByteArray frame(static_cast<qsizetype>(ZSTD_compressBound(size_t(content.size()))), Qt::Uninitialized);
    const size_t size = ZSTD_compress(frame.data(), size_t(frame.size()), content.data(),
                                      size_t(content.size()), compressionLevel);
    frame.truncate(static_cast<qsizetype>(size)); // with the bound as room it cannot fail
    return frame;
}

tl::unexpected<Error> damaged()
{
    return fail(ErrorCode::Storage,
                QCoreApplication::translate("ContentCipher",
                                            "This content was sealed with another key, or is damaged."));
}

} // namespace

QCoro::Task<> ContentCipher::ready()
{
    if (!m_key.isEmpty() || sodium_init() < 0)
        co_return;
    const Result<Secret> known = co_await m_keys.read(keyEntry);
    if (!m_key.isEmpty())
        co_return; // another one who waited was first
    if (known && RawKey(*known).isValid()) {
        m_key = *known;
        m_isLasting = true;
        co_return;
    }
    m_key = newKey();
    const bool mayStore = !known && known.error().code == ErrorCode::NotFound;
    if (mayStore)
        m_isLasting = (co_await m_keys.store(keyEntry, m_key)).has_value();
}

QByteArray ContentCipher::seal(QByteArrayView content, QByteArrayView context) const
{
    const RawKey key(m_key);
    Q_ASSERT(key.isValid()); // ready() was awaited
    const QByteArray frame = compressed(content);
    QByteArray sealed(1 + nonceBytes + frame.size() + tagBytes, Qt::Uninitialized);
    sealed[0] = formVersion;
    auto *nonce = reinterpret_cast<unsigned char *>(sealed.data()) + 1;
    randombytes_buf(nonce, nonceBytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        nonce + nonceBytes, nullptr, bytesOf(frame), static_cast<unsigned long long>(frame.size()),
        bytesOf(context), static_cast<unsigned long long>(context.size()), nullptr, nonce, key.data());
    return sealed;
}

QByteArray ContentCipher::derivedKey(QByteArrayView purpose) const
{
    static_assert(keyBytes == crypto_kdf_KEYBYTES);
    Q_ASSERT(purpose.size() == crypto_kdf_CONTEXTBYTES);
    const RawKey key(m_key);
    if (!m_isLasting || !key.isValid())
        return {};
    QByteArray derived(keyBytes, Qt::Uninitialized);
    crypto_kdf_derive_from_key(reinterpret_cast<unsigned char *>(derived.data()), size_t(derived.size()), 1,
                               purpose.data(), key.data());
    return derived;
}

Result<QByteArray> ContentCipher::open(QByteArrayView sealed, QByteArrayView context) const
{
    const RawKey key(m_key);
    if (!key.isValid() || sealed.size() < 1 + nonceBytes + tagBytes || sealed[0] != formVersion)
        return damaged();
    const QByteArrayView nonce = sealed.sliced(1, nonceBytes);
    const QByteArrayView cipher = sealed.sliced(1 + nonceBytes);
    QByteArray frame(cipher.size() - tagBytes, Qt::Uninitialized);
    const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
        reinterpret_cast<unsigned char *>(frame.data()), nullptr, nullptr, bytesOf(cipher),
        static_cast<unsigned long long>(cipher.size()), bytesOf(context),
        static_cast<unsigned long long>(context.size()), bytesOf(nonce), key.data());
    if (opened != 0)
        return damaged();
    const unsigned long long size = ZSTD_getFrameContentSize(frame.constData(), size_t(frame.size()));
    if (size > static_cast<unsigned long long>(maxContentBytes)) // also the two values that mean "unknown"
        return damaged();
    QByteArray content(static_cast<qsizetype>(size), Qt::Uninitialized);
    const size_t got =
        ZSTD_decompress(content.data(), size_t(content.size()), frame.constData(), size_t(frame.size()));
    if (ZSTD_isError(got) != 0 || got != size)
        return damaged();
    return content;
}

} // namespace assay::security
