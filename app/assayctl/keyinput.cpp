// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyinput.h"

#include <array>
#include <cstdio>

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

} // namespace

security::Secret readKey(const QString &prompt)
{
    const bool isTerminal = isatty(STDIN_FILENO) != 0;
    if (isTerminal) {
        std::fputs(prompt.toUtf8().constData(), stderr);
        std::fflush(stderr);
    }
    std::array<char, 8192> line{};
    const NoEcho quiet;
    const bool hasLine = std::fgets(line.data(), static_cast<int>(line.size()), stdin) != nullptr;
    if (isTerminal)
        std::fputs("\n", stderr);
    security::Secret key =
        hasLine ? security::Secret::fromUtf8(QByteArrayView(line.data())) : security::Secret();
    sodium_memzero(line.data(), line.size());
    return key;
}

security::Secret keyFromEnvironment(const QString &variable)
{
    return security::Secret::fromUtf8(qgetenv(variable.toUtf8().constData()));
}

} // namespace assay::ctl
