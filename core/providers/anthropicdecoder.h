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
    void takeBlock(std::int64_t index, const JsonElement &block);
    void takeDelta(std::int64_t index, const JsonElement &delta);
    void takeStopReason(const JsonElement &parent);
    void takeUsage(const JsonElement &usage);

    /// As Anthropic counts: its input leaves the cached tokens out.
    struct Counters {
        std::int64_t uncached = 0;
        std::int64_t cacheRead = 0;
        std::int64_t cacheWrite = 0;
        std::int64_t output = 0;
        std::int64_t thinking = 0;
    };
    Counters m_counters;
};

} // namespace assay::providers
