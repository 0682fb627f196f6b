// SPDX-License-Identifier: GPL-3.0-or-later
// However a stream is cut, the decoder gives the same events. The first byte of the input says how to cut.
#include "transport/ssedecoder.h"

#include <cstdint>
#include <cstdlib>
#include <QList>

using assay::transport::SseDecoder;
using assay::transport::SseEvent;

namespace {

using Events = QList<std::pair<QByteArray, QByteArray>>;

Events decode(QByteArrayView stream, qsizetype pieceLength)
{
    Events events;
    SseDecoder decoder([&events](const SseEvent &event) { events.append({event.name, event.data}); });
    for (qsizetype at = 0; at < stream.size(); at += pieceLength) {
        if (!decoder.feed(stream.sliced(at, std::min(pieceLength, stream.size() - at))))
            std::abort(); // no input of the fuzzer comes near the limit
    }
    decoder.finish();
    return events;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size)
{
    if (size < 2)
        return 0;
    const QByteArrayView stream(bytes + 1, qsizetype(size - 1));
    if (decode(stream, stream.size()) != decode(stream, 1 + bytes[0] % 16))
        std::abort();
    return 0;
}
