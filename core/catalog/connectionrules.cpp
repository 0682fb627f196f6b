// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/connectionrules.h"

#include <array>

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace assay::catalog {
namespace {

constexpr qint64 maxCaBytes = 4 * 1024 * 1024; // the system's own bundle has 0.2 MB

QString tr(const char *text)
{
    return QCoreApplication::translate("ProviderStore", text);
}

/// Azure's addresses carry the version of the API, as its portal shows them.
bool isAzureVersion(const Provider &provider)
{
    static const QRegularExpression version(uR"(\Aapi-version=[A-Za-z0-9-]{1,40}\z)"_s);
    return provider.protocol == Protocol::Azure && version.match(provider.baseUrl.query()).hasMatch();
}

struct TimeUnit {
    QLatin1String name;
    milliseconds length;
};
constexpr std::array timeUnits{
    TimeUnit{"ms"_L1, milliseconds(1)},       TimeUnit{"s"_L1, milliseconds(1'000)},
    TimeUnit{"min"_L1, milliseconds(60'000)}, TimeUnit{"m"_L1, milliseconds(60'000)},
    TimeUnit{"h"_L1, milliseconds(3'600'000)}, TimeUnit{""_L1, milliseconds(1'000)},
};

constexpr QLatin1String deployments("/openai/deployments/");

} // namespace

QString problemWithUrl(const Provider &provider)
{
    const QUrl &url = provider.baseUrl;
    const QString shown =
        url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    if (url.isEmpty())
        return tr("Give the provider's address, such as https://api.openai.com/v1.");
    if (!url.isValid())
        return tr("The address is not a URL: %1.").arg(url.errorString().section(u';', 0, 0));
    if (url.scheme() != "https"_L1 && url.scheme() != "http"_L1)
        return tr("The address %1 cannot be used: it must begin with https:// or http://.").arg(shown);
    if (url.host().isEmpty())
        return tr("The address %1 names no host.").arg(shown);
    if (!url.userInfo().isEmpty())
        return tr("The address of %1 holds a user name or password. Leave them out; the key has its own "
                  "place.")
            .arg(url.host());
    if ((url.hasQuery() && !isAzureVersion(provider)) || url.hasFragment())
        return tr("The address %1 must end with its path: leave out what follows '?' or '#'.").arg(shown);
    return {};
}

QString problemWithProxy(const QString &proxy)
{
    if (proxy.isEmpty() || proxy == "none"_L1)
        return {};
    const QUrl url(proxy, QUrl::StrictMode);
    const QStringList schemes{u"http"_s, u"https"_s, u"socks4"_s, u"socks4a"_s, u"socks5"_s, u"socks5h"_s};
    if (!url.isValid() || url.host().isEmpty() || !schemes.contains(url.scheme()))
        return tr("The proxy must be \"none\" or an address such as http://proxy.example:3128.");
    if (!url.userInfo().isEmpty())
        return tr(
            "The proxy's address holds a user name or password, which would be kept in plain text. Leave "
            "them out.");
    return {};
}

QString problemWithCaFile(const QString &path)
{
    if (path.isEmpty())
        return {};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tr("The certificate file %1 cannot be read: %2.").arg(path, file.errorString());
    const QByteArray content = file.read(maxCaBytes + 1);
    if (content.size() > maxCaBytes)
        return tr("The certificate file %1 is larger than %2 MB.").arg(path).arg(maxCaBytes / 1024 / 1024);
    if (!content.contains("-----BEGIN CERTIFICATE-----"))
        return tr("The file %1 holds no certificate in PEM form (BEGIN CERTIFICATE).").arg(path);
    return {};
}

QString problemWithTimeLimit(milliseconds limit)
{
    if (limit.count() < 0)
        return tr("A time limit cannot be negative; 0 means none.");
    if (limit > maxTimeLimit)
        return tr("A time limit is at most %1 hours.").arg(maxTimeLimit.count());
    return {};
}

std::optional<milliseconds> timeLimitFromText(const QString &text)
{
    const QString typed = text.trimmed().toLower();
    if (typed == "none"_L1)
        return milliseconds(0);
    static const QRegularExpression pattern(uR"(\A(\d{1,9}(?:[.,]\d{1,3})?)\s*(ms|s|min|m|h)?\z)"_s);
    const auto match = pattern.match(typed);
    if (!match.hasMatch())
        return std::nullopt;
    QString number = match.captured(1);
    number.replace(u',', u'.');
    for (const auto &[name, length] : timeUnits) {
        if (match.captured(2) != name)
            continue;
        const milliseconds limit(qRound64(number.toDouble() * double(length.count())));
        return problemWithTimeLimit(limit).isEmpty() ? std::optional(limit) : std::nullopt;
    }
    return std::nullopt;
}

QString timeLimitText(milliseconds limit)
{
    if (limit.count() == 0)
        return tr("none");
    const qint64 ms = limit.count();
    if (ms % 60'000 == 0)
        return tr("%1 min").arg(ms / 60'000);
    return ms % 1'000 == 0 ? tr("%1 s").arg(ms / 1'000) : tr("%1 ms").arg(ms);
}

bool keyMayFollow(const Provider &before, const Provider &after)
{
    if (after.isSimulated)
        return true;
    const auto portOf = [](const QUrl &url) { return url.port(url.scheme() == "https"_L1 ? 443 : 80); };
    const bool losesEncryption = before.baseUrl.scheme() == "https"_L1 && after.baseUrl.scheme() != "https"_L1;
    // The port of a server that becomes encrypted in place changes with it.
    const bool gainsEncryption = before.baseUrl.scheme() == "http"_L1 && after.baseUrl.scheme() == "https"_L1
        && before.baseUrl.port() == after.baseUrl.port();
    return before.baseUrl.host() == after.baseUrl.host() && !losesEncryption
        && (portOf(before.baseUrl) == portOf(after.baseUrl) || gainsEncryption);
}

QString keyPlace(const Provider &provider)
{
    return provider.baseUrl.scheme() + u"://"_s + provider.baseUrl.authority();
}

AzureAddress azureAddressOf(const QUrl &baseUrl)
{
    AzureAddress address;
    address.resource = baseUrl;
    address.resource.setQuery(QString());
    address.apiVersion = QUrlQuery(baseUrl).queryItemValue(u"api-version"_s);
    const QString path = baseUrl.path();
    if (const qsizetype at = path.indexOf(deployments); at >= 0) {
        address.deployment = path.mid(at + deployments.size()).section(u'/', 0, 0);
        address.resource.setPath(path.left(at));
    }
    return address;
}

QUrl baseUrlOf(const AzureAddress &address)
{
    QUrl url = address.resource;
    if (!address.deployment.isEmpty()) {
        QString path = url.path();
        for (const QLatin1String tail : {"/"_L1, "/openai/v1"_L1, "/openai"_L1, "/"_L1}) {
            if (path.endsWith(tail))
                path.chop(tail.size());
        }
        url.setPath(path + deployments + address.deployment);
    }
    url.setQuery(address.apiVersion.isEmpty() ? QString() : u"api-version="_s + address.apiVersion);
    return url;
}

} // namespace assay::catalog
