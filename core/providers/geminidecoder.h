// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room.
#pragma once

#include "providers/answerdecoder.h"

namespace assay::providers {


/// Answers of Google's generateContent. Each event of a stream is a whole answer whose parts are to be
/// appended; nothing but the finish reason marks the last.
class GeminiDecoder final : public AnswerDecoder {
public:
    using AnswerDecoder::AnswerDecoder;

private:
    void takeEvent(const JsonElement &event) override;
    void takeAnswer(const JsonElement &answer) override;

    void takeMetadata(const JsonElement &body);
    void takePromptFeedback(const JsonElement &body);
    void takeCandidate(const JsonElement &candidate);
    void takePart(const JsonElement &part);
    void takeCall(const JsonElement &call, std::string_view signature);
    void takeLogprobs(const JsonElement &result);
    void takeFinishReason(std::string_view word, std::string_view explanation);
    void takeUsage(const JsonElement &body);
};

} // namespace assay::providers
