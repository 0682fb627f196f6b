// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/simulator.h"
#include "simulator/wireformat.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <random>
#include <thread>
#include <unordered_set>

#include <QHash>
#include <QHostAddress>
#include <QSet>

struct event;
struct event_base;
struct evhttp;
struct evhttp_request;

namespace assay::simulator {

class Reply;

/// The loopback server on libevent's evhttp, on a thread of its own. Everything but the counters belongs to
/// that thread.
class Simulator::Server final {
public:
    explicit Server(SimulatorOptions options)
        : m_options(std::move(options))
        , m_random(m_options.seed)
    {
    }
    ~Server();

    /// Binds and starts the thread.
    [[nodiscard]] Result<> start();

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] const SimulatorOptions &options() const { return m_options; }

    std::atomic<quint64> requests = 0;
    std::atomic<quint64> aborted = 0;

private:
    friend class Reply;
    using Arrival = std::chrono::steady_clock::time_point;

    static void onRequest(evhttp_request *request, void *server);
    void handle(evhttp_request *request);
    [[nodiscard]] bool isAuthorized(evhttp_request *request) const;
    void handleChat(evhttp_request *request, ChatRequest chat, Arrival arrivedAt);
    void handleEmbeddings(evhttp_request *request, Dialect dialect, const QString &model);
    void sendFault(evhttp_request *request, Dialect dialect, int status);
    [[nodiscard]] int drawFault();
    [[nodiscard]] bool drawDrop();
    [[nodiscard]] Answer makeAnswer(ChatRequest request, const SimulatedModel &model);
    [[nodiscard]] qint64 cachedTokens(const ChatRequest &request);
    void sendError(evhttp_request *request, Dialect dialect, int status, const QString &message,
                   std::optional<QJsonValue> code = {});
    [[nodiscard]] Result<> listen(const QHostAddress &host);
    [[nodiscard]] Error cannotListen(int reason) const;
    /// The whole of a fixed-length answer, made once for each kind of request (load tests).
    [[nodiscard]] QByteArray ready(const Answer &answer);
    void forget(Reply *reply);

    SimulatorOptions m_options;
    quint16 m_port = 0;
    int m_stopFd = -1;
    event_base *m_base = nullptr;
    evhttp *m_http = nullptr;
    event *m_stopEvent = nullptr;
    std::unordered_set<Reply *> m_replies; ///< under way
    QSet<QByteArray> m_seenPrefixes; ///< what the simulated prompt cache holds
    QHash<QByteArray, QByteArray> m_ready;
    std::mt19937_64 m_random;
    quint64 m_answers = 0;
    std::thread m_thread;
};

} // namespace assay::simulator
