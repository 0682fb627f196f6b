// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/server.h"

struct evhttp_connection;

namespace assay::simulator {

/// One answer on its way: sends each token when it is due. Deletes itself when it is complete or the client
/// left.
class Reply final {
public:
    struct Pace {
        std::chrono::nanoseconds firstToken{};
        std::chrono::nanoseconds perToken{}; ///< zero: all at once
    };

    /// Takes over `request`; `dropAfter` tokens cut the connection, when set.
    static void begin(Simulator::Server &server, evhttp_request *request, Answer answer, Pace pace,
                      std::chrono::steady_clock::time_point arrivedAt, std::optional<qsizetype> dropAfter);
    ~Reply();
    Reply(const Reply &) = delete;
    Reply &operator=(const Reply &) = delete;

private:
    Reply(Simulator::Server &server, evhttp_request *request, Answer answer, Pace pace,
          std::chrono::steady_clock::time_point arrivedAt, std::optional<qsizetype> dropAfter);
    static void onTimer(int, short, void *reply);
    static void onClosed(evhttp_connection *, void *reply);

    void advance();
    void sendWhole();
    void sendDueTokens();
    void startStream();
    void sendChunk(const QByteArray &bytes);
    void drop();
    void waitUntil(std::chrono::steady_clock::time_point due);
    [[nodiscard]] std::chrono::steady_clock::time_point dueAt(qsizetype token) const;
    /// When the first byte goes out.
    [[nodiscard]] std::chrono::steady_clock::time_point firstDue() const;
    void finish();

    Simulator::Server &m_server;
    evhttp_request *m_request;
    evhttp_connection *m_connection;
    Answer m_answer;
    Pace m_pace;
    std::chrono::steady_clock::time_point m_arrivedAt;
    std::optional<qsizetype> m_dropAfter;
    event *m_timer = nullptr;
    qsizetype m_sent = 0; ///< tokens
    bool m_started = false;
};

} // namespace assay::simulator
