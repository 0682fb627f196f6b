// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "transport/httpclient.h"

#include <curl/curl.h>

namespace assay::transport {

enum class TimeLimit { Connect, FirstByte, Idle, Total };

/// How far an exchange had come and what libcurl knows about its end.
struct CurlFailure {
    CURLcode code = CURLE_OK;
    QByteArray text; ///< libcurl's own words, without URL and headers
    long connectCode = 0; ///< the proxy's answer to CONNECT
    long verifyResult = 0; ///< OpenSSL's X509_V_ERR_*
    long osError = 0;
    QByteArray proxy;
    bool sent = false; ///< the request went out
    bool headComplete = false;
};

/// Whether it ended at the proxy, before a request could go out through it; for failures that do not say it
/// themselves, such as a connection that broke.
[[nodiscard]] bool failedAtProxy(const CurlFailure &failure);

[[nodiscard]] Error cancelledError();
[[nodiscard]] Error timeLimitError(TimeLimit limit, const HttpRequest &request);
[[nodiscard]] Error bodyTooLargeError(const HttpRequest &request);
[[nodiscard]] Error headTooLargeError(const HttpRequest &request);
/// What libcurl reports, as one of our codes and a sentence with host and port; never with path, query, user
/// or headers.
[[nodiscard]] Error curlError(const CurlFailure &failure, const HttpRequest &request);

} // namespace assay::transport
