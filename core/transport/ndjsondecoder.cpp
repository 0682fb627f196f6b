// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/ndjsondecoder.h"

#include "transport/transporttr.h"

namespace assay::transport {

Result<> NdjsonDecoder::feed(QByteArrayView piece)
{
    while (!piece.isEmpty()) {
        const qsizetype end = piece.indexOf('\n');
        const QByteArrayView part = end < 0 ? piece : piece.first(end);
        if (m_rest.size() + part.size() > maxLineBytes) {
            return fail(ErrorCode::MalformedResponse,
                        TransportTr::tr("The server sent a line of more than 32 MB."));
        }
        if (end < 0) {
            m_rest += part;
            return {};
        }
        if (m_rest.isEmpty()) {
            take(part);
        } else {
            m_rest += part;
            take(std::exchange(m_rest, {}));
        }
        piece = piece.sliced(end + 1);
    }
    return {};
}

void NdjsonDecoder::finish()
{
    take(std::exchange(m_rest, {}));
}

void NdjsonDecoder::take(QByteArrayView line)
{
    if (const QByteArrayView trimmed = line.trimmed(); !trimmed.isEmpty())
        m_onLine(trimmed);
}

} // namespace assay::transport
