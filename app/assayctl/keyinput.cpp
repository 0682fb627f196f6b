// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyinput.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <span>

#include <poll.h>
#include <QByteArray>
#include <sodium.h>
#include <termios.h>
#include <unistd.h>

namespace assay::ctl {
namespace {

/// Switches the terminal's echo off for as long as it lives.
class NoEcho final {
public:
    NoEcho()
    {
        if (tcgetattr(STDIN_FILENO, &m_before) != 0)
            return;
        m_isSet = true;
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~NoEcho()
    {
        if (m_isSet)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    NoEcho(const NoEcho &) = delete;
    NoEcho &operator=(const NoEcho &) = delete;

private:
    termios m_before{};
    bool m_isSet = false;
};

/// The first line of standard input, without its end. Nothing if a stop came first: a read alone would go on
/// after Ctrl+C, which only sets a flag here.
std::optional<std::size_t> readLine(std::span<char> buffer, int stopDescriptor)
{
    std::size_t length = 0;
    while (length < buffer.size()) {
        std::array<pollfd, 2> sources{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{stopDescriptor, POLLIN, 0}};
        if (poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR)
            break;
        if (sources[1].revents != 0)
            return std::nullopt;
        if (sources[0].revents == 0)
            continue;
        const ssize_t count = read(STDIN_FILENO, &buffer[length], buffer.size() - length);
        if (count <= 0)
            break;
        const auto fresh = buffer.subspan(length, static_cast<std::size_t>(count));
        const auto end = std::find(fresh.begin(), fresh.end(), '\n');
        length += static_cast<std::size_t>(end - fresh.begin());
        if (end != fresh.end())
            break;
    }
    return length;
}

} // namespace

std::optional<security::Secret> readKey(const QString &prompt, int stopDescriptor)
{
    const bool isTerminal = isatty(STDIN_FILENO) != 0;
    const NoEcho quiet; // before the prompt: who answers at once must not be echoed
    if (isTerminal) {
        std::fputs(prompt.toUtf8().constData(), stderr);
        std::fflush(stderr);
    }
    std::array<char, 8192> buffer{};
    const std::optional<std::size_t> length = readLine(buffer, stopDescriptor);
    if (isTerminal)
        std::fputs("\n", stderr);
    std::optional<security::Secret> key;
    if (length)
        key = security::Secret::fromUtf8(QByteArrayView(buffer.data(), static_cast<qsizetype>(*length)));
    sodium_memzero(buffer.data(), buffer.size());
    return key;
}

security::Secret keyFromEnvironment(const QString &variable)
{
    return security::Secret::fromUtf8(qgetenv(variable.toUtf8().constData()));
}

} // namespace assay::ctl
