// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <QByteArrayView>
#include <QString>

namespace assay::security {

/// Key material in sodium_malloc memory: guarded, left out of core dumps, wiped on release. Copies share it.
class Secret final {
public:
    Secret() = default;
    /// Copies and trims white space at both ends. Wipe the source yourself.
    [[nodiscard]] static Secret fromUtf8(QByteArrayView text);

    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    /// Valid while a copy of this Secret lives. Hand it only to what sends or stores it.
    [[nodiscard]] QByteArrayView reveal() const;
    /// The last four characters, or fewer than that for short keys (none under eight).
    [[nodiscard]] QString lastFour() const;
    /// Whether it can stand in an HTTP header: printable ASCII without spaces.
    [[nodiscard]] bool isHeaderSafe() const;

private:
    std::shared_ptr<char> m_bytes;
    qsizetype m_size = 0;
};

} // namespace assay::security
