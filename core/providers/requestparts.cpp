// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/requestparts.h"

namespace assay::providers {

namespace {

transport::HttpRequest requestTo(const catalog::Provider &provider, const QByteArray &url)
{
    transport::HttpRequest request;
    request.url = url;
    request.timeouts = {provider.connection.connectTimeout, provider.connection.firstByteTimeout,
                        provider.connection.idleTimeout, provider.connection.totalTimeout};
    request.proxy = provider.connection.proxy.toUtf8();
    request.caFile = provider.connection.caFile;
    return request;
}

} // namespace

transport::HttpRequest postTo(const catalog::Provider &provider, const QByteArray &url,
                              const QByteArray &body, bool isStream)
{
    transport::HttpRequest request = requestTo(provider, url);
    request.method = "POST";
    request.body = body;
    request.headers.add("content-type", "application/json");
    request.headers.add("accept", isStream ? "text/event-stream" : "application/json");
    // Nothing arrives before the whole answer is ready, so only the limit of the whole makes sense.
    if (!isStream)
        request.timeouts.firstByte = request.timeouts.total;
    return request;
}

transport::HttpRequest getFrom(const catalog::Provider &provider, const QByteArray &url,
                               const QByteArray &query)
{
    transport::HttpRequest request = requestTo(provider, query.isEmpty() ? url : url + '?' + query);
    request.method = "GET";
    request.headers.add("accept", "application/json");
    return request;
}

void addKeyHeader(transport::HttpRequest &request, const QByteArray &name, const QByteArray &prefix,
                  const security::Secret &key)
{
    if (!key.isEmpty() && key.isHeaderSafe())
        request.headers.add(name, prefix + key.reveal());
}

} // namespace assay::providers
