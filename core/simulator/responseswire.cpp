// SPDX-License-Identifier: GPL-3.0-or-later
// OpenAI Responses.
#include "base/json.h"
#include "simulator/wireformat.h"

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

QString itemId(const Answer &answer, Token::Kind kind)
{
    switch (kind) {
    case Token::Kind::Reasoning:
        return u"rs_"_s + answer.id;
    case Token::Kind::ToolArguments:
        return u"fc_"_s + answer.id;
    case Token::Kind::Text:
        break;
    }
    return u"msg_"_s + answer.id;
}

/// An output item with what it holds by then; nothing while it is in progress.
QJsonObject item(const Answer &answer, Token::Kind kind, bool isDone)
{
    const QString text = isDone ? answer.text(kind) : QString();
    switch (kind) {
    case Token::Kind::Reasoning: {
        QJsonArray summary;
        if (isDone)
            summary.append(QJsonObject{{u"type"_s, u"summary_text"_s}, {u"text"_s, text}});
        return {{u"type"_s, u"reasoning"_s}, {u"id"_s, itemId(answer, kind)}, {u"summary"_s, summary}};
    }
    case Token::Kind::ToolArguments:
        return {{u"type"_s, u"function_call"_s},
                {u"id"_s, itemId(answer, kind)},
                {u"call_id"_s, answer.toolCallId()},
                {u"name"_s, answer.toolName},
                {u"arguments"_s, text},
                {u"status"_s, isDone ? u"completed"_s : u"in_progress"_s}};
    case Token::Kind::Text:
        break;
    }
    QJsonArray content;
    if (isDone)
        content.append(QJsonObject{{u"type"_s, u"output_text"_s},
                                   {u"text"_s, text},
                                   {u"annotations"_s, QJsonArray()},
                                   {u"logprobs"_s, QJsonArray()}});
    return {{u"type"_s, u"message"_s},
            {u"id"_s, itemId(answer, kind)},
            {u"role"_s, u"assistant"_s},
            {u"status"_s, isDone ? u"completed"_s : u"in_progress"_s},
            {u"content"_s, content}};
}

QJsonObject response(const Answer &answer, bool isDone)
{
    QJsonArray output;
    QJsonValue usage;
    if (isDone) {
        for (qsizetype i = 0; i < static_cast<qsizetype>(answer.tokens.size()); ++i) {
            if (answer.startsBlock(i))
                output.append(item(answer, answer.tokens[static_cast<std::size_t>(i)].kind, true));
        }
        usage = QJsonObject{
            {u"input_tokens"_s, answer.inputTokens},
            {u"input_tokens_details"_s, QJsonObject{{u"cached_tokens"_s, answer.cachedTokens}}},
            {u"output_tokens"_s, answer.outputTokens()},
            {u"output_tokens_details"_s, QJsonObject{{u"reasoning_tokens"_s, answer.reasoningTokens()}}},
            {u"total_tokens"_s, answer.inputTokens + answer.outputTokens()}};
    }
    const bool isCut = isDone && answer.cutByLength;
    return {{u"id"_s, QString(u"resp_"_s + answer.id)},
            {u"object"_s, u"response"_s},
            {u"created_at"_s, createdAt},
            {u"status"_s,
             isCut        ? u"incomplete"_s
                 : isDone ? u"completed"_s
                          : u"in_progress"_s},
            {u"error"_s, QJsonValue()},
            {u"incomplete_details"_s,
             isCut ? QJsonValue(QJsonObject{{u"reason"_s, u"max_output_tokens"_s}}) : QJsonValue()},
            {u"model"_s, answer.request.model},
            {u"output"_s, output},
            {u"usage"_s, usage}};
}

/// An event about the item that the token `index` belongs to.
QByteArray itemEvent(const Answer &answer, qsizetype index, const QString &type, QJsonObject members)
{
    members.insert(u"type"_s, type);
    members.insert(u"sequence_number"_s, index + 2); // two events came before the first token
    members.insert(u"output_index"_s, answer.blockOf(index));
    return namedEvent(members);
}

class ResponsesWire final : public WireFormat {
public:
    QByteArray wholeAnswer(const Answer &answer) const override
    {
        return toCompactJson(response(answer, true));
    }

    QByteArray streamStart(const Answer &answer) const override
    {
        const QJsonObject begun = response(answer, false);
        return namedEvent(
                   {{u"type"_s, u"response.created"_s}, {u"sequence_number"_s, 0}, {u"response"_s, begun}})
            + namedEvent({{u"type"_s, u"response.in_progress"_s},
                          {u"sequence_number"_s, 1},
                          {u"response"_s, begun}});
    }

    QByteArray streamToken(const Answer &answer, qsizetype index) const override
    {
        const Token &token = answer.tokens[static_cast<std::size_t>(index)];
        QByteArray events;
        if (answer.startsBlock(index)) {
            events += itemEvent(answer, index, u"response.output_item.added"_s,
                                {{u"item"_s, item(answer, token.kind, false)}});
        }
        QJsonObject delta{{u"item_id"_s, itemId(answer, token.kind)}, {u"delta"_s, token.text}};
        QString type = u"response.function_call_arguments.delta"_s;
        if (token.kind == Token::Kind::Reasoning) {
            type = u"response.reasoning_summary_text.delta"_s;
            delta.insert(u"summary_index"_s, 0);
        } else if (token.kind == Token::Kind::Text) {
            type = u"response.output_text.delta"_s;
            delta.insert(u"content_index"_s, 0);
            delta.insert(u"logprobs"_s, QJsonArray());
        }
        events += itemEvent(answer, index, type, delta);
        if (answer.endsBlock(index)) {
            events += itemEvent(answer, index, u"response.output_item.done"_s,
                                {{u"item"_s, item(answer, token.kind, true)}});
        }
        return events;
    }

    QByteArray streamEnd(const Answer &answer) const override
    {
        return namedEvent(
            {{u"type"_s, answer.cutByLength ? u"response.incomplete"_s : u"response.completed"_s},
             {u"sequence_number"_s, answer.outputTokens() + 2},
             {u"response"_s, response(answer, true)}});
    }

    QByteArray modelListing() const override { return openAiWire().modelListing(); }
    QByteArray errorBody(int status, const QString &message, std::optional<QJsonValue> code) const override
    {
        return openAiWire().errorBody(status, message, std::move(code));
    }
};

} // namespace

const WireFormat &responsesWire()
{
    static const ResponsesWire wire;
    return wire;
}

} // namespace assay::simulator
