// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room.
#pragma once

#include "providers/answerdecoder.h"

#include <map>

namespace assay::providers {

/// Answers of OpenAI Chat Completions and of the many servers that speak it in their own accents
/// (provider-specific members, content as parts, reasoning under three names).
class OpenAiChatDecoder final : public AnswerDecoder {
public:
    using AnswerDecoder::AnswerDecoder;

private:
    void takeEvent(const JsonElement &event) override;
    void takeAnswer(const JsonElement &answer) override;

    void takeChoice(const JsonElement &choice, std::string_view contentMember);
    void takeFirstChoice(const JsonElement &choice, const std::optional<JsonElement> &content);
    void takeOtherChoice(std::int64_t index, const JsonElement &choice,
                         const std::optional<JsonElement> &content);
    void takeText(const JsonElement &content);
    void takeToolCall(const JsonElement &fragment);
    void takeLogprobs(const JsonElement &choice);
    void takeReasoningDetail(const JsonElement &fragment);
    /// Hands the gathered reasoning item over, if there is one.
    void flushReasoningDetail();
    void takeFinishReason(std::string_view word);
    void takeUsage(const JsonElement &body);
    void readUsage(const JsonElement &usage);
    void takeMetadata(const JsonElement &body);
    /// Lists all choices once there is a second one.
    void updateChoices();

    std::map<std::int64_t, Choice> m_otherChoices;
    QJsonObject m_detail; ///< the reasoning item that is being gathered...
    std::map<QString, QString> m_detailTexts; ///< ...and its texts, which grow by the token
};

} // namespace assay::providers
