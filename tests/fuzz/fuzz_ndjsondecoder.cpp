// SPDX-License-Identifier: GPL-3.0-or-later
// However a stream is cut, the same lines come out. The first byte of the input says how to cut.
#include "transport/ndjsondecoder.h"

#include <cstdint>
#include <cstdlib>

#include <QByteArrayList>

namespace {

QByteArrayList linesOf(QByteArrayView stream, qsizetype pieceLength)
{
    QByteArrayList lines;
    assay::transport::NdjsonDecoder decoder([&lines](QByteArrayView line) { lines << line.toByteArray(); });
    for (qsizetype at = 0; at < stream.size(); at += pieceLength) {
        if (!decoder.feed(stream.sliced(at, std::min(pieceLength, stream.size() - at))))
            std::abort(); // no input here is that long
    }
    decoder.finish();
    return lines;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size)
{
    if (size < 2)
        return 0;
    const QByteArrayView stream(bytes + 1, qsizetype(size - 1));
    const QByteArrayList whole = linesOf(stream, stream.size());
    if (linesOf(stream, 1 + bytes[0] % 16) != whole)
        std::abort();
    for (const QByteArray &line : whole) {
        if (line.isEmpty() || line.contains('\n') || line != line.trimmed())
            std::abort();
    }
    return 0;
}
