// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: what the requests of all protocols share.
#pragma once

#include "catalog/provider.h"
#include "security/secret.h"
#include "transport/httpclient.h"

namespace assay::providers {

/// A JSON request with the provider's limits, proxy and certificates.
[[nodiscard]] transport::HttpRequest postTo(const catalog::Provider &provider, const QByteArray &url,
                                            const QByteArray &body, bool isStream);
/// Likewise a GET; `query` may be empty.
[[nodiscard]] transport::HttpRequest getFrom(const catalog::Provider &provider, const QByteArray &url,
                                             const QByteArray &query);

/// Adds `prefix` + key as header `name`, unless there is no key or it cannot stand in a header.
void addKeyHeader(transport::HttpRequest &request, const QByteArray &name, const QByteArray &prefix,
                  const security::Secret &key);

} // namespace assay::providers
