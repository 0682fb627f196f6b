// SPDX-License-Identifier: GPL-3.0-or-later
// Google Gemini generateContent.
#include "base/json.h"
#include "simulator/simulator.h"
#include "simulator/wireformat.h"

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

constexpr auto signature = "c2ltdWxhdGVk"_L1; // of a thought; opaque to clients

QJsonObject usageOf(const Answer &answer)
{
    // Thoughts are counted beside the candidates, not within them.
    const qint64 thoughts = answer.reasoningTokens();
    return {{u"promptTokenCount"_s, answer.inputTokens},
            {u"cachedContentTokenCount"_s, answer.cachedTokens},
            {u"candidatesTokenCount"_s, answer.outputTokens() - thoughts},
            {u"thoughtsTokenCount"_s, thoughts},
            {u"totalTokenCount"_s, answer.inputTokens + answer.outputTokens()}};
}

QJsonObject callPart(const Answer &answer)
{
    const QByteArray arguments = answer.text(Token::Kind::ToolArguments).toUtf8();
    const QJsonObject call{{u"id"_s, answer.toolCallId()},
                           {u"name"_s, answer.toolName},
                           {u"args"_s, parseJsonObject(arguments, u"arguments"_s).value_or(QJsonObject())}};
    return {{u"functionCall"_s, call}, {u"thoughtSignature"_s, signature}};
}

QJsonObject response(const Answer &answer, const QJsonArray &parts, bool isLast)
{
    QJsonObject candidate{{u"content"_s, QJsonObject{{u"parts"_s, parts}, {u"role"_s, u"model"_s}}},
                          {u"index"_s, 0}};
    if (isLast)
        candidate.insert(u"finishReason"_s, answer.cutByLength ? u"MAX_TOKENS"_s : u"STOP"_s);
    return {{u"candidates"_s, QJsonArray{candidate}},
            {u"usageMetadata"_s, usageOf(answer)},
            {u"modelVersion"_s, answer.request.model},
            {u"responseId"_s, answer.id}};
}

class GeminiWire final : public WireFormat {
public:
    QByteArray wholeAnswer(const Answer &answer) const override
    {
        QJsonArray parts;
        if (answer.reasoningTokens() > 0)
            parts.append(QJsonObject{{u"text"_s, answer.text(Token::Kind::Reasoning)}, {u"thought"_s, true}});
        if (const QString text = answer.text(Token::Kind::Text); !text.isEmpty())
            parts.append(QJsonObject{{u"text"_s, text}});
        if (answer.callsTool())
            parts.append(callPart(answer));
        return toCompactJson(response(answer, parts, true));
    }

    QByteArray streamStart(const Answer &) const override { return {}; }

    QByteArray streamToken(const Answer &answer, qsizetype index) const override
    {
        const Token &token = answer.tokens[static_cast<std::size_t>(index)];
        if (token.kind == Token::Kind::ToolArguments) // a call comes in one part
            return answer.endsBlock(index) ? dataEvent(response(answer, {callPart(answer)}, false))
                                           : QByteArray();
        QJsonObject part{{u"text"_s, token.text}};
        if (token.kind == Token::Kind::Reasoning)
            part.insert(u"thought"_s, true);
        return dataEvent(response(answer, {part}, false));
    }

    QByteArray streamEnd(const Answer &answer) const override
    {
        return dataEvent(response(answer, {QJsonObject{{u"text"_s, QString()}}}, true));
    }

    QByteArray modelListing() const override
    {
        QJsonArray models;
        for (const SimulatedModel &model : simulatedModels()) {
            models.append(
                QJsonObject{{u"name"_s, QString(u"models/"_s + model.name)},
                            {u"displayName"_s, model.description},
                            {u"inputTokenLimit"_s, 128'000},
                            {u"supportedGenerationMethods"_s,
                             QJsonArray{u"generateContent"_s, u"countTokens"_s, u"embedContent"_s}}});
        }
        return toCompactJson(QJsonObject{{u"models"_s, models}});
    }

    QByteArray errorBody(int status, const QString &message, std::optional<QJsonValue>) const override
    {
        const QString word = status == 401 ? u"UNAUTHENTICATED"_s
            : status == 404                ? u"NOT_FOUND"_s
            : status == 429                ? u"RESOURCE_EXHAUSTED"_s
            : status == 500                ? u"INTERNAL"_s
            : status == 503                ? u"UNAVAILABLE"_s
                                           : u"INVALID_ARGUMENT"_s;
        return toCompactJson(QJsonObject{
            {u"error"_s, QJsonObject{{u"code"_s, status}, {u"message"_s, message}, {u"status"_s, word}}}});
    }

    QByteArray embeddings(const EmbeddingRequest &request,
                          const std::vector<std::vector<float>> &vectors) const override
    {
        QJsonArray all;
        for (const std::vector<float> &vector : vectors) {
            QJsonArray values;
            for (const float value : vector)
                values.append(static_cast<double>(value));
            all.append(QJsonObject{{u"values"_s, values}});
        }
        return toCompactJson(request.isBatch ? QJsonObject{{u"embeddings"_s, all}}
                                             : QJsonObject{{u"embedding"_s, all.first()}});
    }

    QByteArray inputTokens(qint64 count) const override
    {
        return toCompactJson(QJsonObject{{u"totalTokens"_s, count}});
    }
};

} // namespace

const WireFormat &geminiWire()
{
    static const GeminiWire wire;
    return wire;
}

} // namespace assay::simulator
