// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/wireformat.h"

#include "base/json.h"

#include <algorithm>

#include <QtEndian>

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

constexpr int charsPerToken = 4;

QJsonValue embeddingValue(const std::vector<float> &vector, bool asBase64)
{
    if (asBase64) {
        QByteArray bytes(static_cast<qsizetype>(vector.size() * sizeof(float)), Qt::Uninitialized);
        qToLittleEndian<float>(vector.data(), static_cast<qsizetype>(vector.size()), bytes.data());
        return QString::fromLatin1(bytes.toBase64());
    }
    QJsonArray values;
    for (const float value : vector)
        values.append(static_cast<double>(value));
    return values;
}

} // namespace

// The tokens are sorted by kind.
std::size_t Answer::endOf(Token::Kind kind) const
{
    const auto end = std::partition_point(tokens.begin(), tokens.end(),
                                          [kind](const Token &token) { return token.kind <= kind; });
    return static_cast<std::size_t>(end - tokens.begin());
}

qint64 Answer::reasoningTokens() const
{
    return static_cast<qint64>(endOf(Token::Kind::Reasoning));
}

QString Answer::text(Token::Kind kind) const
{
    QString all;
    for (const Token &token : tokens) {
        if (token.kind == kind)
            all += token.text;
    }
    return all;
}

int Answer::blockOf(qsizetype index) const
{
    const Token::Kind kind = tokens[static_cast<std::size_t>(index)].kind;
    const std::size_t reasoningEnd = endOf(Token::Kind::Reasoning);
    const bool afterReasoning = kind > Token::Kind::Reasoning && reasoningEnd > 0;
    const bool afterText = kind > Token::Kind::Text && endOf(Token::Kind::Text) > reasoningEnd;
    return int(afterReasoning) + int(afterText);
}

bool Answer::startsBlock(qsizetype index) const
{
    const auto at = static_cast<std::size_t>(index);
    return at == 0 || tokens[at].kind != tokens[at - 1].kind;
}

bool Answer::endsBlock(qsizetype index) const
{
    const auto next = static_cast<std::size_t>(index) + 1;
    return next >= tokens.size() || tokens[next].kind != tokens[next - 1].kind;
}

qint64 tokenCount(qsizetype chars)
{
    return (chars + charsPerToken - 1) / charsPerToken;
}

QStringList tokensOf(const QString &text)
{
    QStringList tokens;
    qsizetype begin = 0;
    while (begin < text.size()) {
        qsizetype end = begin + 1;
        while (end < text.size() && end - begin < charsPerToken + 1 && !text.at(end).isSpace())
            ++end;
        if (end < text.size() && text.at(end - 1).isHighSurrogate())
            ++end;
        tokens.append(text.mid(begin, end - begin));
        begin = end;
    }
    return tokens;
}

QByteArray dataEvent(const QJsonObject &object)
{
    return "data: " + toCompactJson(object) + "\n\n";
}

QByteArray namedEvent(const QJsonObject &object)
{
    return "event: " + object.value(u"type"_s).toString().toUtf8() + "\ndata: " + toCompactJson(object)
        + "\n\n";
}

// OpenAI's forms, which Responses and the compatible servers share.

QByteArray WireFormat::embeddings(const EmbeddingRequest &request,
                                  const std::vector<std::vector<float>> &vectors) const
{
    QJsonArray data;
    for (const std::vector<float> &vector : vectors) {
        data.append(QJsonObject{{u"object"_s, u"embedding"_s},
                                {u"index"_s, data.size()},
                                {u"embedding"_s, embeddingValue(vector, request.asBase64)}});
    }
    const qint64 tokens = tokenCount(request.texts.join(QString()).size());
    return toCompactJson(
        QJsonObject{{u"object"_s, u"list"_s},
                    {u"data"_s, data},
                    {u"model"_s, request.model},
                    {u"usage"_s, QJsonObject{{u"prompt_tokens"_s, tokens}, {u"total_tokens"_s, tokens}}}});
}

QByteArray WireFormat::inputTokens(qint64 count) const
{
    return toCompactJson(QJsonObject{{u"object"_s, u"response.input_tokens"_s}, {u"input_tokens"_s, count}});
}

const WireFormat &wireFormat(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Responses:
        return responsesWire();
    case Dialect::Anthropic:
        return anthropicWire();
    case Dialect::Gemini:
        return geminiWire();
    case Dialect::Ollama:
        return ollamaWire();
    case Dialect::OpenAi:
        break;
    }
    return openAiWire();
}

} // namespace assay::simulator
