// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "transport/connectionobserver.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include <QByteArray>
#include <QCoroTask>
#include <QObject>

namespace assay::transport {

class CurlMulti;

/// Header names compare without case; the last one of a name wins in value().
class HttpHeaders final {
public:
    void add(QByteArray name, QByteArray value);
    [[nodiscard]] QByteArray value(QByteArrayView name) const; ///< empty when absent
    [[nodiscard]] bool contains(QByteArrayView name) const;
    [[nodiscard]] const std::vector<std::pair<QByteArray, QByteArray>> &all() const { return m_fields; }

private:
    std::vector<std::pair<QByteArray, QByteArray>> m_fields;
};

/// Zero means no limit.
struct HttpTimeouts {
    std::chrono::milliseconds connect{10'000}; ///< name, TCP, proxy and TLS
    std::chrono::milliseconds firstByte{120'000}; ///< from the request sent to the first byte of the answer
    std::chrono::milliseconds idle{60'000}; ///< silence between two pieces of the body
    std::chrono::milliseconds total{600'000};
};

struct HttpRequest {
    QByteArray method = "POST";
    QByteArray url;
    HttpHeaders headers;
    QByteArray body;
    HttpTimeouts timeouts;
    QByteArray proxy; ///< empty: the system's; "none": direct; else a URL
    QString caFile; ///< PEM with further authorities, beside the system's
    std::int64_t maxBodyBytes = 64LL * 1024 * 1024; ///< larger answers end as MalformedResponse
    Purpose purpose = Purpose::Other; ///< for the log of connections
    std::optional<CallId> call; ///< on whose behalf, for the log of connections

    HttpRequest() = default; // a constructor keeps GCC 12 from destroying an aggregate twice inside co_await
};

/// When things happened on the wire. Arrival times are those of the poll that saw the data, not of its
/// processing, so that a busy engine does not inflate a provider's latency.
struct HttpTimings {
    SteadyTime startedAt{}; ///< send() was called
    SteadyTime sentAt{}; ///< connection ready, request going out
    SteadyTime firstByteAt{};
    SteadyTime lastByteAt{};
    bool connectionReused = false;
};

/// Receives an answer while it arrives. Called on the client's thread; must not call back into the client.
class HttpSink {
public:
    virtual ~HttpSink() = default;
    /// Once, before any data.
    virtual void onHead(int status, const HttpHeaders &headers) = 0;
    /// Pieces of the body, cut anywhere.
    virtual void onData(QByteArrayView piece, SteadyTime arrivedAt) = 0;
};

/// An exchange that got a whole answer, whatever its status.
struct HttpOutcome {
    int status = 0;
    int httpVersion = 11; ///< 10, 11 or 20
    HttpHeaders headers;
    HttpTimings timings;
};

/// HTTP/1.1 and HTTP/2 on libcurl's multi interface, driven by the event loop of the thread it lives on.
///
/// Any number of requests at once; connections are kept and reused. No redirects are followed, so a key never
/// travels to another host. Failures say which step broke (name, connect, proxy, TLS, wait, body) and name
/// the host.
class HttpClient : public QObject {
    Q_OBJECT
public:
    explicit HttpClient(QObject *parent = nullptr);
    ~HttpClient() override; ///< ends what is under way as Cancelled

    /// Sends and feeds `sink` until the answer is complete. `sink` must live until the task ends. Requesting
    /// a stop on `stop` (on this thread) closes the connection at once and ends the task as Cancelled. After
    /// a failure in mid-body the sink keeps what it got, and `timings` (if given) what was seen.
    [[nodiscard]] QCoro::Task<Result<HttpOutcome>> send(HttpRequest request, HttpSink &sink,
                                                        std::stop_token stop, HttpTimings *timings = nullptr);

    /// Told of every connection from then on; null for nobody. Set before the first send(); must outlive
    /// this.
    void setConnectionObserver(ConnectionObserver *observer) { m_observer = observer; }

    /// Requests under way.
    [[nodiscard]] int activeCount() const;

private:
    CurlMulti &ensureMulti();

    std::unique_ptr<CurlMulti> m_multi; ///< made by the first send(), so that it lives on the client's thread
    ConnectionObserver *m_observer = nullptr;
    bool m_closing = false;
};

} // namespace assay::transport
