// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <functional>
#include <QByteArray>

namespace assay::transport {

/// Newline-delimited JSON: one value a line, lines end in LF or CRLF, blank ones mean nothing. Feed it pieces
/// cut anywhere.
class NdjsonDecoder final {
public:
    using Handler = std::function<void(QByteArrayView line)>;
    static constexpr qsizetype maxLineBytes = 32 * 1024 * 1024;

    explicit NdjsonDecoder(Handler onLine)
        : m_onLine(std::move(onLine))
    {
    }
    /// MalformedResponse when one line grows beyond maxLineBytes; feed nothing more then.
    [[nodiscard]] Result<> feed(QByteArrayView piece);
    /// The connection closed: what stands after the last line end is a line, too.
    void finish();
    /// What stands after the last line end so far.
    [[nodiscard]] QByteArrayView rest() const { return m_rest; }

private:
    void take(QByteArrayView line);

    Handler m_onLine;
    QByteArray m_rest; ///< an unfinished line
};

} // namespace assay::transport
