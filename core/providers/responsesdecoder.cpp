// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/responsesdecoder.h"

#include <algorithm>

#include <QCoreApplication>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

constexpr qsizetype maxReplayItems = 4096;

bool isCall(std::string_view type)
{
    return type == "function_call" || type == "custom_tool_call";
}

std::optional<double> logprobOf(const JsonElement &token)
{
    double logprob = 0;
    const auto number = member(token, "logprob");
    return number && number->get(logprob) == simdjson::SUCCESS ? std::optional(logprob) : std::nullopt;
}

FinishReason incompleteReason(std::string_view word)
{
    if (word == "max_output_tokens" || word == "max_messages")
        return FinishReason::Length;
    if (word == "content_filter")
        return FinishReason::ContentFilter;
    return word == "steered" ? FinishReason::Pause : FinishReason::Unknown;
}

} // namespace

void ResponsesDecoder::takeEvent(const JsonElement &event)
{
    const std::string_view type = stringMember(event, "type");
    const std::int64_t index = integerMember(event, "output_index").value_or(0);
    if (type == "response.output_text.delta") {
        appendText(stringMember(event, "delta"));
        takeLogprobs(event);
    } else if (type == "response.refusal.delta") {
        appendRefusal(stringMember(event, "delta"));
    } else if (type == "response.reasoning_summary_text.delta" || type == "response.reasoning_text.delta") {
        appendReasoning(stringMember(event, "delta"));
    } else if (type == "response.reasoning_summary_part.added") {
        if (!m_completion.reasoning.isEmpty())
            appendReasoning("\n\n"); // the next paragraph of the summary
    } else if (type == "response.function_call_arguments.delta"
               || type == "response.custom_tool_call_input.delta") {
        takeArguments(stringMember(event, "delta"), index);
    } else if (const auto item = member(event, "item")) {
        if (type == "response.output_item.added")
            takeItemBegin(*item, index);
        else if (type == "response.output_item.done")
            takeItem(*item, index, false);
    } else if (const auto response = member(event, "response")) {
        takeResponse(*response);
        if (type == "response.completed" || type == "response.incomplete" || type == "response.failed")
            takeEnding(*response);
    }
}

void ResponsesDecoder::takeAnswer(const JsonElement &answer)
{
    takeResponse(answer);
    std::int64_t index = 0;
    forEach(member(answer, "output"),
            [this, &index](const JsonElement &item) { takeItem(item, index++, true); });
    takeEnding(answer);
    if (!m_completion.finishReason && !hasFailed()) {
        setFailed(malformedResponse(
            QCoreApplication::translate("ProviderError", "the answer does not say how it ended")));
    }
}

void ResponsesDecoder::takeItemBegin(const JsonElement &item, std::int64_t index)
{
    if (!isCall(stringMember(item, "type")))
        return;
    ToolCallAssembly::Call *const call = m_toolCalls.ensureCall(index);
    if (call == nullptr)
        return;
    keepFirst(call->id, stringMember(item, "call_id")); // what the result is sent for; "id" names the item
    keepFirst(call->name, stringMember(item, "name"));
    noteToolCall(*call, {});
}

void ResponsesDecoder::takeArguments(std::string_view fragment, std::int64_t index)
{
    if (ToolCallAssembly::Call *const call = m_toolCalls.find(index)) {
        call->arguments += fragment;
        noteToolCall(*call, fragment);
    }
}

void ResponsesDecoder::takeItem(const JsonElement &item, std::int64_t index, bool withText)
{
    const std::string_view type = stringMember(item, "type");
    if (isCall(type)) {
        takeItemBegin(item, index);
        if (ToolCallAssembly::Call *const call = m_toolCalls.find(index)) {
            if (const std::string_view whole = stringMember(item, "arguments"); !whole.empty())
                call->arguments = whole;
            call->isComplete = true;
        }
    } else if (type == "reasoning") {
        if (withText)
            takeReasoning(item);
        if (m_completion.replay.size() < maxReplayItems) {
            const std::string json = simdjson::minify(item);
            m_completion.replay << QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
        }
    } else if (type == "message" && withText) {
        takeMessage(item);
    }
}

void ResponsesDecoder::takeMessage(const JsonElement &item)
{
    forEach(member(item, "content"), [this](const JsonElement &part) {
        appendText(stringMember(part, "text"));
        appendRefusal(stringMember(part, "refusal"));
        takeLogprobs(part);
    });
}

void ResponsesDecoder::takeReasoning(const JsonElement &item)
{
    const auto append = [this](const JsonElement &part) {
        if (!m_completion.reasoning.isEmpty())
            appendReasoning("\n\n");
        appendReasoning(stringMember(part, "text"));
    };
    forEach(member(item, "summary"), append);
    forEach(member(item, "content"), append); // of models whose reasoning is open
}

void ResponsesDecoder::takeLogprobs(const JsonElement &part)
{
    forEach(member(part, "logprobs"), [this](const JsonElement &token) {
        const auto logprob = logprobOf(token);
        if (!logprob)
            return;
        TokenLogprob taken{toText(stringMember(token, "token")), *logprob};
        forEach(member(token, "top_logprobs"), [&taken](const JsonElement &other) {
            if (const auto rival = logprobOf(other))
                taken.alternatives.emplace_back(toText(stringMember(other, "token")), *rival);
        });
        std::stable_sort(taken.alternatives.begin(), taken.alternatives.end(),
                         [](const auto &left, const auto &right) { return left.second > right.second; });
        m_completion.logprobs.push_back(std::move(taken));
    });
}

void ResponsesDecoder::takeResponse(const JsonElement &response)
{
    keepFirst(m_completion.modelAnswered, stringMember(response, "model"));
    keepFirst(m_completion.providerRequestId, stringMember(response, "id"));
    noteServiceTier(stringMember(response, "service_tier"));
    if (const auto usage = member(response, "usage"))
        takeUsage(*usage);
}

void ResponsesDecoder::takeEnding(const JsonElement &response)
{
    const std::string_view status = stringMember(response, "status");
    if (status == "completed") {
        setFinishReason(status, FinishReason::Stop); // also before a function call; the end tells
        m_toolCalls.completeAll();
    } else if (status == "incomplete") {
        const auto details = member(response, "incomplete_details");
        const std::string_view word = details ? stringMember(*details, "reason") : std::string_view();
        setFinishReason(word, incompleteReason(word));
    } else if (status == "failed" || holdsFault(response)) {
        setFailed(errorFrom(readFault(response, 200), headers()));
    } else if (status == "cancelled") {
        setFinishReason(status, FinishReason::Error);
    }
    setTerminated();
}

void ResponsesDecoder::takeUsage(const JsonElement &usage)
{
    const auto input = countMember(usage, "input_tokens");
    const auto output = countMember(usage, "output_tokens");
    if (!input && !output)
        return;
    catalog::Usage total;
    total.input = input.value_or(0);
    total.output = output.value_or(0);
    if (const auto details = member(usage, "input_tokens_details")) {
        total.cachedInput = countMember(*details, "cached_tokens").value_or(0);
        total.cacheWrite = countMember(*details, "cache_write_tokens").value_or(0);
    }
    if (const auto details = member(usage, "output_tokens_details"))
        total.reasoning = countMember(*details, "reasoning_tokens").value_or(0);
    m_completion.usage = total;
}

} // namespace assay::providers
