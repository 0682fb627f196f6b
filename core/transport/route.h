// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "transport/httpclient.h"

#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QHash>

namespace assay::transport {

/// "scheme://host:port" without user, path and query; the key under which a proxy is remembered.
[[nodiscard]] QByteArray originOf(const QByteArray &url);
[[nodiscard]] bool isLoopback(const QByteArray &origin);
/// The system's proxy for an origin as a URL, empty for none. May block (a proxy script); any thread.
[[nodiscard]] QByteArray systemProxyFor(const QByteArray &origin);

/// Which proxy and which authorities a request uses. Remembers what it asked the system and the disk.
class RouteBook final {
public:
    /// The proxy URL, empty for a direct way; nothing when the system has to be asked first.
    [[nodiscard]] std::optional<QByteArray> proxyFor(const HttpRequest &request) const;
    void rememberProxy(const QByteArray &origin, const QByteArray &proxy) { m_proxies.insert(origin, proxy); }

    /// The system's authorities and those of `caFile`, as PEM.
    [[nodiscard]] Result<QByteArray> authorities(const QString &caFile);

private:
    struct Authorities {
        QDateTime modifiedAt;
        QByteArray pem;
    };
    QHash<QByteArray, QByteArray> m_proxies;
    QHash<QString, Authorities> m_authorities;
};

} // namespace assay::transport
