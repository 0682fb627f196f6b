// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/ssedecoder.h"

#include "transport/transporttr.h"

#include <cstring>
#include <simdjson.h>

namespace assay::transport {

namespace {

constexpr QByteArrayView byteOrderMark = "\xEF\xBB\xBF";

Result<> tooLarge()
{
    return fail(ErrorCode::MalformedResponse,
                TransportTr::tr("The stream holds an event of more than %1 MiB, which no provider sends. "
                                "Is this the right address?")
                    .arg(SseDecoder::maxEventBytes / (1024 * 1024)));
}

/// Finds line ends with memchr; remembers the next LF, so that a stream of CR lines is not searched again and
/// again.
class LineEndFinder {
public:
    explicit LineEndFinder(const char *end)
        : m_end(end)
    {
    }
    [[nodiscard]] const char *next(const char *from)
    {
        if (m_lineFeed < from)
            m_lineFeed = find('\n', from, m_end);
        return find('\r', from, m_lineFeed);
    }

private:
    static const char *find(char wanted, const char *from, const char *end)
    {
        const void *const found = std::memchr(from, wanted, static_cast<std::size_t>(end - from));
        return found != nullptr ? static_cast<const char *>(found) : end;
    }
    const char *m_end;
    const char *m_lineFeed = nullptr;
};

/// Whether an event that lost its blank line is whole all the same.
bool isComplete(const QByteArray &data)
{
    if (data.trimmed() == "[DONE]")
        return true;
    simdjson::dom::parser parser;
    return parser.parse(data.constData(), static_cast<std::size_t>(data.size())).error() == simdjson::SUCCESS;
}

} // namespace

Result<> SseDecoder::feed(QByteArrayView piece)
{
    const char *at = piece.begin();
    const char *const end = piece.end();
    LineEndFinder lineEnds(end);
    while (at != end) {
        if (std::exchange(m_skipLineFeed, false) && *at == '\n') {
            ++at;
            continue;
        }
        const char *const lineEnd = lineEnds.next(at);
        const QByteArrayView part(at, lineEnd - at);
        if (m_line.size() + m_data.size() + part.size() > maxEventBytes)
            return tooLarge();
        if (lineEnd == end) {
            m_line.append(part);
            return {};
        }
        m_skipLineFeed = *lineEnd == '\r';
        at = lineEnd + 1;
        if (m_line.isEmpty()) {
            takeLine(part);
        } else {
            m_line.append(part);
            takeLine(m_line);
            m_line.resize(0);
        }
    }
    return {};
}

void SseDecoder::takeLine(QByteArrayView line)
{
    if (std::exchange(m_atStart, false) && line.startsWith(byteOrderMark))
        line = line.sliced(byteOrderMark.size());
    if (line.isEmpty()) {
        dispatch();
        return;
    }
    const qsizetype colon = line.indexOf(':');
    const QByteArrayView field = colon < 0 ? line : line.first(colon);
    QByteArrayView value = colon < 0 ? QByteArrayView("") : line.sliced(colon + 1);
    if (value.startsWith(' '))
        value = value.sliced(1);
    if (field == "data") {
        if (std::exchange(m_hasData, true))
            m_data.append('\n');
        m_data.append(value);
    } else if (field == "event") {
        m_name = value.toByteArray();
    }
}

void SseDecoder::dispatch()
{
    if (m_hasData) { // a bare "data" line makes an event with empty data
        const SseEvent event{m_name.isEmpty() ? QByteArrayLiteral("message") : m_name, std::move(m_data)};
        m_data = {};
        m_onEvent(event);
    }
    m_data.resize(0);
    m_name.clear();
    m_hasData = false;
}

void SseDecoder::finish()
{
    if (!m_line.isEmpty()) {
        const QByteArray line = std::exchange(m_line, {});
        takeLine(line);
    }
    if (m_hasData && isComplete(m_data))
        dispatch();
    m_data.clear();
    m_name.clear();
    m_hasData = false;
}

} // namespace assay::transport
