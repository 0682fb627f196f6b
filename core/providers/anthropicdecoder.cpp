// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/anthropicdecoder.h"

#include <QCoreApplication>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

FinishReason reasonOf(std::string_view word)
{
    if (word == "end_turn" || word == "stop_sequence")
        return FinishReason::Stop;
    if (word == "max_tokens" || word == "model_context_window_exceeded")
        return FinishReason::Length;
    if (word == "tool_use")
        return FinishReason::ToolCalls;
    if (word == "pause_turn")
        return FinishReason::Pause;
    if (word == "refusal")
        return FinishReason::ContentFilter;
    return FinishReason::Unknown;
}

constexpr qsizetype maxBlocks = 1024;

bool isThought(const QJsonObject &block)
{
    const QJsonValue type = block["type"_L1];
    return type == "thinking"_L1 || type == "redacted_thinking"_L1;
}

void update(std::int64_t &counter, const std::optional<std::int64_t> &value)
{
    if (value)
        counter = *value;
}

} // namespace

void AnthropicDecoder::takeEvent(const JsonElement &event)
{
    const std::string_view type = stringMember(event, "type");
    const std::int64_t index = integerMember(event, "index").value_or(0);
    if (type == "content_block_delta") {
        if (const auto delta = member(event, "delta"))
            takeDelta(index, *delta);
    } else if (type == "content_block_start") {
        if (const auto block = member(event, "content_block"))
            takeBlock(index, *block);
    } else if (type == "content_block_stop") {
        if (auto *const call = m_toolCalls.find(index))
            call->isComplete = true;
        closeBlock();
    } else if (type == "message_start") {
        if (const auto message = member(event, "message"))
            takeMessage(*message);
    } else if (type == "message_delta") {
        if (const auto delta = member(event, "delta"))
            takeStopReason(*delta);
        if (const auto usage = member(event, "usage"))
            takeUsage(*usage);
    } else if (type == "message_stop") {
        setTerminated();
    }
}

void AnthropicDecoder::takeAnswer(const JsonElement &answer)
{
    const auto content = member(answer, "content");
    if (!content || !content->is_array()) {
        setFailed(
            malformedResponse(QCoreApplication::translate("ProviderError", "the answer has no content")));
        return;
    }
    takeMessage(answer);
    std::int64_t index = 0;
    forEach(content, [this, &index](const JsonElement &block) {
        takeBlock(index++, block);
        closeBlock();
    });
    takeStopReason(answer);
}

/// Also seen twice in a stream, from proxies: nothing is reset.
void AnthropicDecoder::takeMessage(const JsonElement &message)
{
    keepFirst(m_completion.modelAnswered, stringMember(message, "model"));
    keepFirst(m_completion.providerRequestId, stringMember(message, "id"));
    if (const auto usage = member(message, "usage"))
        takeUsage(*usage);
}

void AnthropicDecoder::takeBlock(std::int64_t index, const JsonElement &block)
{
    const std::string_view type = stringMember(block, "type");
    m_open = {index,
              toText(type),
              toText(stringMember(block, "data")),
              m_completion.text.size(),
              m_completion.reasoning.size(),
              m_completion.reasoningSignature.size()};
    if (type == "text") {
        appendText(stringMember(block, "text"));
    } else if (type == "thinking") {
        appendReasoning(stringMember(block, "thinking"));
        m_completion.reasoningSignature += toText(stringMember(block, "signature"));
    } else if (type == "tool_use") {
        auto *const call = m_toolCalls.ensureCall(index);
        if (call == nullptr)
            return;
        keepFirst(call->id, stringMember(block, "id"));
        keepFirst(call->name, stringMember(block, "name"));
        // A stream begins with an empty object, which its fragments then replace.
        simdjson::dom::object input;
        if (const auto value = member(block, "input");
            value && value->get(input) == simdjson::SUCCESS && input.size() > 0)
            call->arguments = simdjson::minify(*value);
        noteToolCall(*call, call->arguments);
    }
}

/// Empty for what need not or cannot be replayed.
QJsonObject AnthropicDecoder::openBlockJson()
{
    if (m_open.type == "thinking"_L1) {
        const QString signature = m_completion.reasoningSignature.mid(m_open.signatureFrom);
        if (signature.isEmpty())
            return {};
        return {{u"type"_s, m_open.type},
                {u"thinking"_s, m_completion.reasoning.mid(m_open.reasoningFrom)},
                {u"signature"_s, signature}};
    }
    if (m_open.type == "redacted_thinking"_L1)
        return {{u"type"_s, m_open.type}, {u"data"_s, m_open.data}};
    if (m_open.type == "text"_L1) {
        const QString text = m_completion.text.mid(m_open.textFrom);
        return text.isEmpty() ? QJsonObject() : QJsonObject{{u"type"_s, m_open.type}, {u"text"_s, text}};
    }
    const auto *const call = m_open.type == "tool_use"_L1 ? m_toolCalls.find(m_open.index) : nullptr;
    if (call == nullptr)
        return {};
    const QJsonDocument input = QJsonDocument::fromJson(QByteArray::fromStdString(call->arguments));
    return {
        {u"type"_s, m_open.type}, {u"id"_s, call->id}, {u"name"_s, call->name}, {u"input"_s, input.object()}};
}

/// Thoughts must go back as they are. Usually they all come first, and the rest of the answer follows from
/// its other members; where they came in between, only all blocks in their order say what was thought when.
void AnthropicDecoder::closeBlock()
{
    const QJsonObject block = openBlockJson();
    m_open = {};
    if (block.isEmpty() || m_blocks.size() >= maxBlocks)
        return;
    if (isThought(block) && !m_blocks.isEmpty() && !isThought(m_blocks.last().toObject()))
        m_hasInterleaved = true;
    m_blocks.append(block);
    if (m_hasInterleaved)
        m_completion.replay = m_blocks;
    else if (isThought(block))
        m_completion.replay.append(block);
}

void AnthropicDecoder::takeDelta(std::int64_t index, const JsonElement &delta)
{
    const std::string_view type = stringMember(delta, "type");
    if (type == "text_delta") {
        appendText(stringMember(delta, "text"));
    } else if (type == "thinking_delta") {
        appendReasoning(stringMember(delta, "thinking"));
    } else if (type == "signature_delta") {
        m_completion.reasoningSignature += toText(stringMember(delta, "signature"));
    } else if (type == "input_json_delta") {
        // Server-side tools send such fragments too; their blocks were not taken, so they find no call.
        if (auto *const call = m_toolCalls.find(index)) {
            const std::string_view fragment = stringMember(delta, "partial_json");
            call->arguments += fragment;
            noteToolCall(*call, fragment);
        }
    }
}

void AnthropicDecoder::takeStopReason(const JsonElement &parent)
{
    if (const std::string_view word = stringMember(parent, "stop_reason"); !word.empty())
        setFinishReason(word, reasonOf(word));
}

/// Counters are snapshots: the last value of each that is not null wins.
void AnthropicDecoder::takeUsage(const JsonElement &usage)
{
    update(m_counters.uncached, countMember(usage, "input_tokens"));
    update(m_counters.cacheRead, countMember(usage, "cache_read_input_tokens"));
    update(m_counters.cacheWrite, countMember(usage, "cache_creation_input_tokens"));
    if (const auto lifetimes = member(usage, "cache_creation"))
        update(m_counters.cacheWrite1h, countMember(*lifetimes, "ephemeral_1h_input_tokens"));
    update(m_counters.output, countMember(usage, "output_tokens"));
    if (const auto details = member(usage, "output_tokens_details"))
        update(m_counters.thinking, countMember(*details, "thinking_tokens"));
    noteServiceTier(stringMember(usage, "service_tier"));
    m_completion.usage =
        catalog::Usage{m_counters.uncached + m_counters.cacheRead + m_counters.cacheWrite,
                       m_counters.cacheRead,
                       m_counters.cacheWrite,
                       m_counters.output,
                       m_counters.thinking,
                       m_counters.cacheWrite1h};
}

} // namespace assay::providers
