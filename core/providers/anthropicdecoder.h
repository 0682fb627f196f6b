// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room.
#pragma once

#include "providers/answerdecoder.h"

namespace assay::providers {

/// Answers of Anthropic Messages.
class AnthropicDecoder final : public AnswerDecoder {
public:
    using AnswerDecoder::AnswerDecoder;

private:
    void takeEvent(const JsonElement &event) override;
    void takeAnswer(const JsonElement &answer) override;

    void takeMessage(const JsonElement &message);
    [[nodiscard]] QJsonObject openBlockJson();
    void takeBlock(std::int64_t index, const JsonElement &block);
    /// The block is whole: it counts for what must be replayed.
    void closeBlock();
    void takeDelta(std::int64_t index, const JsonElement &delta);
    void takeStopReason(const JsonElement &parent);
    void takeUsage(const JsonElement &usage);

    /// As Anthropic counts: its input leaves the cached tokens out.
    struct Counters {
        std::int64_t uncached = 0;
        std::int64_t cacheRead = 0;
        std::int64_t cacheWrite = 0;
        std::int64_t cacheWrite1h = 0;
        std::int64_t output = 0;
        std::int64_t thinking = 0;
    };
    Counters m_counters;

    /// Blocks come one after another. What they hold is appended to the completion, so that a block is what
    /// was added there since it began.
    struct OpenBlock {
        std::int64_t index = -1;
        QString type;
        QString data; ///< redacted thoughts
        qsizetype textFrom = 0;
        qsizetype reasoningFrom = 0;
        qsizetype signatureFrom = 0;
    };
    OpenBlock m_open;
    QJsonArray m_blocks; ///< those that are whole
    bool m_hasInterleaved = false; ///< thoughts came after words or calls
};

} // namespace assay::providers
