// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "transport/httpclient.h"

#include <map>
#include <memory>
#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QTemporaryFile>

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

    /// A PEM file with the system's authorities and those of `caFile`; empty where libcurl's own choice will
    /// do. A file and not memory, because libcurl keeps only a parsed file from one connection to the next,
    /// and parsing the system's authorities takes 24 ms.
    [[nodiscard]] Result<QByteArray> authorityFile(const QString &caFile);

private:
    struct Authorities {
        QDateTime modifiedAt;
        std::unique_ptr<QTemporaryFile> merged;
    };
    QHash<QByteArray, QByteArray> m_proxies;
    std::map<QString, Authorities> m_authorities;
};

} // namespace assay::transport
