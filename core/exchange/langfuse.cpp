// SPDX-License-Identifier: GPL-3.0-or-later
// Langfuse's prompts (GET /api/public/v2/prompts/{name}) and LangChain's serialised templates.
#include "base/json.h"
#include "exchange/exchangetr.h"
#include "exchange/formats.h"
#include "prompts/template.h"

#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

/// @@@langfusePrompt:name=x|label=y@@@ as {{> x@y}}.
QString withPartials(QString text)
{
    static const QRegularExpression reference(
        u"@@@langfusePrompt:name=([^|@]+)(?:\\|(?:label|version)=([^|@]+))?@@@"_s);
    qsizetype from = 0;
    while (true) {
        const auto match = reference.match(text, from);
        if (!match.hasMatch())
            return text;
        const QString at = match.captured(2).isEmpty() ? QString() : u"@"_s + match.captured(2);
        const QString tag = u"{{> "_s + match.captured(1) + at + u"}}"_s;
        text.replace(match.capturedStart(), match.capturedLength(), tag);
        from = match.capturedStart() + tag.size();
    }
}

QString withReferences(QString text)
{
    const auto spans = prompts::partialSpans(text);
    for (auto it = spans.rbegin(); it != spans.rend(); ++it) {
        bool isVersion = false;
        it->reference.toInt(&isVersion);
        const QString at = it->reference.isEmpty()
            ? u"|label=latest"_s
            : (isVersion ? u"|version="_s : u"|label="_s) + it->reference;
        text.replace(it->start, it->length, u"@@@langfusePrompt:name=%1%2@@@"_s.arg(it->prompt, at));
    }
    return text;
}

Result<> addChat(const QJsonArray &messages, prompts::PromptFile &file, QList<Loss> &losses)
{
    int index = 0;
    for (const QJsonValue &value : messages) {
        const QJsonObject given = value.toObject();
        const QString where = u"prompt[%1]"_s.arg(index++);
        if (given["type"_L1].toString() == "placeholder"_L1) {
            losses.append({file.name,
                           Tr::tr("the placeholder \u201C%1\u201D").arg(given["name"_L1].toString()),
                           Tr::tr("prompts here hold their messages themselves")});
            continue;
        }
        auto message = providers::messageFromJson(
            QJsonObject{{u"role"_s, given["role"_L1]}, {u"content"_s, given["content"_L1]}}, where);
        if (!message)
            return tl::unexpected(message.error());
        file.content.messages.push_back(std::move(*message));
    }
    return {};
}

// LangChain.

QString classOf(const QJsonObject &object)
{
    return object["id"_L1].toArray().last().toString();
}

providers::Role roleOf(const QString &className, const QJsonObject &arguments)
{
    if (className.startsWith("System"_L1))
        return providers::Role::System;
    if (className.startsWith("AI"_L1))
        return providers::Role::Assistant;
    if (className.startsWith("Chat"_L1))
        return providers::roleFromName(arguments["role"_L1].toString()).value_or(providers::Role::User);
    return providers::Role::User;
}

/// One text with the language that it says it is written in.
void addTemplate(providers::Role role, const QJsonObject &arguments, prompts::PromptFile &file,
                 QList<Loss> &losses)
{
    const QString format = arguments["template_format"_L1].toString(u"f-string"_s);
    const QString text = arguments["template"_L1].toString();
    prompts::PromptFile one;
    one.name = file.name;
    one.content.variables = file.content.variables;
    one.content.messages.push_back({role, text});
    if (format != "mustache"_L1)
        convertMessages(one, format == "jinja2"_L1 ? Language::Jinja : Language::FString, losses);
    file.content.variables = one.content.variables;
    file.content.messages.push_back(std::move(one.content.messages.front()));
}

void addMessage(const QJsonObject &message, prompts::PromptFile &file, QList<Loss> &losses)
{
    const QString className = classOf(message);
    const QJsonObject arguments = message["kwargs"_L1].toObject();
    if (arguments["prompt"_L1].isObject()) {
        addTemplate(roleOf(className, arguments), arguments["prompt"_L1]["kwargs"_L1].toObject(), file,
                    losses);
    } else if (arguments["content"_L1].isString()) {
        prompts::PromptFile fixed; // a text that is no template: its braces are text
        fixed.content.messages.push_back({roleOf(className, arguments), arguments["content"_L1].toString()});
        fixed.content.messages.front().text.replace(u"{{"_s, u"{ {"_s);
        file.content.messages.push_back(std::move(fixed.content.messages.front()));
    } else {
        losses.append({file.name, className, Tr::tr("messages that come from elsewhere have no place here")});
    }
}

} // namespace

Result<Imported> readLangfuse(const QByteArray &bytes)
{
    const auto object = parseJsonObject(bytes, Tr::tr("Langfuse prompt"));
    if (!object)
        return tl::unexpected(object.error());
    prompts::PromptFile file;
    QList<Loss> losses;
    file.name = object->value("name"_L1).toString();
    const QJsonArray tags = object->value("tags"_L1).toArray();
    for (const QJsonValue &tag : tags)
        file.tags << tag.toString();
    const QJsonValue prompt = object->value("prompt"_L1);
    if (prompt.isString())
        file.content.messages.push_back({providers::Role::User, prompt.toString()});
    else if (const auto added = addChat(prompt.toArray(), file, losses); !added)
        return tl::unexpected(added.error());
    const QJsonObject config = object->value("config"_L1).toObject();
    file.content.model = modelName(config["model"_L1].toString(), u"openai"_s);
    // As OpenAI's SDK takes them, which is how Langfuse's own documentation shows them.
    QStringList elsewhere{u"model"_s, u"tools"_s};
    if (const QJsonValue format = config["response_format"_L1]; format.isObject()) {
        takeResponseFormat(format.toObject(), file.content.parameters);
        elsewhere << u"response_format"_s;
    }
    if (const auto added = takeTools(config["tools"_L1].toArray(), file, losses); !added)
        return tl::unexpected(added.error());
    takeParameters(config, elsewhere, file, losses);
    if (const QJsonArray labels = object->value("labels"_L1).toArray(); !labels.isEmpty())
        losses.append({file.name, Tr::tr("the labels"), Tr::tr("set them once the version is committed")});
    for (providers::Message &message : file.content.messages)
        message.text = withPartials(message.text);
    return Imported{Format::Langfuse, {std::move(file)}, {}, std::move(losses)};
}

Exported writeLangfuse(const prompts::PromptFile &file)
{
    Exported exported;
    prompts::PromptFile copy = file;
    for (providers::Message &message : copy.content.messages)
        message.text = withReferences(message.text);
    const std::vector<QString> texts = messageTexts(copy, Language::Braces, exported.losses);
    QJsonArray messages;
    for (size_t i = 0; i < texts.size(); ++i)
        messages.append(QJsonObject{{u"role"_s, providers::roleName(file.content.messages[i].role)},
                                    {u"content"_s, texts[i]}});
    QJsonObject config = providers::toJson(file.content.parameters);
    if (!file.content.model.isEmpty())
        config.insert("model"_L1, file.content.model);
    if (file.content.parameters.responseFormat == providers::ResponseFormat::JsonSchema) {
        config.remove("response_schema"_L1);
        config.insert("response_format"_L1,
                      QJsonObject{{u"type"_s, u"json_schema"_s},
                                  {u"json_schema"_s,
                                   QJsonObject{{u"name"_s, u"answer"_s},
                                               {u"schema"_s, file.content.parameters.responseSchema}}}});
    }
    QJsonArray tools;
    for (const providers::Tool &tool : file.content.tools)
        tools.append(QJsonObject{{u"type"_s, u"function"_s}, {u"function"_s, providers::toJson(tool)}});
    if (!tools.isEmpty())
        config.insert("tools"_L1, tools);
    const QJsonObject object{{u"name"_s, file.name},
                             {u"type"_s, u"chat"_s},
                             {u"prompt"_s, messages},
                             {u"config"_s, config},
                             {u"tags"_s, QJsonArray::fromStringList(file.tags)},
                             {u"labels"_s, QJsonArray()}};
    exported.bytes = QJsonDocument(object).toJson();
    loseParts(file,
              {u"output"_s, u"notes"_s, u"variables"_s, u"test values"_s, u"folder"_s, u"images"_s,
               u"tool calls"_s},
              exported.losses);
    return exported;
}

Result<Imported> readLangSmith(const QByteArray &bytes)
{
    const auto whole = parseJsonObject(bytes, Tr::tr("LangChain prompt"));
    if (!whole)
        return tl::unexpected(whole.error());
    // A commit of the hub wraps what was serialised.
    QJsonObject object = whole->contains("manifest"_L1) ? whole->value("manifest"_L1).toObject() : *whole;
    prompts::PromptFile file;
    QList<Loss> losses;
    file.name = whole->value("repo"_L1).toString(object["name"_L1].toString());
    if (classOf(object) == "RunnableSequence"_L1) { // a prompt with its model
        losses.append({file.name, Tr::tr("the model bound to the prompt"), Tr::tr("choose it here")});
        object = object["kwargs"_L1]["first"_L1].toObject();
    }
    const QJsonObject arguments = object["kwargs"_L1].toObject();
    if (classOf(object) == "PromptTemplate"_L1) {
        addTemplate(providers::Role::User, arguments, file, losses);
    } else {
        const QJsonArray messages = arguments["messages"_L1].toArray();
        for (const QJsonValue &message : messages)
            addMessage(message.toObject(), file, losses);
    }
    if (file.content.messages.empty())
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("The LangChain prompt has no messages at \u201Ckwargs.messages\u201D."));
    const QJsonObject fixed = arguments["partial_variables"_L1].toObject();
    for (auto it = fixed.begin(); it != fixed.end(); ++it) {
        if (it.value().isString())
            file.content.testValues.insert(it.key(), it.value().toString());
    }
    return Imported{Format::LangSmith, {std::move(file)}, {}, std::move(losses)};
}

Exported writeLangSmith(const prompts::PromptFile &file)
{
    Exported exported;
    QJsonArray messages;
    const auto serialised = [](QJsonArray id, const QString &name, const QJsonObject &arguments) {
        id.append(name);
        return QJsonObject{
            {u"lc"_s, 1}, {u"type"_s, u"constructor"_s}, {u"id"_s, id}, {u"kwargs"_s, arguments}};
    };
    for (const providers::Message &message : file.content.messages) {
        const QString name = message.role == providers::Role::System ? u"SystemMessagePromptTemplate"_s
            : message.role == providers::Role::Assistant             ? u"AIMessagePromptTemplate"_s
                                                                     : u"HumanMessagePromptTemplate"_s;
        prompts::PromptContent alone;
        alone.messages = {message};
        const QJsonObject text =
            serialised(QJsonArray{u"langchain"_s, u"prompts"_s, u"prompt"_s}, u"PromptTemplate"_s,
                       {{u"template"_s, message.text},
                        {u"template_format"_s, u"mustache"_s},
                        {u"input_variables"_s, QJsonArray::fromStringList(prompts::variableNames(alone))}});
        messages.append(
            serialised(QJsonArray{u"langchain"_s, u"prompts"_s, u"chat"_s}, name, {{u"prompt"_s, text}}));
        if (!prompts::partialSpans(message.text).isEmpty())
            exported.losses.append(
                {file.name, Tr::tr("the partials"), Tr::tr("LangChain has none of that name")});
    }
    const QJsonObject whole = serialised(
        QJsonArray{u"langchain"_s, u"prompts"_s, u"chat"_s}, u"ChatPromptTemplate"_s,
        {{u"messages"_s, messages},
         {u"input_variables"_s, QJsonArray::fromStringList(prompts::variableNames(file.content))}});
    exported.bytes = QJsonDocument(whole).toJson();
    loseParts(file,
              {u"tools"_s, u"output"_s, u"notes"_s, u"variables"_s, u"test values"_s, u"tags"_s, u"folder"_s,
               u"images"_s, u"model"_s, u"parameters"_s, u"tool calls"_s},
              exported.losses);
    return exported;
}

} // namespace assay::exchange
