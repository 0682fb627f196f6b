// SPDX-License-Identifier: GPL-3.0-or-later
// However an answer is cut, a decoder makes the same of it, and what it showed piece by piece is the whole.
// The first byte of the input picks the status, the second one says how to cut. FUZZED_PROTOCOL is the build's.
#include "providers/codec.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <tuple>

using namespace assay;
using providers::Completion;

namespace {

constexpr auto protocol = catalog::Protocol::FUZZED_PROTOCOL;

Completion decode(int status, QByteArrayView body, qsizetype pieceLength)
{
    QString shown;
    const auto decoder = providers::codecFor(protocol).decoder(
        [&shown](const providers::Delta &delta) { shown += delta.text; });
    decoder->head(status, {});
    for (qsizetype at = 0; at < body.size(); at += pieceLength)
        decoder->feed(body.sliced(at, std::min(pieceLength, body.size() - at)));
    Completion completion = decoder->end(std::nullopt);
    if (shown != completion.text || (!completion.error && !completion.finishReason))
        std::abort();
    return completion;
}

/// But for their ids, which are made up where the provider gave none.
bool areSameCalls(const std::vector<providers::ToolCall> &left, const std::vector<providers::ToolCall> &right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const auto &a, const auto &b) {
        return a.name == b.name && a.arguments == b.arguments && a.signature == b.signature;
    });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size)
{
    if (size < 3)
        return 0;
    const int status = (bytes[0] & 0x80) != 0 ? 500 : 200;
    const QByteArrayView body(bytes + 2, qsizetype(size - 2));
    const Completion whole = decode(status, body, body.size());
    const Completion pieces = decode(status, body, 1 + bytes[1] % 16);
    if (whole.text != pieces.text || whole.reasoning != pieces.reasoning || whole.usage != pieces.usage
        || !areSameCalls(whole.toolCalls, pieces.toolCalls) || whole.finishReason != pieces.finishReason
        || whole.error != pieces.error)
        std::abort();
    const providers::Codec &codec = providers::codecFor(protocol);
    std::ignore = codec.decodeModelListing(status, {}, body.toByteArray());
    std::ignore = codec.decodeTokenCount(status, {}, body.toByteArray());
    std::ignore = codec.decodeEmbeddings(status, {}, body.toByteArray(), 1 + bytes[1] % 4);
    return 0;
}
