// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/openaichatdecoder.h"

#include <algorithm>

#include <QCoreApplication>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

constexpr size_t maxChoices = 128;
constexpr qsizetype maxReasoningDetails = 4096;

FinishReason reasonOf(std::string_view word)
{
    if (word == "stop" || word == "eos" || word == "end")
        return FinishReason::Stop;
    if (word == "length" || word == "model_length")
        return FinishReason::Length;
    if (word == "tool_calls" || word == "function_call")
        return FinishReason::ToolCalls;
    if (word == "content_filter")
        return FinishReason::ContentFilter;
    if (word == "error" || word == "abort" || word == "network_error"
        || word == "insufficient_system_resource")
        return FinishReason::Error;
    return FinishReason::Unknown;
}

std::string_view firstText(const JsonElement &parent, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        if (const std::string_view text = stringMember(parent, name); !text.empty())
            return text;
    }
    return {};
}

/// Calls `onText` and `onThought` for the visible and the reasoning text of `content`: a string, or an array
/// of typed parts (Mistral).
template <typename OnText, typename OnThought>
void readContent(const JsonElement &content, OnText onText, OnThought onThought)
{
    std::string_view text;
    if (content.get(text) == simdjson::SUCCESS)
        return onText(text);
    forEach(content, [&](const JsonElement &part) {
        const std::string_view type = stringMember(part, "type");
        if (type == "text")
            onText(stringMember(part, "text"));
        else if (type == "thinking")
            forEach(member(part, "thinking"),
                    [&](const JsonElement &thought) { onThought(stringMember(thought, "text")); });
    });
}

std::optional<double> logprobOf(const JsonElement &token)
{
    double logprob = 0;
    const auto number = member(token, "logprob");
    return number && number->get(logprob) == simdjson::SUCCESS ? std::optional(logprob) : std::nullopt;
}

void update(std::int64_t &counter, const std::optional<std::int64_t> &value)
{
    if (value)
        counter = *value;
}

} // namespace

void OpenAiChatDecoder::takeEvent(const JsonElement &event)
{
    takeMetadata(event);
    forEach(member(event, "choices"), [this](const JsonElement &choice) { takeChoice(choice, "delta"); });
    takeUsage(event);
    updateChoices();
}

void OpenAiChatDecoder::takeAnswer(const JsonElement &answer)
{
    takeMetadata(answer);
    int choices = 0;
    forEach(member(answer, "choices"), [this, &choices](const JsonElement &choice) {
        takeChoice(choice, "message");
        ++choices;
    });
    takeUsage(answer);
    updateChoices();
    if (choices == 0)
        setFailed(
            malformedResponse(QCoreApplication::translate("ProviderError", "the answer has no choices")));
}

void OpenAiChatDecoder::takeMetadata(const JsonElement &body)
{
    keepFirst(m_completion.modelAnswered, stringMember(body, "model"));
    keepFirst(m_completion.providerRequestId, stringMember(body, "id"));
    noteServiceTier(stringMember(body, "service_tier"));
}

void OpenAiChatDecoder::takeChoice(const JsonElement &choice, std::string_view contentMember)
{
    const std::int64_t index = integerMember(choice, "index").value_or(0);
    const auto content = member(choice, contentMember);
    if (index == 0)
        takeFirstChoice(choice, content);
    else
        takeOtherChoice(index, choice, content);
}

void OpenAiChatDecoder::takeFirstChoice(const JsonElement &choice, const std::optional<JsonElement> &content)
{
    if (content) {
        // Some servers send the same thought under two names: one of them counts.
        appendReasoning(firstText(*content, {"reasoning_content", "reasoning", "reasoning_text"}));
        if (const auto text = member(*content, "content"))
            takeText(*text);
        appendRefusal(stringMember(*content, "refusal"));
        forEach(member(*content, "tool_calls"), [this](const JsonElement &call) { takeToolCall(call); });
        forEach(member(*content, "reasoning_details"),
                [this](const JsonElement &detail) { takeReasoningDetail(detail); });
    }
    takeLogprobs(choice);
    if (const std::string_view word = stringMember(choice, "finish_reason"); !word.empty())
        takeFinishReason(word);
}

void OpenAiChatDecoder::takeOtherChoice(std::int64_t index, const JsonElement &choice,
                                        const std::optional<JsonElement> &content)
{
    if (index < 0 || index > std::numeric_limits<int>::max()
        || (!m_otherChoices.contains(index) && m_otherChoices.size() >= maxChoices))
        return;
    Choice &other = m_otherChoices[index];
    other.index = static_cast<int>(index);
    if (const auto text = content ? member(*content, "content") : std::nullopt)
        readContent(
            *text, [&other](std::string_view piece) { other.text += toText(piece); },
            [](std::string_view) {});
    if (const std::string_view word = stringMember(choice, "finish_reason"); !word.empty())
        other.finishReason = reasonOf(word);
}

void OpenAiChatDecoder::takeText(const JsonElement &content)
{
    readContent(
        content, [this](std::string_view text) { appendText(text); },
        [this](std::string_view thought) { appendReasoning(thought); });
}

void OpenAiChatDecoder::takeToolCall(const JsonElement &fragment)
{
    // Servers that send whole calls may leave the index out: an id or a name then begins a call.
    const auto function = member(fragment, "function");
    const bool begins = !stringMember(fragment, "id").empty()
        || (function && !stringMember(*function, "name").empty()) || m_toolCalls.isEmpty();
    const std::int64_t index =
        integerMember(fragment, "index").value_or(m_toolCalls.nextIndex() - (begins ? 0 : 1));
    ToolCallAssembly::Call *const call = m_toolCalls.ensureCall(index);
    if (call == nullptr)
        return;
    keepFirst(call->id, stringMember(fragment, "id"));
    std::string piece;
    if (function) {
        keepFirst(call->name, stringMember(*function, "name"));
        const auto arguments = member(*function, "arguments");
        if (arguments && arguments->is_object())
            call->arguments = piece = simdjson::minify(*arguments);
        else
            call->arguments += piece = stringMember(*function, "arguments");
    }
    noteToolCall(*call, piece);
}

void OpenAiChatDecoder::takeLogprobs(const JsonElement &choice)
{
    const auto logprobs = member(choice, "logprobs");
    if (!logprobs)
        return;
    forEach(member(*logprobs, "content"), [this](const JsonElement &token) {
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

/// OpenRouter's items arrive in fragments: those that follow with the same place and type belong to the last,
/// their texts one after the other.
void OpenAiChatDecoder::takeReasoningDetail(const JsonElement &fragment)
{
    const std::string json = simdjson::minify(fragment);
    const QJsonObject piece = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    const bool goesOn = piece.contains("index"_L1) && m_detail.value("index"_L1) == piece["index"_L1]
        && m_detail.value("type"_L1) == piece["type"_L1];
    if (!goesOn)
        flushReasoningDetail();
    for (auto field = piece.begin(); field != piece.end(); ++field) {
        const bool isText =
            field.key() == "text"_L1 || field.key() == "summary"_L1 || field.key() == "data"_L1;
        if (isText && field->isString())
            m_detailTexts[field.key()] += field->toString();
        else if (!field->isNull())
            m_detail.insert(field.key(), *field);
    }
}

void OpenAiChatDecoder::flushReasoningDetail()
{
    for (const auto &[name, text] : m_detailTexts)
        m_detail.insert(name, text);
    if (!m_detail.isEmpty() && m_completion.replay.size() < maxReasoningDetails)
        m_completion.replay.append(m_detail);
    m_detail = {};
    m_detailTexts.clear();
}

void OpenAiChatDecoder::takeFinishReason(std::string_view word)
{
    setFinishReason(word, reasonOf(word));
    m_toolCalls.completeAll();
    flushReasoningDetail();
}

/// OpenAI's place for it, Groq's, Moonshot's.
void OpenAiChatDecoder::takeUsage(const JsonElement &body)
{
    if (const auto usage = member(body, "usage"))
        return readUsage(*usage);
    if (const auto groq = member(body, "x_groq")) {
        if (const auto usage = member(*groq, "usage"))
            return readUsage(*usage);
    }
    forEach(member(body, "choices"), [this](const JsonElement &choice) {
        if (const auto usage = member(choice, "usage"))
            readUsage(*usage);
    });
}

/// Counters are snapshots: the last value of each wins.
void OpenAiChatDecoder::readUsage(const JsonElement &usage)
{
    const auto input = countMember(usage, "prompt_tokens");
    const auto output = countMember(usage, "completion_tokens");
    if (!input && !output)
        return;
    noteServiceTier(stringMember(usage, "service_tier")); // Mistral's place for it
    catalog::Usage total = m_completion.usage.value_or(catalog::Usage());
    update(total.input, input);
    update(total.output, output);
    for (const std::string_view flat : {"cached_tokens", "num_cached_tokens", "prompt_cache_hit_tokens"})
        update(total.cachedInput, countMember(usage, flat));
    for (const std::string_view name : {"prompt_token_details", "prompt_tokens_details"}) {
        if (const auto details = member(usage, name)) {
            update(total.cachedInput, countMember(*details, "cached_tokens"));
            update(total.cacheWrite, countMember(*details, "cache_write_tokens"));
        }
    }
    if (const auto details = member(usage, "completion_tokens_details"))
        update(total.reasoning, countMember(*details, "reasoning_tokens"));
    // xAI leaves reasoning out of completion_tokens; its total tells.
    const auto sum = countMember(usage, "total_tokens");
    if (input && output && sum && total.reasoning > 0 && *sum == *input + *output + total.reasoning)
        total.output = *output + total.reasoning;
    m_completion.usage = total;
}

void OpenAiChatDecoder::updateChoices()
{
    if (m_otherChoices.empty())
        return;
    m_completion.choices.clear();
    m_completion.choices.push_back({0, m_completion.text, m_completion.finishReason});
    for (const auto &[index, choice] : m_otherChoices)
        m_completion.choices.push_back(choice);
}

} // namespace assay::providers
