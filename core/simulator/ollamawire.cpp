// SPDX-License-Identifier: GPL-3.0-or-later
// Ollama's own chat API: one JSON object a line.
#include "base/json.h"
#include "simulator/simulator.h"
#include "simulator/wireformat.h"

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

constexpr auto createdText = "2026-10-31T00:00:00Z"_L1;

QJsonObject answerObject(const Answer &answer, const QJsonObject &message, bool isDone)
{
    QJsonObject object{{u"model"_s, answer.request.model},
                       {u"created_at"_s, createdText},
                       {u"message"_s, message},
                       {u"done"_s, isDone}};
    if (isDone) {
        object.insert(u"done_reason"_s, answer.cutByLength ? u"length"_s : u"stop"_s);
        if (answer.inputTokens > 0) // as the real one: no count rather than 0
            object.insert(u"prompt_eval_count"_s, answer.inputTokens);
        if (answer.outputTokens() > 0)
            object.insert(u"eval_count"_s, answer.outputTokens());
    }
    return object;
}

QJsonArray toolCalls(const Answer &answer)
{
    const QByteArray arguments = answer.text(Token::Kind::ToolArguments).toUtf8();
    const QJsonObject function{
        {u"index"_s, 0},
        {u"name"_s, answer.toolName},
        {u"arguments"_s, parseJsonObject(arguments, u"arguments"_s).value_or(QJsonObject())}};
    return {QJsonObject{{u"id"_s, answer.toolCallId()}, {u"function"_s, function}}};
}

QJsonObject messageOf(const QString &text)
{
    return {{u"role"_s, u"assistant"_s}, {u"content"_s, text}};
}

class OllamaWire final : public WireFormat {
public:
    QByteArray streamType() const override { return "application/x-ndjson"; }

    QByteArray wholeAnswer(const Answer &answer) const override
    {
        QJsonObject message = messageOf(answer.text(Token::Kind::Text));
        if (answer.reasoningTokens() > 0)
            message.insert(u"thinking"_s, answer.text(Token::Kind::Reasoning));
        if (answer.callsTool())
            message.insert(u"tool_calls"_s, toolCalls(answer));
        return toCompactJson(answerObject(answer, message, true));
    }

    QByteArray streamStart(const Answer &) const override { return {}; }

    QByteArray streamToken(const Answer &answer, qsizetype index) const override
    {
        const Token &token = answer.tokens[static_cast<std::size_t>(index)];
        QJsonObject message = messageOf(token.kind == Token::Kind::Text ? token.text : QString());
        if (token.kind == Token::Kind::Reasoning)
            message.insert(u"thinking"_s, token.text);
        if (token.kind == Token::Kind::ToolArguments) { // a call comes in one piece
            if (!answer.endsBlock(index))
                return {};
            message.insert(u"tool_calls"_s, toolCalls(answer));
        }
        return toCompactJson(answerObject(answer, message, false)) + '\n';
    }

    QByteArray streamEnd(const Answer &answer) const override
    {
        return toCompactJson(answerObject(answer, messageOf(QString()), true)) + '\n';
    }

    QByteArray modelListing() const override
    {
        QJsonArray models;
        for (const SimulatedModel &model : simulatedModels())
            models.append(QJsonObject{
                {u"name"_s, model.name}, {u"model"_s, model.name}, {u"modified_at"_s, createdText}});
        return toCompactJson(QJsonObject{{u"models"_s, models}});
    }

    QByteArray errorBody(int, const QString &message, std::optional<QJsonValue>) const override
    {
        return toCompactJson(QJsonObject{{u"error"_s, message}});
    }

    QByteArray embeddings(const EmbeddingRequest &request,
                          const std::vector<std::vector<float>> &vectors) const override
    {
        QJsonArray all;
        for (const std::vector<float> &vector : vectors) {
            QJsonArray values;
            for (const float value : vector)
                values.append(static_cast<double>(value));
            all.append(values);
        }
        return toCompactJson(
            QJsonObject{{u"model"_s, request.model},
                        {u"embeddings"_s, all},
                        {u"prompt_eval_count"_s, tokenCount(request.texts.join(QString()).size())}});
    }
};

} // namespace

const WireFormat &ollamaWire()
{
    static const OllamaWire wire;
    return wire;
}

} // namespace assay::simulator
