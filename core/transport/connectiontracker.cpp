// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/connectiontracker.h"

#include <array>
#include <atomic>
#include <cerrno>

#include <arpa/inet.h>
#include <linux/tcp.h> // netinet's tcp_info has no byte counts
#include <netdb.h>
#include <QUrl>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::transport {

using namespace Qt::StringLiterals;

namespace {

std::uint64_t nextId()
{
    static std::atomic<std::uint64_t> last = 0; // several clients report to one log
    return ++last;
}

struct Place {
    QString host;
    int port = 0;
};

Place placeOf(const QByteArray &url, bool isProxy)
{
    const QUrl parsed = QUrl::fromEncoded(url);
    const int usual = parsed.scheme() == "https"_L1 ? 443 : isProxy ? 1080 : 80; // 1080: libcurl's own
    return {parsed.host(), parsed.port(usual)};
}

QString withPort(const QString &host, int port)
{
    const QString bracketed = host.contains(u':') ? QString(u'[' + host + u']') : host;
    return QString(bracketed + u':' + QString::number(port));
}

/// "192.0.2.7" and 443; an empty host when it is no internet address.
Place numericPlace(const sockaddr *address, socklen_t size)
{
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> port{};
    if (::getnameinfo(address, size, host.data(), host.size(), port.data(), port.size(),
                      NI_NUMERICHOST | NI_NUMERICSERV)
        != 0)
        return {};
    const QString numeric = QString::fromLatin1(host.data());
    return {numeric.section(u'%', 0, 0), QByteArray(port.data()).toInt()}; // libcurl names no scope either
}

QByteArray endsText(const QByteArray &local, int localPort, const QByteArray &peer, int peerPort)
{
    return local + ' ' + QByteArray::number(localPort) + ' ' + peer + ' ' + QByteArray::number(peerPort);
}

QByteArray endsOf(curl_socket_t socket)
{
    sockaddr_storage local{};
    sockaddr_storage peer{};
    socklen_t localSize = sizeof local;
    socklen_t peerSize = sizeof peer;
    auto *const localAddress = reinterpret_cast<sockaddr *>(&local);
    auto *const peerAddress = reinterpret_cast<sockaddr *>(&peer);
    if (::getsockname(socket, localAddress, &localSize) != 0
        || ::getpeername(socket, peerAddress, &peerSize) != 0)
        return {};
    const Place here = numericPlace(localAddress, localSize);
    const Place there = numericPlace(peerAddress, peerSize);
    return endsText(here.host.toLatin1(), here.port, there.host.toLatin1(), there.port);
}

ino_t inodeOf(curl_socket_t socket)
{
    struct stat status { };
    return ::fstat(socket, &status) == 0 ? status.st_ino : 0;
}

ConnectionReport reportFor(const HttpRequest &request, const QByteArray &proxy)
{
    ConnectionReport report;
    report.id = nextId();
    const Place target = placeOf(request.url, false);
    report.host = target.host;
    report.port = target.port;
    if (!proxy.isEmpty()) {
        const Place between = placeOf(proxy, true);
        report.proxy = withPort(between.host, between.port);
    }
    report.purpose = request.purpose;
    report.call = request.call;
    return report;
}

/// Whether it also explains the end of an attempt that nobody answered.
bool endsAnyAttempt(ConnectionOutcome outcome)
{
    return outcome == ConnectionOutcome::Refused || outcome == ConnectionOutcome::Unreachable
        || outcome == ConnectionOutcome::TimedOut || outcome == ConnectionOutcome::Cancelled;
}

} // namespace

ConnectionOutcome connectionOutcome(const CurlFailure &failure)
{
    switch (failure.code) {
    case CURLE_OK:
        return ConnectionOutcome::Closed;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return ConnectionOutcome::NameNotFound;
    case CURLE_COULDNT_CONNECT:
        return failure.osError == ECONNREFUSED ? ConnectionOutcome::Refused
            : failure.osError == ETIMEDOUT     ? ConnectionOutcome::TimedOut
                                               : ConnectionOutcome::Unreachable;
    case CURLE_OPERATION_TIMEDOUT:
        return ConnectionOutcome::TimedOut;
    case CURLE_PROXY:
        return ConnectionOutcome::ProxyFailed;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
        return ConnectionOutcome::TlsFailed;
    case CURLE_WRITE_ERROR: // our own refusal of what is too large
        return ConnectionOutcome::Cancelled;
    default:
        return failedAtProxy(failure) ? ConnectionOutcome::ProxyFailed : ConnectionOutcome::Broken;
    }
}

ConnectionTracker::ConnectionTracker(ConnectionObserver *observer)
    : m_observer(observer)
{
}

ConnectionTracker::~ConnectionTracker()
{
    while (!m_connections.empty())
        settle(m_connections.begin()->first, ConnectionOutcome::Closed);
}

curl_socket_t ConnectionTracker::open(ConnectionUse &use, const HttpRequest &request, const QByteArray &proxy,
                                      const curl_sockaddr &address)
{
    const curl_socket_t socket = ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
    if (socket == CURL_SOCKET_BAD)
        return socket;
    if (const auto earlier = m_bySocket.find(socket); earlier != m_bySocket.end())
        forgetSocket(m_connections.at(earlier->second)); // libcurl closed that one silently
    Tracked tracked;
    tracked.report = reportFor(request, proxy);
    const Place peer = numericPlace(&address.addr, address.addrlen);
    tracked.report.address = withPort(peer.host, peer.port);
    tracked.socket = socket;
    tracked.inode = inodeOf(socket);
    tracked.users = 1;
    const std::uint64_t id = tracked.report.id;
    m_observer->onOpened(tracked.report);
    m_bySocket.insert_or_assign(socket, id);
    m_connections.emplace(id, std::move(tracked));
    use.attempts.push_back(id);
    return socket;
}

int ConnectionTracker::close(void *self, curl_socket_t socket)
{
    static_cast<ConnectionTracker *>(self)->closeSocket(socket);
    return ::close(socket);
}

void ConnectionTracker::closeSocket(curl_socket_t socket)
{
    const auto found = m_bySocket.find(socket);
    if (found == m_bySocket.end())
        return;
    const std::uint64_t id = found->second;
    Tracked &tracked = m_connections.at(id);
    readTraffic(tracked);
    forgetSocket(tracked);
    if (tracked.users == 0)
        settle(id, ConnectionOutcome::Closed); // kept for a next request, and not needed
}

/// What the kernel counted, which is exact also for TLS, for requests that failed and for what was sent
/// twice.
void ConnectionTracker::readTraffic(Tracked &tracked)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(tracked.socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0
        || size < offsetof(tcp_info, tcpi_bytes_retrans) + sizeof info.tcpi_bytes_retrans)
        return; // a kernel before 4.19
    tracked.isEstablished = info.tcpi_rtt > 0;
    constexpr int closeWait = 8; // TCP_CLOSE_WAIT of netinet/tcp.h: the peer's FIN came and counts as a byte
    tracked.report.bytesSent = std::int64_t(info.tcpi_bytes_sent - info.tcpi_bytes_retrans);
    tracked.report.bytesReceived =
        std::int64_t(info.tcpi_bytes_received) - (info.tcpi_state == closeWait ? 1 : 0);
}

void ConnectionTracker::forgetSocket(Tracked &tracked)
{
    m_bySocket.erase(tracked.socket);
    m_byEnds.remove(tracked.ends);
    tracked.socket = CURL_SOCKET_BAD;
}

void ConnectionTracker::requestSent(ConnectionUse &use, const char *localAddress, int localPort,
                                    const char *peerAddress, int peerPort)
{
    const std::uint64_t id = connectionBetween(endsText(localAddress, localPort, peerAddress, peerPort));
    if (id == 0)
        return;
    if (use.current != 0 && use.current != id)
        leave(use.current, ConnectionOutcome::Closed); // the server had closed it: the request is sent again
    Tracked &tracked = m_connections.at(id);
    ++tracked.report.requests;
    if (use.current != id && std::erase(use.attempts, id) == 0) // else it counts as a user since it opened it
        ++tracked.users;
    use.current = id;
}

std::uint64_t ConnectionTracker::connectionBetween(const QByteArray &ends)
{
    if (const std::uint64_t known = m_byEnds.value(ends); known != 0)
        return known;
    for (auto &[id, tracked] : m_connections) {
        if (!tracked.ends.isEmpty() || tracked.socket == CURL_SOCKET_BAD || endsOf(tracked.socket) != ends)
            continue;
        tracked.ends = ends;
        m_byEnds.insert(ends, id);
        return id;
    }
    return 0;
}

void ConnectionTracker::exchangeEnded(ConnectionUse &use, const HttpRequest &request, const QByteArray &proxy,
                                      ConnectionOutcome outcome)
{
    const bool reachedNothing = use.current == 0 && use.attempts.empty();
    for (const std::uint64_t id : std::exchange(use.attempts, {})) {
        Tracked &tracked = m_connections.at(id);
        if (tracked.socket != CURL_SOCKET_BAD && inodeOf(tracked.socket) != tracked.inode)
            forgetSocket(tracked); // closed silently
        const bool isBlamed = outcome != ConnectionOutcome::Closed && use.current == 0
            && (tracked.isEstablished || endsAnyAttempt(outcome));
        leave(id, isBlamed ? outcome : ConnectionOutcome::Unused);
    }
    if (use.current != 0)
        leave(std::exchange(use.current, 0), outcome);
    if (reachedNothing)
        reportWithoutConnection(request, proxy, outcome);
}

/// An exchange has nothing to do with the connection any more.
void ConnectionTracker::leave(std::uint64_t id, ConnectionOutcome outcome)
{
    const auto found = m_connections.find(id);
    if (found == m_connections.end())
        return;
    Tracked &tracked = found->second;
    --tracked.users;
    if (tracked.socket == CURL_SOCKET_BAD) {
        if (tracked.report.outcome == ConnectionOutcome::Open && outcome != ConnectionOutcome::Closed)
            tracked.report.outcome = outcome;
        if (tracked.users == 0)
            settle(id, outcome);
    } else {
        readTraffic(tracked);
        m_observer->onUsed(tracked.report);
    }
}

void ConnectionTracker::settle(std::uint64_t id, ConnectionOutcome outcome)
{
    ConnectionReport report = std::move(m_connections.at(id).report);
    m_connections.erase(id);
    if (report.outcome == ConnectionOutcome::Open)
        report.outcome = outcome;
    m_observer->onClosed(report);
}

/// No socket was opened: the name was not found, or the wait for it ended.
void ConnectionTracker::reportWithoutConnection(const HttpRequest &request, const QByteArray &proxy,
                                                ConnectionOutcome outcome)
{
    if (outcome != ConnectionOutcome::NameNotFound && !endsAnyAttempt(outcome))
        return; // a bad URL: nothing was tried
    ConnectionReport report = reportFor(request, proxy);
    m_observer->onOpened(report);
    report.outcome = outcome;
    m_observer->onClosed(report);
}

} // namespace assay::transport
