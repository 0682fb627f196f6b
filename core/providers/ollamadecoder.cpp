// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/ollamadecoder.h"

#include <QCoreApplication>
#include <QUuid>

namespace assay::providers {
namespace {

FinishReason reasonOf(std::string_view word)
{
    if (word == "stop")
        return FinishReason::Stop; // also after tool calls; the end tells
    return word == "length" ? FinishReason::Length : FinishReason::Unknown;
}

bool isDone(const JsonElement &event)
{
    bool done = false;
    const auto value = member(event, "done");
    return value && value->get(done) == simdjson::SUCCESS && done;
}

} // namespace

void OllamaDecoder::takeEvent(const JsonElement &event)
{
    keepFirst(m_completion.modelAnswered, stringMember(event, "model"));
    if (const auto message = member(event, "message")) {
        appendReasoning(stringMember(*message, "thinking"));
        appendText(stringMember(*message, "content"));
        forEach(member(*message, "tool_calls"), [this](const JsonElement &call) { takeToolCall(call); });
    }
    if (isDone(event))
        takeEnding(event);
}

void OllamaDecoder::takeAnswer(const JsonElement &answer)
{
    takeEvent(answer);
    if (!m_completion.finishReason && !hasFailed())
        setFailed(malformedResponse(QCoreApplication::translate("ProviderError", "the answer is not done")));
}

void OllamaDecoder::takeToolCall(const JsonElement &call)
{
    const auto function = member(call, "function");
    ToolCallAssembly::Call *const assembled = m_toolCalls.ensureCall(m_toolCalls.nextIndex());
    if (!function || assembled == nullptr)
        return;
    assembled->id = toText(stringMember(call, "id"));
    if (assembled->id.isEmpty()) // older servers give none
        assembled->id = madeCallId + QUuid::createUuid().toString(QUuid::WithoutBraces);
    assembled->name = toText(stringMember(*function, "name"));
    if (const auto arguments = member(*function, "arguments"))
        assembled->arguments = simdjson::minify(*arguments);
    assembled->isComplete = true;
    noteToolCall(*assembled, assembled->arguments);
}

void OllamaDecoder::takeEnding(const JsonElement &event)
{
    const std::string_view word = stringMember(event, "done_reason");
    setFinishReason(word, reasonOf(word));
    setTerminated();
    const auto input = countMember(event, "prompt_eval_count");
    const auto output = countMember(event, "eval_count");
    if (!input && !output)
        return;
    catalog::Usage usage; // a counter of 0 is left out
    usage.input = input.value_or(0);
    usage.output = output.value_or(0);
    m_completion.usage = usage;
}

} // namespace assay::providers
