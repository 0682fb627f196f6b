// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/callcontent.h"

#include "base/json.h"

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

std::vector<providers::TokenLogprob> logprobsFromJson(const QJsonArray &array)
{
    std::vector<providers::TokenLogprob> logprobs;
    for (const QJsonValue &value : array) {
        providers::TokenLogprob token{value[u"token"].toString(), value[u"logprob"].toDouble()};
        for (const QJsonValue &other : value[u"top"].toArray())
            token.alternatives.emplace_back(other[u"token"].toString(), other[u"logprob"].toDouble());
        logprobs.push_back(std::move(token));
    }
    return logprobs;
}

} // namespace

QJsonArray toJson(const std::vector<providers::TokenLogprob> &logprobs)
{
    QJsonArray array;
    for (const providers::TokenLogprob &token : logprobs) {
        QJsonArray top;
        for (const auto &[text, logprob] : token.alternatives)
            top.append(QJsonObject{{u"token"_s, text}, {u"logprob"_s, logprob}});
        array.append(QJsonObject{{u"token"_s, token.token}, {u"logprob"_s, token.logprob}, {u"top"_s, top}});
    }
    return array;
}

QByteArray encodeRequestContent(const RequestContent &content)
{
    QJsonArray messages;
    for (const providers::Message &message : content.messages)
        messages.append(providers::toJson(message));
    QJsonObject object{{u"messages"_s, messages}, {u"parameters"_s, providers::toJson(content.parameters)}};
    if (!content.tools.empty()) {
        QJsonArray tools;
        for (const providers::Tool &tool : content.tools)
            tools.append(providers::toJson(tool));
        object.insert(u"tools"_s, tools);
    }
    return toCompactJson(object);
}

QByteArray encodeResponseContent(const providers::Completion &completion)
{
    QJsonObject object{{u"text"_s, completion.text}};
    if (!completion.reasoning.isEmpty())
        object.insert(u"reasoning"_s, completion.reasoning);
    if (!completion.refusal.isEmpty())
        object.insert(u"refusal"_s, completion.refusal);
    if (!completion.modelAnswered.isEmpty())
        object.insert(u"model"_s, completion.modelAnswered);
    if (!completion.toolCalls.empty()) {
        QJsonArray calls;
        for (const providers::ToolCall &call : completion.toolCalls)
            calls.append(
                QJsonObject{{u"id"_s, call.id}, {u"name"_s, call.name}, {u"arguments"_s, call.arguments}});
        object.insert(u"tool_calls"_s, calls);
    }
    if (!completion.logprobs.empty())
        object.insert(u"logprobs"_s, toJson(completion.logprobs));
    return toCompactJson(object);
}

Result<RequestContent> decodeRequestContent(const QByteArray &json)
{
    return parseJsonObject(json, u"logged request"_s).map([](const QJsonObject &object) {
        RequestContent content;
        for (const QJsonValue &value : object.value(u"messages"_s).toArray()) {
            if (auto message = providers::messageFromJson(value, u"messages"_s))
                content.messages.push_back(std::move(*message));
        }
        content.parameters = providers::parametersFromJson(object.value(u"parameters"_s).toObject());
        for (const QJsonValue &value : object.value(u"tools"_s).toArray()) {
            if (auto tool = providers::toolFromJson(value, u"tools"_s))
                content.tools.push_back(std::move(*tool));
        }
        return content;
    });
}

Result<providers::Completion> decodeResponseContent(const QByteArray &json)
{
    return parseJsonObject(json, u"logged response"_s).map([](const QJsonObject &object) {
        providers::Completion completion;
        completion.text = object.value(u"text"_s).toString();
        completion.reasoning = object.value(u"reasoning"_s).toString();
        completion.refusal = object.value(u"refusal"_s).toString();
        completion.modelAnswered = object.value(u"model"_s).toString();
        for (const QJsonValue &call : object.value(u"tool_calls"_s).toArray()) {
            completion.toolCalls.push_back(
                {call[u"id"].toString(), call[u"name"].toString(), call[u"arguments"].toObject()});
        }
        completion.logprobs = logprobsFromJson(object.value(u"logprobs"_s).toArray());
        return completion;
    });
}

} // namespace assay::orchestration
