// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <sys/types.h>

namespace assay::bench {

/// A keep-alive HTTP/1.1 server in a process of its own: epoll, one thread, answers each request after an
/// exact delay. Never the limit of what is measured.
class LoopbackServer final {
public:
    LoopbackServer(std::chrono::microseconds delay, std::string answer);
    /// A whole HTTP answer with a small JSON body.
    [[nodiscard]] static std::string plainAnswer();
    /// A whole HTTP answer that streams `events` server-sent events, each in a chunk of its own.
    [[nodiscard]] static std::string streamAnswer(int events);
    ~LoopbackServer();
    LoopbackServer(const LoopbackServer &) = delete;
    LoopbackServer &operator=(const LoopbackServer &) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }

private:
    std::uint16_t m_port = 0;
    pid_t m_process = -1;
};

} // namespace assay::bench
