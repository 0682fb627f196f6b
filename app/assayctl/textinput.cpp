// SPDX-License-Identifier: GPL-3.0-or-later
#include "textinput.h"

#include <array>
#include <cerrno>

#include <poll.h>
#include <QFile>
#include <QStringDecoder>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

constexpr qsizetype largest = 64 * 1024 * 1024;

Result<QString> textOf(const QByteArray &bytes, const QString &name)
{
    if (bytes.size() > largest)
        return fail(ErrorCode::InvalidInput, u"%1 is longer than 64 MB. Give a shorter text."_s.arg(name));
    QStringDecoder decoder(QStringDecoder::Utf8);
    QString text = decoder.decode(bytes);
    if (decoder.hasError())
        return fail(ErrorCode::InvalidInput, u"%1 is no text in UTF-8. Convert it first."_s.arg(name));
    return text;
}

} // namespace

Result<QString> readStandardInput(int stopDescriptor)
{
    QByteArray bytes;
    std::array<char, 65536> piece{};
    while (bytes.size() <= largest) {
        std::array<pollfd, 2> sources{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{stopDescriptor, POLLIN, 0}};
        if (poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR)
            break;
        if (sources[1].revents != 0)
            return fail(ErrorCode::Cancelled, u"Stopped before the text was there."_s);
        if (sources[0].revents == 0)
            continue;
        const ssize_t count = read(STDIN_FILENO, piece.data(), piece.size());
        if (count <= 0)
            break;
        bytes.append(piece.data(), count);
    }
    return textOf(bytes, u"The standard input"_s);
}

Result<QString> readTextFile(const QString &path, int stopDescriptor)
{
    if (path == u"-"_s)
        return readStandardInput(stopDescriptor);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidInput,
                    u"%1 cannot be read: %2. Name a file, or - for the standard input."_s.arg(
                        path, file.errorString()));
    return textOf(file.read(largest + 1), path);
}

} // namespace assay::ctl
