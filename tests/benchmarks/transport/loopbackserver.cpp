// SPDX-License-Identifier: GPL-3.0-or-later
#include "loopbackserver.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <csignal>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::bench {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// Blocks until the kernel has it all: the client reads without pause.
void reply(int socket, std::string_view answer)
{
    while (!answer.empty()) {
        const ssize_t sent = ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            ::close(socket);
            return;
        }
        answer.remove_prefix(std::size_t(sent));
    }
}

void watch(int poll, int socket)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    ::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
}

/// Requests fit into one segment here, so each readable event is one whole request.
[[noreturn]] void serve(int listener, std::chrono::microseconds delay, std::string_view answer)
{
    const int poll = ::epoll_create1(0);
    watch(poll, listener);
    std::deque<std::pair<SteadyClock::time_point, int>> due;
    std::array<epoll_event, 256> events{};
    std::array<char, 65536> buffer{};
    for (;;) {
        timespec wait{1, 0};
        if (!due.empty()) {
            const auto left = std::max(std::chrono::nanoseconds(0),
                                       std::chrono::nanoseconds(due.front().first - SteadyClock::now()));
            wait = {left.count() / 1'000'000'000, left.count() % 1'000'000'000};
        }
        const int count = ::epoll_pwait2(poll, events.data(), int(events.size()), &wait, nullptr);
        for (int i = 0; i < count; ++i) {
            const int socket = events[std::size_t(i)].data.fd;
            if (socket == listener) {
                const int peer = ::accept(listener, nullptr, nullptr);
                const int on = 1;
                ::setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                watch(poll, peer);
            } else if (::recv(socket, buffer.data(), buffer.size(), 0) <= 0) {
                ::close(socket);
            } else if (delay.count() == 0) {
                reply(socket, answer);
            } else {
                due.emplace_back(SteadyClock::now() + delay, socket);
            }
        }
        for (; !due.empty() && due.front().first <= SteadyClock::now(); due.pop_front())
            reply(due.front().second, answer);
    }
}

} // namespace

std::string LoopbackServer::plainAnswer()
{
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
}

std::string LoopbackServer::streamAnswer(int events)
{
    const std::string event =
        R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1793404800,)"
        R"("model":"m","choices":[{"index":0,"delta":{"content":" token"},"finish_reason":null}]})"
        "\n\n";
    std::array<char, 16> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", event.size());
    std::string answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < events; ++i)
        answer += size.data() + event + "\r\n";
    return answer + "0\r\n\r\n";
}

LoopbackServer::LoopbackServer(std::chrono::microseconds delay, std::string answer)
{
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *const generic = reinterpret_cast<sockaddr *>(&address);
    if (::bind(listener, generic, length) != 0 || ::listen(listener, 1024) != 0
        || ::getsockname(listener, generic, &length) != 0)
        std::abort();
    m_port = ntohs(address.sin_port);
    m_process = ::fork();
    if (m_process == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::prctl(PR_SET_TIMERSLACK, 1UL);
        serve(listener, delay, answer);
    }
    ::close(listener);
}

LoopbackServer::~LoopbackServer()
{
    ::kill(m_process, SIGKILL);
    ::waitpid(m_process, nullptr, 0);
}

} // namespace assay::bench
