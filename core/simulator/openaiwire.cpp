// SPDX-License-Identifier: GPL-3.0-or-later
// OpenAI Chat Completions, with `reasoning_content` as the compatible servers add it.
#include "base/json.h"
#include "simulator/simulator.h"
#include "simulator/wireformat.h"

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

QString finishReason(const Answer &answer)
{
    return answer.cutByLength ? u"length"_s : answer.callsTool() ? u"tool_calls"_s : u"stop"_s;
}

QJsonObject usageOf(const Answer &answer)
{
    return {{u"prompt_tokens"_s, answer.inputTokens},
            {u"completion_tokens"_s, answer.outputTokens()},
            {u"total_tokens"_s, answer.inputTokens + answer.outputTokens()},
            {u"prompt_tokens_details"_s, QJsonObject{{u"cached_tokens"_s, answer.cachedTokens}}},
            {u"completion_tokens_details"_s, QJsonObject{{u"reasoning_tokens"_s, answer.reasoningTokens()}}}};
}

QJsonObject chunk(const Answer &answer, const QJsonArray &choices)
{
    return {{u"id"_s, answer.id},
            {u"object"_s, u"chat.completion.chunk"_s},
            {u"created"_s, createdAt},
            {u"model"_s, answer.request.model},
            {u"choices"_s, choices}};
}

/// A made-up but steady probability for a token: the simulator has no distribution to read it from.
QJsonObject logprobOf(const QString &token)
{
    const double logprob = -0.01 * static_cast<double>(1 + token.size() % 7);
    return {{u"token"_s, token},
            {u"logprob"_s, logprob},
            {u"bytes"_s, QJsonValue()},
            {u"top_logprobs"_s, QJsonArray()}};
}

QJsonArray choice(const QJsonObject &delta, const QJsonValue &reason, const QJsonValue &logprobs = {})
{
    QJsonObject object{{u"index"_s, 0}, {u"delta"_s, delta}, {u"finish_reason"_s, reason}};
    if (!logprobs.isNull())
        object.insert(u"logprobs"_s, logprobs);
    return {object};
}

QJsonArray toolCalls(const Answer &answer, const QString &arguments, bool isFirst)
{
    QJsonObject function{{u"arguments"_s, arguments}};
    QJsonObject call{{u"index"_s, 0}};
    if (isFirst) {
        function.insert(u"name"_s, answer.toolName);
        call.insert(u"id"_s, answer.toolCallId());
        call.insert(u"type"_s, u"function"_s);
    }
    call.insert(u"function"_s, function);
    return {call};
}

class OpenAiWire final : public WireFormat {
public:
    QByteArray wholeAnswer(const Answer &answer) const override
    {
        const QString text = answer.text(Token::Kind::Text);
        QJsonObject message{
            {u"role"_s, u"assistant"_s},
            {u"content"_s, answer.callsTool() && text.isEmpty() ? QJsonValue() : QJsonValue(text)},
            {u"refusal"_s, QJsonValue()}};
        if (answer.reasoningTokens() > 0)
            message.insert(u"reasoning_content"_s, answer.text(Token::Kind::Reasoning));
        if (answer.callsTool())
            message.insert(u"tool_calls"_s, toolCalls(answer, answer.text(Token::Kind::ToolArguments), true));
        QJsonObject only{
            {u"index"_s, 0}, {u"message"_s, message}, {u"finish_reason"_s, finishReason(answer)}};
        if (answer.request.wantsLogprobs) {
            QJsonArray content;
            for (const Token &token : answer.tokens)
                content.append(logprobOf(token.text));
            only.insert(u"logprobs"_s, QJsonObject{{u"content"_s, content}});
        }
        return toCompactJson(QJsonObject{{u"id"_s, answer.id},
                                         {u"object"_s, u"chat.completion"_s},
                                         {u"created"_s, createdAt},
                                         {u"model"_s, answer.request.model},
                                         {u"choices"_s, QJsonArray{only}},
                                         {u"usage"_s, usageOf(answer)}});
    }

    QByteArray streamStart(const Answer &answer) const override
    {
        return dataEvent(
            chunk(answer, choice({{u"role"_s, u"assistant"_s}, {u"content"_s, QString()}}, QJsonValue())));
    }

    QByteArray streamToken(const Answer &answer, qsizetype index) const override
    {
        const Token &token = answer.tokens[static_cast<std::size_t>(index)];
        QJsonObject delta;
        if (token.kind == Token::Kind::ToolArguments)
            delta.insert(u"tool_calls"_s, toolCalls(answer, token.text, answer.startsBlock(index)));
        else
            delta.insert(token.kind == Token::Kind::Reasoning ? u"reasoning_content"_s : u"content"_s,
                         token.text);
        QJsonValue logprobs;
        if (answer.request.wantsLogprobs && token.kind == Token::Kind::Text)
            logprobs = QJsonObject{{u"content"_s, QJsonArray{logprobOf(token.text)}}};
        return dataEvent(chunk(answer, choice(delta, QJsonValue(), logprobs)));
    }

    QByteArray streamEnd(const Answer &answer) const override
    {
        QByteArray end = dataEvent(chunk(answer, choice({}, finishReason(answer))));
        if (answer.request.includeUsage) {
            QJsonObject usage = chunk(answer, {});
            usage.insert(u"usage"_s, usageOf(answer));
            end += dataEvent(usage);
        }
        return end + "data: [DONE]\n\n";
    }

    QByteArray modelListing() const override
    {
        QJsonArray data;
        for (const SimulatedModel &model : simulatedModels()) {
            data.append(QJsonObject{{u"id"_s, model.name},
                                    {u"object"_s, u"model"_s},
                                    {u"created"_s, createdAt},
                                    {u"owned_by"_s, u"simulated"_s}});
        }
        return toCompactJson(QJsonObject{{u"data"_s, data}, {u"object"_s, u"list"_s}});
    }

    QByteArray errorBody(int status, const QString &message, std::optional<QJsonValue> code) const override
    {
        struct Wording {
            int status;
            QString type;
            QJsonValue code;
        };
        static const QList<Wording> wordings{
            {400, u"invalid_request_error"_s, QJsonValue()},
            {401, u"invalid_request_error"_s, u"invalid_api_key"_s},
            {404, u"invalid_request_error"_s, u"model_not_found"_s},
            {413, u"invalid_request_error"_s, QJsonValue()},
            {429, u"requests"_s, u"rate_limit_exceeded"_s},
            {500, u"server_error"_s, QJsonValue()},
            {503, u"service_unavailable_error"_s, u"server_is_overloaded"_s},
        };
        Wording wording = wordings.first();
        for (const Wording &candidate : wordings) {
            if (candidate.status == status)
                wording = candidate;
        }
        return toCompactJson(QJsonObject{{u"error"_s,
                                          QJsonObject{{u"message"_s, message},
                                                      {u"type"_s, wording.type},
                                                      {u"param"_s, QJsonValue()},
                                                      {u"code"_s, code.value_or(wording.code)}}}});
    }
};

} // namespace

const WireFormat &openAiWire()
{
    static const OpenAiWire wire;
    return wire;
}

} // namespace assay::simulator
