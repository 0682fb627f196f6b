// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room.
#pragma once

#include "providers/answerdecoder.h"

namespace assay::providers {

/// Answers of Ollama's own chat API: a line for each piece, the last with "done" and the figures. A plain
/// answer is that last line with all of the message.
class OllamaDecoder final : public AnswerDecoder {
public:
    explicit OllamaDecoder(DeltaHandler onDelta)
        : AnswerDecoder(std::move(onDelta), Framing::Lines)
    {
    }

private:
    void takeEvent(const JsonElement &event) override;
    void takeAnswer(const JsonElement &answer) override;

    void takeToolCall(const JsonElement &call);
    void takeEnding(const JsonElement &event);
};

} // namespace assay::providers
