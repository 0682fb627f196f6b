// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "providers/completion.h"

#include <vector>

#include <QByteArray>

namespace assay::orchestration {

struct RequestContent {
    std::vector<providers::Message> messages;
    providers::Parameters parameters;
    std::vector<providers::Tool> tools;
};
/// {"messages":[{"role","content"}],"parameters":{},"tools":[]}: what the log keeps of a request.
[[nodiscard]] QByteArray encodeRequestContent(const RequestContent &content);
/// [{"token", "logprob", "top": [{"token", "logprob"}]}], the most probable first.
[[nodiscard]] QJsonArray toJson(const std::vector<providers::TokenLogprob> &logprobs);
/// {"text","reasoning","refusal","tool_calls":[{"id","name","arguments"}],"model","logprobs"}: what the log
/// keeps of an answer.
[[nodiscard]] QByteArray encodeResponseContent(const providers::Completion &completion);

[[nodiscard]] Result<RequestContent> decodeRequestContent(const QByteArray &json);
/// The texts, tool calls and token probabilities; finish reason, usage and error stand in the call's facts.
[[nodiscard]] Result<providers::Completion> decodeResponseContent(const QByteArray &json);

} // namespace assay::orchestration
