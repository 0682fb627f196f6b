// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/providerstore.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

constexpr qsizetype maxNameLength = 40;

struct KnownHost {
    QLatin1String host;
    QLatin1String vendor;
};

/// The vendors of the price list by the host of their API.
constexpr std::array knownHosts{
    KnownHost{"api.openai.com"_L1, "openai"_L1},
    KnownHost{"api.anthropic.com"_L1, "anthropic"_L1},
    KnownHost{"generativelanguage.googleapis.com"_L1, "gemini"_L1},
    KnownHost{"api.mistral.ai"_L1, "mistral"_L1},
    KnownHost{"api.deepseek.com"_L1, "deepseek"_L1},
    KnownHost{"api.groq.com"_L1, "groq"_L1},
    KnownHost{"openrouter.ai"_L1, "openrouter"_L1},
    KnownHost{"api.together.ai"_L1, "together"_L1},
    KnownHost{"api.together.xyz"_L1, "together"_L1},
    KnownHost{"api.x.ai"_L1, "xai"_L1},
    KnownHost{"api.cerebras.ai"_L1, "cerebras"_L1},
    KnownHost{"api.cohere.ai"_L1, "cohere"_L1},
    KnownHost{"api.cohere.com"_L1, "cohere"_L1},
    KnownHost{"api.moonshot.ai"_L1, "moonshot"_L1},
    KnownHost{"api.z.ai"_L1, "zai"_L1},
};

QString tr(const char *text)
{
    return QCoreApplication::translate("ProviderStore", text);
}

QString vendorOf(const Provider &provider)
{
    if (provider.isSimulated)
        return u"simulated"_s;
    const QString host = provider.baseUrl.host();
    const auto known = std::find_if(knownHosts.begin(), knownHosts.end(),
                                    [&host](const KnownHost &k) { return host == k.host; });
    return known == knownHosts.end() ? QString() : QString(known->vendor);
}

/// The sentence that refuses `name`, or an empty one.
QString problemWithName(const QString &name)
{
    if (name.isEmpty())
        return tr("Give the provider a name.");
    if (name.size() > maxNameLength)
        return tr("The name \"%1…\" is too long: use up to %2 characters.")
            .arg(name.left(20))
            .arg(maxNameLength);
    const auto isAllowed = [](QChar c) { return c.isLetterOrNumber() || u"-_."_s.contains(c); };
    const auto bad = std::find_if_not(name.begin(), name.end(), isAllowed);
    if (bad != name.end())
        return tr("The name \"%1\" cannot be used: character %2 is none of letters, digits, '-', '_' and "
                  "'.'.")
            .arg(name)
            .arg(bad - name.begin() + 1);
    // It stands at the start of "NAME/MODEL" on a command line, where a dash would begin an option.
    if (!name.front().isLetterOrNumber())
        return tr("The name \"%1\" cannot be used: begin it with a letter or a digit.").arg(name);
    return {};
}

/// Azure's addresses carry the version of the API, as its portal shows them.
bool isAzureVersion(const Provider &provider)
{
    static const QRegularExpression version(uR"(\Aapi-version=[A-Za-z0-9-]{1,40}\z)"_s);
    return provider.protocol == Protocol::Azure && version.match(provider.baseUrl.query()).hasMatch();
}

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

QString problemWithConnection(const ConnectionSettings &settings)
{
    for (const auto limit :
         {settings.connectTimeout, settings.firstByteTimeout, settings.idleTimeout, settings.totalTimeout}) {
        if (limit.count() < 0)
            return tr("A time limit cannot be negative; 0 means none.");
    }
    return problemWithProxy(settings.proxy);
}

void dropTrailingSlashes(QUrl &url)
{
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path, QUrl::TolerantMode);
}

} // namespace

Result<Provider> validated(Provider provider)
{
    provider.name = provider.name.trimmed().normalized(QString::NormalizationForm_C);
    // The simulator's address is known only while it runs.
    const bool hasNoAddressYet = provider.isSimulated && provider.baseUrl.isEmpty();
    for (const QString &problem :
         {problemWithName(provider.name), hasNoAddressYet ? QString() : problemWithUrl(provider),
          problemWithConnection(provider.connection)}) {
        if (!problem.isEmpty())
            return fail(ErrorCode::InvalidInput, problem);
    }
    dropTrailingSlashes(provider.baseUrl);
    if (provider.vendor.isEmpty())
        provider.vendor = vendorOf(provider);
    return provider;
}

} // namespace assay::catalog
