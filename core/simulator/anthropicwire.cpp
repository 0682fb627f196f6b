// SPDX-License-Identifier: GPL-3.0-or-later
// Anthropic Messages.
#include "base/json.h"
#include "simulator/simulator.h"
#include "simulator/wireformat.h"

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

constexpr auto signature = "c2ltdWxhdGVk"_L1; // of a thinking block; opaque to clients

struct Ending {
    QJsonValue reason;
    QJsonValue sequence; ///< which stop sequence it was
};

Ending endingOf(const Answer &answer)
{
    if (answer.cutByLength)
        return {u"max_tokens"_s, {}};
    if (answer.callsTool())
        return {u"tool_use"_s, {}};
    return answer.stoppedAt.isEmpty() ? Ending{u"end_turn"_s, {}}
                                      : Ending{u"stop_sequence"_s, answer.stoppedAt};
}

/// Cache reads are counted beside the input, not within it.
QJsonObject usageOf(const Answer &answer, qint64 output)
{
    return {{u"input_tokens"_s, answer.inputTokens - answer.cachedTokens},
            {u"cache_creation_input_tokens"_s, 0},
            {u"cache_read_input_tokens"_s, answer.cachedTokens},
            {u"output_tokens"_s, output},
            {u"output_tokens_details"_s, QJsonObject{{u"thinking_tokens"_s, answer.reasoningTokens()}}}};
}

QJsonObject message(const Answer &answer, const QJsonArray &content, const Ending &ending, qint64 output)
{
    return {{u"id"_s, answer.id},
            {u"type"_s, u"message"_s},
            {u"role"_s, u"assistant"_s},
            {u"model"_s, answer.request.model},
            {u"content"_s, content},
            {u"stop_reason"_s, ending.reason},
            {u"stop_sequence"_s, ending.sequence},
            {u"usage"_s, usageOf(answer, output)}};
}

QJsonObject emptyBlock(const Answer &answer, Token::Kind kind)
{
    switch (kind) {
    case Token::Kind::Reasoning:
        return {{u"type"_s, u"thinking"_s}, {u"thinking"_s, QString()}, {u"signature"_s, QString()}};
    case Token::Kind::ToolArguments:
        return {{u"type"_s, u"tool_use"_s},
                {u"id"_s, answer.toolCallId()},
                {u"name"_s, answer.toolName},
                {u"input"_s, QJsonObject()}};
    case Token::Kind::Text:
        break;
    }
    return {{u"type"_s, u"text"_s}, {u"text"_s, QString()}};
}

QByteArray blockStart(const Answer &answer, int block, Token::Kind kind)
{
    return namedEvent({{u"type"_s, u"content_block_start"_s},
                       {u"index"_s, block},
                       {u"content_block"_s, emptyBlock(answer, kind)}});
}

QByteArray delta(int block, const QJsonObject &what)
{
    return namedEvent({{u"type"_s, u"content_block_delta"_s}, {u"index"_s, block}, {u"delta"_s, what}});
}

QJsonObject deltaOf(const Token &token)
{
    switch (token.kind) {
    case Token::Kind::Reasoning:
        return {{u"type"_s, u"thinking_delta"_s}, {u"thinking"_s, token.text}};
    case Token::Kind::ToolArguments:
        return {{u"type"_s, u"input_json_delta"_s}, {u"partial_json"_s, token.text}};
    case Token::Kind::Text:
        break;
    }
    return {{u"type"_s, u"text_delta"_s}, {u"text"_s, token.text}};
}

class AnthropicWire final : public WireFormat {
public:
    QByteArray streamType() const override { return "text/event-stream; charset=utf-8"; }

    QByteArray wholeAnswer(const Answer &answer) const override
    {
        QJsonArray content;
        if (answer.reasoningTokens() > 0) {
            content.append(QJsonObject{{u"type"_s, u"thinking"_s},
                                       {u"thinking"_s, answer.text(Token::Kind::Reasoning)},
                                       {u"signature"_s, signature}});
        }
        if (const QString text = answer.text(Token::Kind::Text); !text.isEmpty() || !answer.callsTool())
            content.append(QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, text}});
        if (answer.callsTool()) {
            QJsonObject call = emptyBlock(answer, Token::Kind::ToolArguments);
            const QByteArray arguments = answer.text(Token::Kind::ToolArguments).toUtf8();
            call.insert(u"input"_s, parseJsonObject(arguments, u"arguments"_s).value_or(QJsonObject()));
            content.append(call);
        }
        return toCompactJson(message(answer, content, endingOf(answer), answer.outputTokens()));
    }

    QByteArray streamStart(const Answer &answer) const override
    {
        return namedEvent({{u"type"_s, u"message_start"_s}, {u"message"_s, message(answer, {}, {}, 1)}});
    }

    QByteArray streamToken(const Answer &answer, qsizetype index) const override
    {
        const Token &token = answer.tokens[static_cast<std::size_t>(index)];
        const int block = answer.blockOf(index);
        QByteArray events;
        if (answer.startsBlock(index))
            events += blockStart(answer, block, token.kind);
        if (index == 0)
            events += namedEvent({{u"type"_s, u"ping"_s}});
        events += delta(block, deltaOf(token));
        if (answer.endsBlock(index)) {
            if (token.kind == Token::Kind::Reasoning)
                events += delta(block, {{u"type"_s, u"signature_delta"_s}, {u"signature"_s, signature}});
            events += namedEvent({{u"type"_s, u"content_block_stop"_s}, {u"index"_s, block}});
        }
        return events;
    }

    QByteArray streamEnd(const Answer &answer) const override
    {
        const Ending ending = endingOf(answer);
        const QJsonObject how{{u"stop_reason"_s, ending.reason}, {u"stop_sequence"_s, ending.sequence}};
        return namedEvent({{u"type"_s, u"message_delta"_s},
                           {u"delta"_s, how},
                           {u"usage"_s, usageOf(answer, answer.outputTokens())}})
            + namedEvent({{u"type"_s, u"message_stop"_s}});
    }

    QByteArray modelListing() const override
    {
        QJsonArray data;
        for (const SimulatedModel &model : simulatedModels()) {
            data.append(QJsonObject{{u"type"_s, u"model"_s},
                                    {u"id"_s, model.name},
                                    {u"display_name"_s, model.description},
                                    {u"created_at"_s, u"2026-10-31T00:00:00Z"_s}});
        }
        return toCompactJson(QJsonObject{{u"data"_s, data},
                                         {u"has_more"_s, false},
                                         {u"first_id"_s, simulatedModels().first().name},
                                         {u"last_id"_s, simulatedModels().last().name}});
    }

    QByteArray errorBody(int status, const QString &text, std::optional<QJsonValue>) const override
    {
        const QString type = status == 401 ? u"authentication_error"_s
            : status == 404                ? u"not_found_error"_s
            : status == 413                ? u"request_too_large"_s
            : status == 429                ? u"rate_limit_error"_s
            : status == 500                ? u"api_error"_s
            : status >= 503                ? u"overloaded_error"_s
                                           : u"invalid_request_error"_s;
        return toCompactJson(QJsonObject{{u"type"_s, u"error"_s},
                                         {u"error"_s, QJsonObject{{u"type"_s, type}, {u"message"_s, text}}},
                                         {u"request_id"_s, u"req_sim"_s}});
    }

    QByteArray inputTokens(qint64 count) const override
    {
        return toCompactJson(QJsonObject{{u"input_tokens"_s, count}});
    }
};

} // namespace

const WireFormat &anthropicWire()
{
    static const AnthropicWire wire;
    return wire;
}

} // namespace assay::simulator
