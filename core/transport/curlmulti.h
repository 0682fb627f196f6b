// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transport/exchange.h"
#include "transport/route.h"

#include <deque>
#include <optional>
#include <unordered_map>

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

namespace assay::transport {

/// libcurl's multi handle on a Qt event loop.
///
/// A socket that is ready only lets libcurl read into the exchange's buffer, with the time stamp of the
/// wake-up that saw it. Sinks and waiting coroutines run from a queue afterwards, in short slices between
/// which the loop looks at the sockets again.
class CurlMulti final : public QObject {
public:
    explicit CurlMulti(ConnectionObserver *observer); ///< null for nobody
    ~CurlMulti() override;

    [[nodiscard]] Result<> start(Exchange &exchange, QByteArray proxy);
    /// Closes the connection now; the waiting coroutine goes on from the event loop.
    void cancel(Exchange &exchange);
    [[nodiscard]] int activeCount() const { return int(m_active.size()); }
    [[nodiscard]] RouteBook &routes() { return m_routes; }
    [[nodiscard]] ConnectionTracker &tracker() { return m_tracker; }

    // For Exchange, inside libcurl's callbacks.
    [[nodiscard]] SteadyTime arrivalTime() const;
    void enqueue(Exchange &exchange);
    void watchDeadline(SteadyTime deadline);

private:
    struct SocketWatch {
        QSocketNotifier read{QSocketNotifier::Read};
        QSocketNotifier write{QSocketNotifier::Write};
    };

    static int onSocket(CURL *easy, curl_socket_t socket, int what, void *self, void *);
    static int onTimer(CURLM *multi, long timeoutMs, void *self);
    SocketWatch &ensureWatch(curl_socket_t socket);
    void socketReady(curl_socket_t socket, int event);
    void act(curl_socket_t socket, int event);
    void collectFinished();
    void armTimer();
    void checkDeadlines();
    void drain();
    void postDrain();
    [[nodiscard]] CURL *takeEasy();
    void release(Exchange &exchange);
    void forget(Exchange &exchange);

    ConnectionTracker m_tracker;
    CURLM *m_multi;
    std::unordered_map<curl_socket_t, std::unique_ptr<SocketWatch>> m_watches;
    std::vector<CURL *> m_idleHandles;
    std::vector<Exchange *> m_active;
    std::deque<Exchange *> m_ready;
    RouteBook m_routes;

    QTimer m_timer; ///< libcurl's
    std::optional<SteadyTime> m_timerWanted;
    SteadyTime m_timerSet{};
    QTimer m_deadlineTimer; ///< ours: one for all exchanges
    SteadyTime m_deadlineSet{};

    QTimer m_drainTimer;

    std::optional<SteadyTime> m_wokenAt;
    bool m_inSocket = false;
    bool m_acting = false;
};

} // namespace assay::transport
