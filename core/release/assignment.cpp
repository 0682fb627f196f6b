// SPDX-License-Identifier: GPL-3.0-or-later
#include "release/assignment.h"

#include <QtEndian>
#include <sodium.h>

namespace assay::release {

bool getsCandidate(ReleaseId release, const QString &subject, int percent)
{
    constexpr quint64 buckets = 10'000; // hundredths of a percent
    const QByteArray id = release.toBytes();
    const QByteArray text = subject.toUtf8();
    std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char *>(text.constData()),
                       static_cast<unsigned long long>(text.size()),
                       reinterpret_cast<const unsigned char *>(id.constData()),
                       static_cast<size_t>(id.size()));
    return qFromLittleEndian<quint64>(hash.data()) % buckets
        < static_cast<quint64>(percent) * (buckets / 100);
}

} // namespace assay::release
