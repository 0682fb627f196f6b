// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transport/connectionobserver.h"
#include "transport/httperror.h"

#include <unordered_map>
#include <vector>

#include <curl/curl.h>
#include <sys/types.h>

namespace assay::transport {

/// What an exchange has to do with connections. The tracker's, kept in the exchange.
struct ConnectionUse {
    std::uint64_t current = 0; ///< the connection its request went out on; 0 for none yet
    std::vector<std::uint64_t> attempts; ///< those it opened, several where a host has several addresses
};

/// What a failed exchange did to its connection.
[[nodiscard]] ConnectionOutcome connectionOutcome(const CurlFailure &failure);

/// Makes and closes libcurl's sockets and tells the observer of each. One per CurlMulti, on its thread.
///
/// libcurl says when it opens a socket and when it closes one that worked, but drops one that lost against
/// another address without a word; that is found when the exchange ends. A connection that is closed in the
/// middle of an exchange is reported when the exchange has ended and so is known why.
class ConnectionTracker final {
public:
    explicit ConnectionTracker(
        ConnectionObserver *observer); ///< null: isActive() is false, nothing else may be called
    ~ConnectionTracker(); ///< after libcurl's own end; reports what is left
    Q_DISABLE_COPY_MOVE(ConnectionTracker)

    [[nodiscard]] bool isActive() const { return m_observer != nullptr; }

    /// For CURLOPT_OPENSOCKETFUNCTION.
    [[nodiscard]] curl_socket_t open(ConnectionUse &use, const HttpRequest &request, const QByteArray &proxy,
                                     const curl_sockaddr &address);
    /// For CURLOPT_CLOSESOCKETFUNCTION; `self` is the tracker.
    static int close(void *self, curl_socket_t socket);
    /// The request goes out on the connection between these ends.
    void requestSent(ConnectionUse &use, const char *localAddress, int localPort, const char *peerAddress,
                     int peerPort);
    /// The exchange has ended and libcurl has let go of it. `outcome` is Closed when it succeeded.
    void exchangeEnded(ConnectionUse &use, const HttpRequest &request, const QByteArray &proxy,
                       ConnectionOutcome outcome);

private:
    struct Tracked {
        ConnectionReport report;
        curl_socket_t socket = CURL_SOCKET_BAD; ///< bad once it is closed
        ino_t inode = 0; ///< tells whether the descriptor is still this socket
        bool isEstablished = false; ///< the peer has answered; known from a close on
        QByteArray ends; ///< addresses and ports of both ends; empty before the first request
        int users = 0; ///< exchanges that have sent on it or opened it, and have not ended
    };

    void closeSocket(curl_socket_t socket);
    [[nodiscard]] std::uint64_t connectionBetween(const QByteArray &ends);
    static void readTraffic(Tracked &tracked);
    void leave(std::uint64_t id, ConnectionOutcome outcome);
    void settle(std::uint64_t id, ConnectionOutcome outcome);
    void reportWithoutConnection(const HttpRequest &request, const QByteArray &proxy,
                                 ConnectionOutcome outcome);
    void forgetSocket(Tracked &tracked);

    ConnectionObserver *m_observer;
    std::unordered_map<std::uint64_t, Tracked> m_connections;
    std::unordered_map<curl_socket_t, std::uint64_t> m_bySocket;
    QHash<QByteArray, std::uint64_t> m_byEnds;
};

} // namespace assay::transport
