// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transport/connectiontracker.h"
#include "transport/httpclient.h"
#include "transport/httperror.h"

#include <array>
#include <coroutine>
#include <optional>

#include <curl/curl.h>

namespace assay::transport {

class CurlMulti;

/// One request under way: what libcurl needs while it runs, and what arrived but was not handed on yet.
///
/// libcurl's callbacks only note and buffer. The sink is called by deliver(), which CurlMulti runs
/// afterwards, so that a slow sink never delays the time stamps of other exchanges.
class Exchange final {
public:
    enum class Delivery { Drained, More, Finished };

    Exchange(HttpRequest request, HttpSink &sink, SteadyTime startedAt);
    ~Exchange();
    Q_DISABLE_COPY_MOVE(Exchange)

    /// Fills a fresh easy handle. `proxy` is empty for a direct way; `authorityFile` for libcurl's own
    /// choice.
    [[nodiscard]] Result<> configure(CURL *easy, CurlMulti &multi, QByteArray proxy,
                                     const QByteArray &authorityFile);
    [[nodiscard]] CURL *easy() const { return m_easy; }
    /// libcurl is done; reads the handle for the last time.
    void finish(CURLcode code);
    /// Ends it from our side. What has arrived is still delivered.
    void fail(Error error);
    /// Like fail(), and nothing more is delivered.
    void discard(Error error);
    /// The handle went back to the pool, or the multi is gone.
    void detach() { m_easy = nullptr; }

    /// Hands on what has arrived, until `until`.
    [[nodiscard]] Delivery deliver(SteadyTime until);
    void resume();

    /// When the limit that is next to run out does so; max() for none.
    [[nodiscard]] SteadyTime deadline() const;
    [[nodiscard]] TimeLimit nextLimit() const;
    [[nodiscard]] const HttpRequest &request() const { return m_request; }
    [[nodiscard]] const QByteArray &proxy() const { return m_proxy; } ///< the one in use, empty for none
    [[nodiscard]] ConnectionOutcome connectionOutcome() const { return m_connectionOutcome; }
    [[nodiscard]] const HttpTimings &timings() const { return m_timings; }
    [[nodiscard]] bool isDone() const { return m_done; }
    [[nodiscard]] Result<HttpOutcome> takeResult();

    /// Awaitable: ready when everything was delivered.
    class Completion {
    public:
        explicit Completion(Exchange &exchange)
            : m_exchange(exchange)
        {
        }
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiter) noexcept { m_exchange.m_waiter = waiter; }
        void await_resume() const noexcept { }

    private:
        Exchange &m_exchange;
    };

    bool queued = false; ///< CurlMulti's: stands in the ready queue
    std::size_t activeIndex = 0; ///< CurlMulti's
    ConnectionUse connections; ///< the tracker's

private:
    struct Piece {
        qsizetype end; ///< in m_buffer
        SteadyTime arrivedAt;
    };

    static curl_socket_t onOpenSocket(void *self, curlsocktype, curl_sockaddr *address);
    static int onRequestReady(void *self, char *peerAddress, char *localAddress, int peerPort, int localPort);
    static std::size_t onHeader(char *bytes, std::size_t size, std::size_t count, void *self);
    static std::size_t onBody(char *bytes, std::size_t size, std::size_t count, void *self);
    [[nodiscard]] bool takeHeaderLine(QByteArrayView line);
    [[nodiscard]] std::size_t takeBody(QByteArrayView bytes);
    [[nodiscard]] Result<> setHeaders();
    void setMethodAndBody();
    void setTls(const QByteArray &authorityFile);
    void watchConnections();
    void noteActivity();
    [[nodiscard]] std::pair<SteadyTime, TimeLimit> nextDeadline() const;
    [[nodiscard]] bool deliverPieces(SteadyTime until);
    void dropDelivered();

    HttpRequest m_request;
    HttpSink &m_sink;
    HttpTimings m_timings;
    SteadyTime m_activeAt{}; ///< the last byte, or the end of a pause that we made
    CurlMulti *m_multi = nullptr;
    CURL *m_easy = nullptr;
    curl_slist *m_headerList = nullptr;
    QByteArray m_proxy;
    std::array<char, CURL_ERROR_SIZE> m_errorText{};

    HttpHeaders m_headers;
    int m_status = 0;
    long m_httpVersion = CURL_HTTP_VERSION_1_1;
    qsizetype m_headBytes = 0;
    std::int64_t m_bodyBytes = 0;
    bool m_headComplete = false;
    bool m_headDelivered = false;
    bool m_paused = false;
    bool m_done = false;
    bool m_tooLarge = false;
    bool m_discarded = false;

    QByteArray m_buffer;
    std::vector<Piece> m_pieces;
    std::size_t m_nextPiece = 0;
    qsizetype m_delivered = 0; ///< bytes of m_buffer

    std::optional<Error> m_error;
    ConnectionOutcome m_connectionOutcome = ConnectionOutcome::Closed;
    std::coroutine_handle<> m_waiter;
};

} // namespace assay::transport
