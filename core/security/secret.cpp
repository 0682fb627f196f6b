// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/secret.h"

#include <algorithm>
#include <cstring>

#include <sodium.h>

namespace assay::security {

Secret Secret::fromUtf8(QByteArrayView text)
{
    Secret secret;
    const QByteArrayView trimmed = text.trimmed();
    if (trimmed.isEmpty() || sodium_init() < 0)
        return secret;
    auto *bytes = static_cast<char *>(sodium_malloc(static_cast<size_t>(trimmed.size())));
    if (bytes == nullptr)
        return secret;
    std::memcpy(bytes, trimmed.data(), static_cast<size_t>(trimmed.size()));
    secret.m_bytes = std::shared_ptr<char>(bytes, sodium_free);
    secret.m_size = trimmed.size();
    return secret;
}

QByteArrayView Secret::reveal() const
{
    return {m_bytes.get(), m_size};
}

QString Secret::lastFour() const
{
    constexpr qsizetype shortest = 8; // of a shorter key four characters would tell too much
    return m_size < shortest ? QString() : QString::fromUtf8(reveal().last(4));
}

bool Secret::isHeaderSafe() const
{
    return !isEmpty() && std::ranges::all_of(reveal(), [](char c) { return c > ' ' && c <= '~'; });
}

} // namespace assay::security
