// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/providerstore.h"

#include "catalog/connectionrules.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>

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

QString problemWithConnection(const ConnectionSettings &settings)
{
    for (const auto limit :
         {settings.connectTimeout, settings.firstByteTimeout, settings.idleTimeout, settings.totalTimeout}) {
        if (const QString problem = problemWithTimeLimit(limit); !problem.isEmpty())
            return problem;
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
