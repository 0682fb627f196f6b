// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <QByteArray>
#include <QString>
#include <QUuid>

namespace assay {

/// A new UUID version 7 (RFC 9562, section 5.7): sorts by creation time. Any thread.
[[nodiscard]] QUuid createUuidV7();

/// A UUID that cannot be mixed up with the id of something else.
template <typename Tag> class Id final {
public:
    Id() = default;
    explicit Id(QUuid uuid)
        : m_uuid(uuid)
    {
    }
    [[nodiscard]] static Id create() { return Id(createUuidV7()); }
    /// Null when the text is no UUID.
    [[nodiscard]] static Id fromString(const QString &text) { return Id(QUuid::fromString(text)); }
    [[nodiscard]] static Id fromBytes(const QByteArray &rfc4122) { return Id(QUuid::fromRfc4122(rfc4122)); }

    [[nodiscard]] bool isNull() const { return m_uuid.isNull(); }
    [[nodiscard]] QString toString() const { return m_uuid.toString(QUuid::WithoutBraces); }
    /// 16 bytes, as the store keeps it.
    [[nodiscard]] QByteArray toBytes() const { return m_uuid.toRfc4122(); }

    friend bool operator==(const Id &a, const Id &b) { return a.m_uuid == b.m_uuid; }
    friend bool operator<(const Id &a, const Id &b) { return a.toBytes() < b.toBytes(); }
    friend size_t qHash(const Id &id, size_t seed = 0) { return qHash(id.m_uuid, seed); }

private:
    QUuid m_uuid;
};

using WorkspaceId = Id<struct WorkspaceTag>;
using ProviderId = Id<struct ProviderTag>;
using PromptId = Id<struct PromptTag>;
using PromptVersionId = Id<struct PromptVersionTag>;
using CallId = Id<struct CallTag>;
using RunId = Id<struct RunTag>;

} // namespace assay
