// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/route.h"

#include "transport/transporttr.h"

#include <QFile>
#include <QFileInfo>
#include <QNetworkProxy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QUrl>

namespace assay::transport {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxCaFileBytes = 8LL * 1024 * 1024;

QByteArray systemAuthorities()
{
    if (QFile given(qEnvironmentVariable("SSL_CERT_FILE")); given.open(QIODevice::ReadOnly))
        return given.read(maxCaFileBytes);
    QByteArray pem;
    const QList<QSslCertificate> certificates = QSslConfiguration::systemCaCertificates();
    for (const QSslCertificate &certificate : certificates)
        pem += certificate.toPem();
    return pem;
}

Result<QByteArray> readAuthorities(const QString &caFile)
{
    QFile file(caFile);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidInput,
                    TransportTr::tr(
                        "The CA file %1 cannot be read (%2). Choose another file or correct its permissions.")
                        .arg(caFile, file.errorString()));
    const QByteArray content = file.read(maxCaFileBytes);
    if (QSslCertificate::fromData(content, QSsl::Pem).isEmpty())
        return fail(
            ErrorCode::InvalidInput,
            TransportTr::tr("The CA file %1 holds no certificate in PEM form. Choose a file that starts with "
                            "\"-----BEGIN CERTIFICATE-----\".")
                .arg(caFile));
    return content;
}

QByteArray schemeOf(QNetworkProxy::ProxyType type)
{
    return type == QNetworkProxy::Socks5Proxy ? "socks5h" : "http";
}

} // namespace

QByteArray originOf(const QByteArray &url)
{
    const qsizetype scheme = url.indexOf("://");
    if (scheme < 0)
        return {};
    const qsizetype start = scheme + 3;
    qsizetype end = start;
    while (end < url.size() && url[end] != '/' && url[end] != '?' && url[end] != '#')
        ++end;
    const QByteArray authority = url.mid(start, end - start);
    return url.first(start) + authority.mid(authority.lastIndexOf('@') + 1);
}

bool isLoopback(const QByteArray &origin)
{
    const QByteArrayView host = QByteArrayView(origin).sliced(origin.indexOf("://") + 3);
    return host.startsWith("127.") || host.startsWith("[::1]") || host == "localhost"
        || host.startsWith("localhost:");
}

QByteArray systemProxyFor(const QByteArray &origin)
{
    const QList<QNetworkProxy> proxies =
        QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(QUrl::fromEncoded(origin)));
    if (proxies.isEmpty() || proxies.first().type() == QNetworkProxy::NoProxy
        || proxies.first().hostName().isEmpty())
        return {};
    const QNetworkProxy &proxy = proxies.first();
    QUrl url;
    url.setScheme(QString::fromLatin1(schemeOf(proxy.type())));
    url.setHost(proxy.hostName());
    url.setPort(proxy.port());
    if (!proxy.user().isEmpty()) {
        url.setUserName(proxy.user());
        url.setPassword(proxy.password());
    }
    return url.toEncoded();
}

std::optional<QByteArray> RouteBook::proxyFor(const HttpRequest &request) const
{
    if (request.proxy == "none")
        return QByteArray();
    if (!request.proxy.isEmpty())
        return request.proxy;
    const QByteArray origin = originOf(request.url);
    if (origin.isEmpty() || isLoopback(origin))
        return QByteArray();
    const auto known = m_proxies.constFind(origin);
    return known == m_proxies.constEnd() ? std::nullopt : std::optional(*known);
}

Result<QByteArray> RouteBook::authorityFile(const QString &caFile)
{
    if (caFile.isEmpty())
        return qgetenv("SSL_CERT_FILE");
    const QDateTime modifiedAt = QFileInfo(caFile).lastModified();
    const auto known = m_authorities.find(caFile);
    if (known != m_authorities.end() && known->second.modifiedAt == modifiedAt)
        return QFile::encodeName(known->second.merged->fileName());

    const Result<QByteArray> extra = readAuthorities(caFile);
    if (!extra)
        return tl::unexpected(extra.error());
    auto merged = std::make_unique<QTemporaryFile>();
    if (!merged->open() || merged->write(systemAuthorities() + '\n' + *extra) < 0 || !merged->flush())
        return fail(
            ErrorCode::InvalidInput,
            TransportTr::tr("The CA file %1 could not be prepared in the folder for temporary files (%2).")
                .arg(caFile, merged->errorString()));
    const QByteArray name = QFile::encodeName(merged->fileName());
    m_authorities.insert_or_assign(caFile, Authorities{modifiedAt, std::move(merged)});
    return name;
}

} // namespace assay::transport
