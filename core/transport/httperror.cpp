// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/httperror.h"

#include "transport/transporttr.h"

#include <cerrno>
#include <QUrl>

namespace assay::transport {

using namespace Qt::StringLiterals;

namespace {

/// "host:port" of a URL; everything else in it may be secret.
QString place(const QByteArray &url)
{
    const QUrl parsed = QUrl::fromEncoded(url);
    if (parsed.host().isEmpty())
        return TransportTr::tr("the given address");
    const QString host = parsed.host().contains(u':') ? u'[' + parsed.host() + u']' : parsed.host();
    return host + u':' + QString::number(parsed.port(parsed.scheme() == "https"_L1 ? 443 : 80));
}

QString hostOf(const QByteArray &url)
{
    return QUrl::fromEncoded(url).host();
}

Error failure(ErrorCode code, QString message, const CurlFailure &why, bool retryable)
{
    const QString detail = "curl %1: %2"_L1.arg(QString::number(why.code), QString::fromUtf8(why.text));
    return Error{code, std::move(message), detail, retryable, {}};
}

Error connectError(const CurlFailure &why, const HttpRequest &request)
{
    const QByteArray target = why.proxy.isEmpty() ? request.url : why.proxy;
    const QString there = place(target);
    QString message =
        TransportTr::tr("No connection to %1. Is the server running, and is the network up?").arg(there);
    if (why.osError == ECONNREFUSED)
        message =
            TransportTr::tr("The connection to %1 was refused. Is the server running at %1?").arg(there);
    else if (why.osError == ENETUNREACH || why.osError == EHOSTUNREACH)
        message = TransportTr::tr("%1 cannot be reached from this network. Check the network connection.")
                      .arg(there);
    if (!why.proxy.isEmpty())
        message += u' ' + TransportTr::tr("This address is the configured proxy; check the proxy settings.");
    return failure(ErrorCode::Network, message, why, true);
}

Error proxyError(const CurlFailure &why)
{
    const QString proxy = place(why.proxy);
    if (why.connectCode == 407)
        return failure(
            ErrorCode::Network,
            TransportTr::tr("The proxy %1 asks for a user name and password. Add them to the proxy setting.")
                .arg(proxy),
            why, false);
    if (why.connectCode >= 300)
        return failure(
            ErrorCode::Network,
            TransportTr::tr("The proxy %1 refused the connection (HTTP %2). Check the proxy settings.")
                .arg(proxy)
                .arg(why.connectCode),
            why, why.connectCode >= 500);
    return failure(ErrorCode::Network,
                   TransportTr::tr("The proxy %1 did not work. Check the proxy settings.").arg(proxy), why,
                   true);
}

/// OpenSSL's X509_V_ERR_* as far as people meet them. The numbers are part of its stable interface.
QString certificateFault(const CurlFailure &why)
{
    switch (why.verifyResult) {
    case 9:
        return TransportTr::tr("its certificate is not valid yet; check this computer's clock");
    case 10:
        return TransportTr::tr("its certificate has expired");
    case 18:
        return TransportTr::tr(
            "its certificate is self-signed; if you trust it, add it as a CA file to the provider");
    case 19:
    case 20:
    case 21:
    case 2:
        return TransportTr::tr(
            "its certificate comes from an unknown authority; if you trust it, add the authority's CA "
            "file to "
            "the provider");
    case 23:
        return TransportTr::tr("its certificate has been revoked");
    default:
        break;
    }
    if (why.text.contains("does not match") || why.text.contains("no alternative certificate"))
        return TransportTr::tr("its certificate was issued for another host name");
    return TransportTr::tr("its certificate could not be verified");
}

Error tlsError(const CurlFailure &why, const HttpRequest &request)
{
    const QString there = place(request.url);
    if (why.code == CURLE_PEER_FAILED_VERIFICATION)
        return failure(ErrorCode::Network,
                       TransportTr::tr("No secure connection to %1: %2.").arg(there, certificateFault(why)),
                       why, false);
    QString message =
        TransportTr::tr(
            "No secure connection to %1: the TLS handshake failed. Does the server speak TLS 1.2 or "
            "newer at this port?")
            .arg(there);
    if (!why.proxy.isEmpty())
        message += u' ' + TransportTr::tr("The way went through the proxy %1.").arg(place(why.proxy));
    return failure(ErrorCode::Network, message, why, why.osError == ECONNRESET);
}

Error brokenError(const CurlFailure &why, const HttpRequest &request)
{
    const QString there = place(request.url);
    QString message =
        TransportTr::tr("The connection to %1 broke before an answer came. Try again.").arg(there);
    if (why.code == CURLE_GOT_NOTHING)
        message = TransportTr::tr("%1 closed the connection without an answer. Try again.").arg(there);
    else if (why.headComplete)
        message = TransportTr::tr("The answer from %1 broke off before its end. Try again.").arg(there);
    return failure(ErrorCode::Network, message, why, true);
}

} // namespace

bool failedAtProxy(const CurlFailure &failure)
{
    return !failure.proxy.isEmpty() && (failure.connectCode >= 300 || !failure.sent);
}

Error cancelledError()
{
    return Error{ErrorCode::Cancelled, TransportTr::tr("The request was stopped."), {}, false, {}};
}

Error timeLimitError(TimeLimit limit, const HttpRequest &request)
{
    const QString there = place(request.url);
    const auto sentence = [&there](const QString &text, std::chrono::milliseconds given) {
        const QString seconds = QString::number(static_cast<double>(given.count()) / 1000.0);
        return Error{ErrorCode::Timeout, text.arg(there, seconds), {}, true, {}};
    };
    switch (limit) {
    case TimeLimit::Connect:
        return sentence(
            TransportTr::tr("No connection to %1 within %2 s. Check the address and the network."),
            request.timeouts.connect);
    case TimeLimit::FirstByte:
        return sentence(
            TransportTr::tr("%1 sent no answer within %2 s. Try again, or raise the first-byte limit."),
            request.timeouts.firstByte);
    case TimeLimit::Idle:
        return sentence(
            TransportTr::tr(
                "%1 fell silent for %2 s in the middle of its answer. Try again, or raise the idle limit."),
            request.timeouts.idle);
    case TimeLimit::Total:
        break;
    }
    return sentence(
        TransportTr::tr(
            "The answer from %1 was not complete within %2 s. Try again, or raise the total limit."),
        request.timeouts.total);
}

Error bodyTooLargeError(const HttpRequest &request)
{
    return Error{
        ErrorCode::MalformedResponse,
        TransportTr::tr("The answer from %1 is larger than the limit of %2 bytes. Is this the right address?")
            .arg(place(request.url))
            .arg(request.maxBodyBytes),
        {},
        false,
        {}};
}

Error headTooLargeError(const HttpRequest &request)
{
    return Error{
        ErrorCode::MalformedResponse,
        TransportTr::tr("The answer from %1 has a header that is too large. Is this the right address?")
            .arg(place(request.url)),
        {},
        false,
        {}};
}

Error curlError(const CurlFailure &why, const HttpRequest &request)
{
    switch (why.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return failure(
            ErrorCode::Network,
            TransportTr::tr(
                "The host name %1 could not be found. Check its spelling and the network connection.")
                .arg(hostOf(request.url)),
            why, true);
    case CURLE_COULDNT_RESOLVE_PROXY:
        return failure(
            ErrorCode::Network,
            TransportTr::tr("The proxy's host name %1 could not be found. Check the proxy settings.")
                .arg(hostOf(why.proxy)),
            why, true);
    case CURLE_COULDNT_CONNECT:
        return connectError(why, request);
    case CURLE_PROXY:
        return proxyError(why);
    case CURLE_OPERATION_TIMEDOUT:
        return timeLimitError(TimeLimit::Connect, request); // the only limit that libcurl itself watches
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
        return tlsError(why, request);
    case CURLE_SSL_CACERT_BADFILE:
        return failure(
            ErrorCode::InvalidInput,
            TransportTr::tr(
                "The file of trusted authorities cannot be read. Check the CA file and the environment "
                "variable SSL_CERT_FILE."),
            why, false);
    case CURLE_URL_MALFORMAT:
        return failure(ErrorCode::InvalidInput,
                       TransportTr::tr("The address is not a valid URL. It looks like https://host/path."),
                       why, false);
    case CURLE_UNSUPPORTED_PROTOCOL:
        if (!why.sent)
            return failure(ErrorCode::InvalidInput,
                           TransportTr::tr("The address must start with http:// or https://."), why, false);
        [[fallthrough]];
    case CURLE_OUT_OF_MEMORY: // what libcurl says of a header line beyond its limit
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
        return failure(
            ErrorCode::MalformedResponse,
            TransportTr::tr("%1 did not answer with valid HTTP. Is this the right address and port?")
                .arg(place(request.url)),
            why, false);
    default:
        break;
    }
    if (failedAtProxy(why))
        return proxyError(why);
    return brokenError(why, request);
}

} // namespace assay::transport
