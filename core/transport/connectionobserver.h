// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

#include <cstdint>
#include <optional>

#include <QString>

namespace assay::transport {

/// Why a request is made. The names are kept in the store and shown to people.
enum class Purpose {
    Completion,
    ModelListing,
    TokenCount,
    Embeddings,
    HealthCheck,
    KeyCheck,
    LocalDiscovery, ///< looking for model servers on this machine's usual ports
    Other
};

/// "completion", "model_listing", "token_count", ...
[[nodiscard]] QString purposeName(Purpose purpose);
[[nodiscard]] std::optional<Purpose> purposeFromName(const QString &name);

/// How a connection stands or how it ended.
enum class ConnectionOutcome {
    Open, ///< being made or in use or kept for the next request
    Closed, ///< worked and was closed in order
    Unused, ///< led to nothing, while another address of the host was used
    NameNotFound, ///< no address: nothing was connected to
    Refused,
    Unreachable,
    TimedOut,
    TlsFailed,
    ProxyFailed,
    Broken, ///< the other side closed it in the middle of an answer, or sent what is no HTTP
    Cancelled ///< closed by us in the middle, because the request was stopped or its answer too large
};

/// "open", "closed", "unused", "name_not_found", ...
[[nodiscard]] QString connectionOutcomeName(ConnectionOutcome outcome);
[[nodiscard]] std::optional<ConnectionOutcome> connectionOutcomeFromName(const QString &name);

/// One TCP connection, or one attempt at it, as it stands now. Holds no path, no header and no key.
struct ConnectionReport {
    std::uint64_t id = 0; ///< unique in this process
    QString host; ///< of the request's URL
    int port = 0; ///< of the request's URL
    QString address; ///< what was connected to, "192.0.2.7:443" or "[2001:db8::7]:443"; empty when no name
                     ///< was found
    QString proxy; ///< "host:port" of the proxy in between; empty for a direct way
    Purpose purpose = Purpose::Other; ///< the first request's
    std::optional<CallId> call; ///< the first request's
    int requests = 0; ///< how many requests went out on it
    std::int64_t bytesSent = 0; ///< TCP payload: with TLS and headers
    std::int64_t bytesReceived = 0;
    ConnectionOutcome outcome = ConnectionOutcome::Open;
};

/// Told of every connection that an HttpClient makes, on the client's thread, inside libcurl's callbacks:
/// must be quick and must not call back into the client.
class ConnectionObserver {
public:
    virtual ~ConnectionObserver() = default;
    /// Before the first packet goes out.
    virtual void onOpened(const ConnectionReport &report) = 0;
    /// A request on it has ended and the connection is kept. The figures have grown.
    virtual void onUsed(const ConnectionReport &report) = 0;
    /// Once, with the last figures; the outcome is not Open any more.
    virtual void onClosed(const ConnectionReport &report) = 0;
};

} // namespace assay::transport
