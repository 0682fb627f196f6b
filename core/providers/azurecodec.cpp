// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/azurecodec.h"

#include "providers/requestparts.h"

#include <QUrl>

namespace assay::providers {
namespace {

constexpr QByteArrayView defaultVersion = "api-version=2024-10-21"; ///< the newest that is no preview

struct Address {
    QByteArray root; ///< without query and trailing slashes
    QByteArray query;
};

Address parted(const QByteArray &baseUrl)
{
    const qsizetype mark = baseUrl.indexOf('?');
    Address address{mark < 0 ? baseUrl : baseUrl.first(mark),
                    mark < 0 ? QByteArray() : baseUrl.mid(mark + 1)};
    // The portal shows a deployment's address with what to do there behind it.
    for (const QByteArrayView method : {"/chat/completions", "/embeddings"}) {
        if (address.root.endsWith(method))
            address.root.chop(method.size());
    }
    while (address.root.endsWith('/'))
        address.root.chop(1);
    return address;
}

QByteArray withQuery(const QByteArray &url, const QByteArray &query)
{
    return query.isEmpty() ? url : url + '?' + query;
}

} // namespace

QByteArray AzureCodec::urlOf(const QByteArray &baseUrl, const QByteArray &path, const QString &model) const
{
    constexpr QByteArrayView service = "/openai";
    constexpr QByteArrayView deployments = "/openai/deployments/";
    Address address = parted(baseUrl);
    if (address.root.endsWith("/openai/v1"))
        return withQuery(address.root + path, address.query);
    if (address.query.isEmpty())
        address.query = defaultVersion.toByteArray();

    const qsizetype named = address.root.indexOf(deployments);
    if (named >= 0 && !model.isEmpty())
        return withQuery(address.root + path, address.query);
    if (named >= 0)
        address.root.truncate(named);
    if (address.root.endsWith(service))
        address.root.chop(service.size());
    if (model.isEmpty())
        return withQuery(address.root + service.toByteArray() + path, address.query);
    return withQuery(address.root + deployments.toByteArray() + QUrl::toPercentEncoding(model) + path,
                     address.query);
}

void AzureCodec::addKey(transport::HttpRequest &http, const security::Secret &key) const
{
    addKeyHeader(http, "api-key", {}, key);
}

} // namespace assay::providers
