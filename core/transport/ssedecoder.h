// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <functional>
#include <QByteArray>

namespace assay::transport {

struct SseEvent {
    QByteArray name; ///< "message" unless the stream names it
    QByteArray data; ///< several data lines joined with LF
};

/// Server-sent events, WHATWG HTML "event stream interpretation". Feed it pieces cut anywhere.
/// At the end of the stream a pending event is dispatched if its data is [DONE] or parses as JSON (kinder
/// than the specification: some servers drop the last blank line).
class SseDecoder final {
public:
    using Handler = std::function<void(const SseEvent &)>;
    static constexpr qsizetype maxEventBytes = 32 * 1024 * 1024;

    explicit SseDecoder(Handler onEvent)
        : m_onEvent(std::move(onEvent))
    {
    }
    /// MalformedResponse when one event grows beyond maxEventBytes; feed nothing more then.
    [[nodiscard]] Result<> feed(QByteArrayView piece);
    /// The connection closed.
    void finish();

private:
    void takeLine(QByteArrayView line);
    void dispatch();

    Handler m_onEvent;
    QByteArray m_line; ///< an unfinished line
    QByteArray m_name;
    QByteArray m_data;
    bool m_hasData = false;
    bool m_skipLineFeed = false; ///< the piece before ended in CR: a LF now belongs to it
    bool m_atStart = true; ///< a byte-order mark may still come
};

} // namespace assay::transport
