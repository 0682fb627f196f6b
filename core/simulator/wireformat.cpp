// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/wireformat.h"

#include "base/json.h"
#include "simulator/simulator.h"

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

constexpr qint64 createdAt = 1'793'404'800; // fixed: the same request gives the same bytes
constexpr int charsPerToken = 4;

QByteArray dataEvent(const QJsonObject &object)
{
    return "data: " + toCompactJson(object) + "\n\n";
}

QByteArray namedEvent(const QJsonObject &object)
{
    return "event: " + object.value(u"type"_s).toString().toUtf8() + "\ndata: " + toCompactJson(object)
        + "\n\n";
}

QString finishReason(const Answer &answer)
{
    if (answer.request.dialect == Dialect::OpenAi)
        return answer.cutByLength ? u"length"_s : u"stop"_s;
    if (answer.cutByLength)
        return u"max_tokens"_s;
    return answer.stoppedAt.isEmpty() ? u"end_turn"_s : u"stop_sequence"_s;
}

/// Only Anthropic says which sequence it was.
QJsonValue stopSequence(const Answer &answer)
{
    return answer.stoppedAt.isEmpty() || answer.cutByLength ? QJsonValue() : QJsonValue(answer.stoppedAt);
}

QJsonObject openAiUsage(const Answer &answer)
{
    const auto output = static_cast<qint64>(answer.tokens.size());
    return {{u"prompt_tokens"_s, answer.inputTokens},
            {u"completion_tokens"_s, output},
            {u"total_tokens"_s, answer.inputTokens + output},
            {u"prompt_tokens_details"_s, QJsonObject{{u"cached_tokens"_s, answer.cachedTokens}}},
            {u"completion_tokens_details"_s, QJsonObject{{u"reasoning_tokens"_s, 0}}}};
}

/// Anthropic counts cache reads beside the input, not within it.
QJsonObject anthropicUsage(const Answer &answer, qint64 output)
{
    return {{u"input_tokens"_s, answer.inputTokens - answer.cachedTokens},
            {u"cache_creation_input_tokens"_s, 0},
            {u"cache_read_input_tokens"_s, answer.cachedTokens},
            {u"output_tokens"_s, output}};
}

QJsonObject openAiChunk(const Answer &answer, const QJsonArray &choices)
{
    return {{u"id"_s, answer.id},
            {u"object"_s, u"chat.completion.chunk"_s},
            {u"created"_s, createdAt},
            {u"model"_s, answer.request.model},
            {u"choices"_s, choices}};
}

QJsonArray choice(const QJsonObject &delta, const QJsonValue &reason)
{
    return {QJsonObject{{u"index"_s, 0}, {u"delta"_s, delta}, {u"finish_reason"_s, reason}}};
}

struct Ending {
    QJsonValue reason;
    QJsonValue sequence;
};

QJsonObject anthropicMessage(const Answer &answer, const QJsonArray &content, const Ending &ending,
                             qint64 output)
{
    return {{u"id"_s, answer.id},
            {u"type"_s, u"message"_s},
            {u"role"_s, u"assistant"_s},
            {u"model"_s, answer.request.model},
            {u"content"_s, content},
            {u"stop_reason"_s, ending.reason},
            {u"stop_sequence"_s, ending.sequence},
            {u"usage"_s, anthropicUsage(answer, output)}};
}

} // namespace

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

QByteArray wholeAnswer(const Answer &answer)
{
    const QString text = answer.tokens.join(QString());
    if (answer.request.dialect == Dialect::Anthropic) {
        const QJsonArray content{QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, text}}};
        return toCompactJson(anthropicMessage(answer, content, {finishReason(answer), stopSequence(answer)},
                                              static_cast<qint64>(answer.tokens.size())));
    }
    const QJsonObject message{
        {u"role"_s, u"assistant"_s}, {u"content"_s, text}, {u"refusal"_s, QJsonValue()}};
    return toCompactJson(QJsonObject{
        {u"id"_s, answer.id},
        {u"object"_s, u"chat.completion"_s},
        {u"created"_s, createdAt},
        {u"model"_s, answer.request.model},
        {u"choices"_s,
         QJsonArray{QJsonObject{
             {u"index"_s, 0}, {u"message"_s, message}, {u"finish_reason"_s, finishReason(answer)}}}},
        {u"usage"_s, openAiUsage(answer)}});
}

QByteArray streamStart(const Answer &answer)
{
    if (answer.request.dialect == Dialect::OpenAi)
        return dataEvent(openAiChunk(
            answer, choice({{u"role"_s, u"assistant"_s}, {u"content"_s, QString()}}, QJsonValue())));
    const QJsonObject block{{u"type"_s, u"text"_s}, {u"text"_s, QString()}};
    return namedEvent({{u"type"_s, u"message_start"_s}, {u"message"_s, anthropicMessage(answer, {}, {}, 1)}})
        + namedEvent({{u"type"_s, u"content_block_start"_s}, {u"index"_s, 0}, {u"content_block"_s, block}})
        + namedEvent({{u"type"_s, u"ping"_s}});
}

QByteArray streamToken(const Answer &answer, qsizetype index)
{
    const QString &text = answer.tokens.at(index);
    if (answer.request.dialect == Dialect::OpenAi)
        return dataEvent(openAiChunk(answer, choice({{u"content"_s, text}}, QJsonValue())));
    return namedEvent({{u"type"_s, u"content_block_delta"_s},
                       {u"index"_s, 0},
                       {u"delta"_s, QJsonObject{{u"type"_s, u"text_delta"_s}, {u"text"_s, text}}}});
}

QByteArray streamEnd(const Answer &answer)
{
    if (answer.request.dialect == Dialect::OpenAi) {
        QByteArray end = dataEvent(openAiChunk(answer, choice({}, finishReason(answer))));
        if (answer.request.includeUsage) {
            QJsonObject usage = openAiChunk(answer, {});
            usage.insert(u"usage"_s, openAiUsage(answer));
            end += dataEvent(usage);
        }
        return end + "data: [DONE]\n\n";
    }
    const QJsonObject delta{{u"stop_reason"_s, finishReason(answer)},
                            {u"stop_sequence"_s, stopSequence(answer)}};
    return namedEvent({{u"type"_s, u"content_block_stop"_s}, {u"index"_s, 0}})
        + namedEvent({{u"type"_s, u"message_delta"_s},
                      {u"delta"_s, delta},
                      {u"usage"_s, anthropicUsage(answer, static_cast<qint64>(answer.tokens.size()))}})
        + namedEvent({{u"type"_s, u"message_stop"_s}});
}

QByteArray modelListing(Dialect dialect)
{
    QJsonArray data;
    for (const SimulatedModel &model : simulatedModels()) {
        if (dialect == Dialect::Anthropic) {
            data.append(QJsonObject{{u"type"_s, u"model"_s},
                                    {u"id"_s, model.name},
                                    {u"display_name"_s, model.description},
                                    {u"created_at"_s, u"2026-10-31T00:00:00Z"_s}});
        } else {
            data.append(QJsonObject{{u"id"_s, model.name},
                                    {u"object"_s, u"model"_s},
                                    {u"created"_s, createdAt},
                                    {u"owned_by"_s, u"simulated"_s}});
        }
    }
    QJsonObject listing{{u"data"_s, data}};
    if (dialect == Dialect::Anthropic) {
        listing.insert(u"has_more"_s, false);
        listing.insert(u"first_id"_s, simulatedModels().first().name);
        listing.insert(u"last_id"_s, simulatedModels().last().name);
    } else {
        listing.insert(u"object"_s, u"list"_s);
    }
    return toCompactJson(listing);
}

QByteArray errorBody(Dialect dialect, int status, const QString &message, std::optional<QJsonValue> code)
{
    struct Wording {
        int status;
        QString anthropicType;
        QString openAiType;
        QJsonValue openAiCode;
    };
    static const QList<Wording> wordings{
        {400, u"invalid_request_error"_s, u"invalid_request_error"_s, QJsonValue()},
        {401, u"authentication_error"_s, u"invalid_request_error"_s, u"invalid_api_key"_s},
        {404, u"not_found_error"_s, u"invalid_request_error"_s, u"model_not_found"_s},
        {413, u"request_too_large"_s, u"invalid_request_error"_s, QJsonValue()},
        {429, u"rate_limit_error"_s, u"requests"_s, u"rate_limit_exceeded"_s},
        {500, u"api_error"_s, u"server_error"_s, QJsonValue()},
        {503, u"overloaded_error"_s, u"service_unavailable_error"_s, u"server_is_overloaded"_s},
    };
    Wording wording = wordings.first();
    for (const Wording &candidate : wordings) {
        if (candidate.status == status)
            wording = candidate;
    }
    if (dialect == Dialect::Anthropic) {
        return toCompactJson(QJsonObject{
            {u"type"_s, u"error"_s},
            {u"error"_s, QJsonObject{{u"type"_s, wording.anthropicType}, {u"message"_s, message}}},
            {u"request_id"_s, u"req_sim"_s}});
    }
    return toCompactJson(QJsonObject{{u"error"_s,
                                      QJsonObject{{u"message"_s, message},
                                                  {u"type"_s, wording.openAiType},
                                                  {u"param"_s, QJsonValue()},
                                                  {u"code"_s, code.value_or(wording.openAiCode)}}}});
}

} // namespace assay::simulator
