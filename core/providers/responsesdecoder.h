// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room.
#pragma once

#include "providers/answerdecoder.h"

namespace assay::providers {

/// Answers of OpenAI Responses: events named by their type, items that are told piece by piece and once more
/// when they are whole.
class ResponsesDecoder final : public AnswerDecoder {
public:
    using AnswerDecoder::AnswerDecoder;

private:
    void takeEvent(const JsonElement &event) override;
    void takeAnswer(const JsonElement &answer) override;

    void takeItemBegin(const JsonElement &item, std::int64_t index);
    void takeArguments(std::string_view fragment, std::int64_t index);
    /// A whole item; its text only where it did not come in pieces before.
    void takeItem(const JsonElement &item, std::int64_t index, bool withText);
    void takeMessage(const JsonElement &item);
    void takeReasoning(const JsonElement &item);
    void takeLogprobs(const JsonElement &part);
    /// Id, model, usage and how it ended.
    void takeResponse(const JsonElement &response);
    void takeEnding(const JsonElement &response);
    void takeUsage(const JsonElement &usage);
};

} // namespace assay::providers
