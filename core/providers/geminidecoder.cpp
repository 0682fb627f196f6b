// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/geminidecoder.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

template <size_t N> bool isOneOf(std::string_view word, const std::array<std::string_view, N> &words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

FinishReason reasonOf(std::string_view word)
{
    constexpr std::array<std::string_view, 9> filtered{
        "SAFETY",       "RECITATION",       "BLOCKLIST",
        "SPII",         "LANGUAGE",         "PROHIBITED_CONTENT",
        "IMAGE_SAFETY", "IMAGE_RECITATION", "IMAGE_PROHIBITED_CONTENT"};
    constexpr std::array<std::string_view, 7> failed{"MALFORMED_FUNCTION_CALL",
                                                     "UNEXPECTED_TOOL_CALL",
                                                     "TOO_MANY_TOOL_CALLS",
                                                     "MALFORMED_RESPONSE",
                                                     "NO_IMAGE",
                                                     "IMAGE_OTHER",
                                                     "OTHER"};
    if (word == "STOP")
        return FinishReason::Stop; // also before a function call; the end tells
    if (word == "MAX_TOKENS")
        return FinishReason::Length;
    if (word == "CONTINUATION")
        return FinishReason::Pause;
    if (isOneOf(word, filtered))
        return FinishReason::ContentFilter;
    return isOneOf(word, failed) ? FinishReason::Error : FinishReason::Unknown;
}

bool isThought(const JsonElement &part)
{
    bool thought = false;
    const auto value = member(part, "thought");
    return value && value->get(thought) == simdjson::SUCCESS && thought;
}

std::optional<double> logprobOf(const JsonElement &token)
{
    double logprob = 0;
    const auto value = member(token, "logProbability");
    return value && value->get(logprob) == simdjson::SUCCESS ? std::optional(logprob) : std::nullopt;
}

std::vector<std::pair<QString, double>> alternativesIn(const JsonElement &step)
{
    std::vector<std::pair<QString, double>> alternatives;
    forEach(member(step, "candidates"), [&alternatives](const JsonElement &token) {
        if (const auto logprob = logprobOf(token))
            alternatives.emplace_back(toText(stringMember(token, "token")), *logprob);
    });
    return alternatives;
}

} // namespace

void GeminiDecoder::takeEvent(const JsonElement &event)
{
    takeMetadata(event);
    takeUsage(event);
    takePromptFeedback(event);
    forEach(member(event, "candidates"), [this](const JsonElement &candidate) { takeCandidate(candidate); });
}

void GeminiDecoder::takeAnswer(const JsonElement &answer)
{
    takeEvent(answer);
    const auto candidates = member(answer, "candidates");
    simdjson::dom::array list;
    const bool isEmpty = !candidates || candidates->get(list) != simdjson::SUCCESS || list.size() == 0;
    if (isEmpty && !hasFailed())
        setFailed(
            malformedResponse(QCoreApplication::translate("ProviderError", "the answer has no candidates")));
}

void GeminiDecoder::takeMetadata(const JsonElement &body)
{
    keepFirst(m_completion.modelAnswered, stringMember(body, "modelVersion"));
    keepFirst(m_completion.providerRequestId, stringMember(body, "responseId"));
}

/// A refused prompt is a success without candidates.
void GeminiDecoder::takePromptFeedback(const JsonElement &body)
{
    const auto feedback = member(body, "promptFeedback");
    const std::string_view reason = feedback ? stringMember(*feedback, "blockReason") : std::string_view();
    if (reason.empty() || reason == "BLOCK_REASON_UNSPECIFIED")
        return;
    Fault fault;
    fault.code = u"content_filter"_s;
    fault.reason = toText(reason);
    fault.message = toText(stringMember(*feedback, "blockReasonMessage"));
    setFailed(errorFrom(fault, headers()));
}

/// Only one is ever asked for.
void GeminiDecoder::takeCandidate(const JsonElement &candidate)
{
    if (integerMember(candidate, "index").value_or(0) != 0)
        return;
    if (const auto content = member(candidate, "content"))
        forEach(member(*content, "parts"), [this](const JsonElement &part) { takePart(part); });
    if (const auto result = member(candidate, "logprobsResult"))
        takeLogprobs(*result);
    if (const std::string_view word = stringMember(candidate, "finishReason"); !word.empty())
        takeFinishReason(word, stringMember(candidate, "finishMessage"));
}

void GeminiDecoder::takePart(const JsonElement &part)
{
    const std::string_view signature = stringMember(part, "thoughtSignature");
    if (const auto call = member(part, "functionCall"))
        return takeCall(*call, signature);
    if (isThought(part))
        return appendReasoning(stringMember(part, "text"));
    appendText(stringMember(part, "text"));
    // It belongs behind the text it came with; an empty part carries it back as well.
    if (!signature.empty())
        m_completion.replay << QJsonObject{{u"text"_s, QString()},
                                           {u"thoughtSignature"_s, toText(signature)}};
}

void GeminiDecoder::takeCall(const JsonElement &call, std::string_view signature)
{
    ToolCallAssembly::Call *const assembled = m_toolCalls.ensureCall(m_toolCalls.nextIndex());
    if (assembled == nullptr)
        return;
    assembled->id = toText(stringMember(call, "id"));
    if (assembled->id.isEmpty())
        assembled->id = madeCallId + QUuid::createUuid().toString(QUuid::WithoutBraces);
    assembled->name = toText(stringMember(call, "name"));
    assembled->signature = toText(signature);
    if (const auto arguments = member(call, "args"))
        assembled->arguments = simdjson::minify(*arguments);
    assembled->isComplete = true;
    noteToolCall(*assembled, assembled->arguments);
}

void GeminiDecoder::takeLogprobs(const JsonElement &result)
{
    const size_t first = m_completion.logprobs.size();
    forEach(member(result, "chosenCandidates"), [this](const JsonElement &token) {
        m_completion.logprobs.push_back({toText(stringMember(token, "token")), logprobOf(token).value_or(0)});
    });
    size_t at = first;
    forEach(member(result, "topCandidates"), [this, &at](const JsonElement &step) {
        if (at < m_completion.logprobs.size())
            m_completion.logprobs[at++].alternatives = alternativesIn(step);
    });
}

/// Old models send one with every event, so the last counts.
void GeminiDecoder::takeFinishReason(std::string_view word, std::string_view explanation)
{
    setFinishReason(word, reasonOf(word));
    if (m_completion.finishReason != FinishReason::Error || explanation.empty())
        return;
    Fault fault;
    fault.code = m_completion.finishReasonRaw;
    fault.message = toText(explanation);
    setFailed(errorFrom(fault, headers()));
}

/// Counters are snapshots of the whole answer; thoughts are counted beside the visible tokens, and what tools
/// of the server read beside the prompt.
void GeminiDecoder::takeUsage(const JsonElement &body)
{
    const auto usage = member(body, "usageMetadata");
    if (!usage || !usage->is_object())
        return;
    const auto count = [&usage](std::string_view name) { return countMember(*usage, name).value_or(0); };
    catalog::Usage total;
    total.input = count("promptTokenCount") + count("toolUsePromptTokenCount");
    total.cachedInput = count("cachedContentTokenCount");
    total.reasoning = count("thoughtsTokenCount");
    total.output = count("candidatesTokenCount") + total.reasoning;
    noteServiceTier(stringMember(*usage, "serviceTier"));
    m_completion.usage = total;
}

} // namespace assay::providers
