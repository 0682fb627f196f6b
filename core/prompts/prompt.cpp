// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/prompt.h"

#include "base/json.h"
#include "prompts/prompttr.h"

#include <sodium/crypto_generichash.h>

#include <QJsonArray>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;

Result<std::vector<providers::Message>> messagesFromJson(const QJsonValue &value)
{
    if (!value.isArray())
        return fail(ErrorCode::InvalidInput, Tr::tr("“messages” must be a list of messages."));
    std::vector<providers::Message> messages;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &each : array) {
        auto message = providers::messageFromJson(each, u"messages[%1]"_s.arg(messages.size()));
        if (!message)
            return tl::unexpected(message.error());
        messages.push_back(std::move(*message));
    }
    return messages;
}

Result<std::vector<providers::Tool>> toolsFromJson(const QJsonValue &value)
{
    if (!value.isUndefined() && !value.isArray())
        return fail(ErrorCode::InvalidInput, Tr::tr("“tools” must be a list of tools."));
    std::vector<providers::Tool> tools;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &each : array) {
        auto tool = providers::toolFromJson(each, u"tools[%1]"_s.arg(tools.size()));
        if (!tool)
            return tl::unexpected(tool.error());
        tools.push_back(std::move(*tool));
    }
    return tools;
}

Result<QList<Variable>> variablesFromJson(const QJsonValue &value)
{
    if (!value.isUndefined() && !value.isArray())
        return fail(ErrorCode::InvalidInput, Tr::tr("“variables” must be a list of variables."));
    QList<Variable> variables;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &each : array) {
        auto variable = variableFromJson(each, u"variables[%1]"_s.arg(variables.size()));
        if (!variable)
            return tl::unexpected(variable.error());
        if (variableOf(variables, variable->name)) {
            return fail(ErrorCode::InvalidInput, Tr::tr("“variables” names “%1” twice.").arg(variable->name));
        }
        variables.append(std::move(*variable));
    }
    return variables;
}

Result<QMap<QString, QString>> textsFromJson(const QJsonObject &object, const QString &member)
{
    QMap<QString, QString> texts;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!it->isString())
            return fail(ErrorCode::InvalidInput, Tr::tr("“%1.%2” must be a text.").arg(member, it.key()));
        texts.insert(it.key(), it->toString());
    }
    return texts;
}

} // namespace

QJsonObject toJson(const PromptContent &content)
{
    QJsonArray messages;
    for (const providers::Message &message : content.messages)
        messages.append(providers::toJson(message));
    QJsonObject values;
    for (auto it = content.testValues.begin(); it != content.testValues.end(); ++it)
        values.insert(it.key(), it.value());
    QJsonObject object{{u"messages"_s, messages},
                       {u"parameters"_s, providers::toJson(content.parameters)},
                       {u"model"_s, content.model},
                       {u"test_values"_s, values}};
    // Left out when empty, so that versions from before there were any keep their hash.
    if (!content.tools.empty()) {
        QJsonArray tools;
        for (const providers::Tool &tool : content.tools)
            tools.append(providers::toJson(tool));
        object.insert("tools"_L1, tools);
    }
    if (!content.outputContract.isEmpty())
        object.insert("output"_L1, content.outputContract);
    if (!content.variables.isEmpty()) {
        QJsonArray variables;
        for (const Variable &variable : content.variables)
            variables.append(toJson(variable));
        object.insert("variables"_L1, variables);
    }
    if (!content.notes.isEmpty())
        object.insert("notes"_L1, content.notes);
    return object;
}

Result<PromptContent> contentFromJson(const QJsonObject &object)
{
    PromptContent content;
    auto messages = messagesFromJson(object["messages"_L1]);
    if (!messages)
        return tl::unexpected(messages.error());
    content.messages = std::move(*messages);

    for (const QLatin1String member : {"parameters"_L1, "test_values"_L1, "output"_L1}) {
        if (object.contains(member) && !object[member].isObject())
            return fail(ErrorCode::InvalidInput, Tr::tr("“%1” must be an object.").arg(member));
    }
    auto values = textsFromJson(object["test_values"_L1].toObject(), u"test_values"_s);
    if (!values)
        return tl::unexpected(values.error());
    content.testValues = std::move(*values);
    content.parameters = providers::parametersFromJson(object["parameters"_L1].toObject());

    auto tools = toolsFromJson(object["tools"_L1]);
    if (!tools)
        return tl::unexpected(tools.error());
    content.tools = std::move(*tools);
    content.outputContract = object["output"_L1].toObject();

    auto variables = variablesFromJson(object["variables"_L1]);
    if (!variables)
        return tl::unexpected(variables.error());
    content.variables = std::move(*variables);

    const QJsonValue model = object["model"_L1];
    if (!model.isUndefined() && !model.isString())
        return fail(ErrorCode::InvalidInput, Tr::tr("“model” must be a text such as “provider/model”."));
    content.model = model.toString();
    const QJsonValue notes = object["notes"_L1];
    if (!notes.isUndefined() && !notes.isString())
        return fail(ErrorCode::InvalidInput, Tr::tr("“notes” must be a text."));
    content.notes = notes.toString();
    return content;
}

QByteArray canonicalJson(const PromptContent &content)
{
    return toCompactJson(toJson(content)); // QJsonObject keeps its members sorted
}

QByteArray contentHash(const PromptContent &content)
{
    const QByteArray json = canonicalJson(content);
    QByteArray hash(crypto_generichash_BYTES, Qt::Uninitialized);
    crypto_generichash(reinterpret_cast<unsigned char *>(hash.data()), size_t(hash.size()),
                       reinterpret_cast<const unsigned char *>(json.constData()),
                       static_cast<unsigned long long>(json.size()), nullptr, 0);
    return hash;
}

} // namespace assay::prompts
