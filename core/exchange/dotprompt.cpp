// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/exchangetr.h"
#include "exchange/formats.h"
#include "exchange/picoschema.h"
#include "prompts/template.h"

#include <algorithm>

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

/// Cuts the template at {{role "system"}}; {{media url=name}} becomes a picture's variable.
std::vector<providers::Message> messagesOf(const QString &body, prompts::PromptFile &file,
                                           QList<Loss> &losses)
{
    static const QRegularExpression role(u"\\{\\{\\s*role\\s+\"(\\w+)\"\\s*\\}\\}"_s);
    static const QRegularExpression media(
        u"\\{\\{\\s*media\\s+url=([\\w.]+)(?:\\s+contentType=\\S+)?\\s*\\}\\}"_s);
    static const QRegularExpression history(u"\\{\\{\\s*history\\s*\\}\\}\\n?"_s);
    std::vector<providers::Message> messages;
    const auto add = [&](const QString &name, QString text) {
        auto pictures = media.globalMatch(text);
        while (pictures.hasNext()) {
            prompts::Variable picture;
            picture.name = pictures.next().captured(1);
            picture.type = prompts::VariableType::Image;
            if (std::ranges::find(file.content.variables, picture.name, &prompts::Variable::name)
                == file.content.variables.end())
                file.content.variables.append(picture);
        }
        text.replace(media, u"{{\\1}}"_s);
        if (text.contains(history)) {
            text.remove(history);
            losses.append({file.name, Tr::tr("the place of the history"),
                           Tr::tr("prompts here hold their messages themselves")});
        }
        const auto known = providers::roleFromName(name == "model"_L1 ? u"assistant"_s : name);
        if (!known)
            losses.append(
                {file.name, Tr::tr("the role \u201C%1\u201D").arg(name), Tr::tr("taken as the user's")});
        if (!text.trimmed().isEmpty())
            messages.push_back({known.value_or(providers::Role::User), text.trimmed()});
    };
    qsizetype begin = 0;
    QString name = u"user"_s;
    auto matches = role.globalMatch(body);
    while (matches.hasNext()) {
        const auto match = matches.next();
        add(name, body.mid(begin, match.capturedStart() - begin));
        name = match.captured(1);
        begin = match.capturedEnd();
    }
    add(name, body.mid(begin));
    return messages;
}

void takeInput(const QJsonObject &input, prompts::PromptFile &file)
{
    file.content.variables = variablesFromSchema(schemaFromPico(input["schema"_L1]));
    const QJsonObject defaults = input["default"_L1].toObject();
    for (auto it = defaults.begin(); it != defaults.end(); ++it) {
        const auto known = std::ranges::find(file.content.variables, it.key(), &prompts::Variable::name);
        if (known == file.content.variables.end())
            file.content.variables.append({.name = it.key(), .defaultValue = textOf(it.value())});
        else
            known->defaultValue = textOf(it.value());
    }
}

void takeOutput(const QJsonObject &output, prompts::PromptContent &content)
{
    const QJsonObject schema =
        output.contains("schema"_L1) ? schemaFromPico(output["schema"_L1]) : QJsonObject();
    if (output["format"_L1].toString() != "json"_L1 && schema.isEmpty())
        return;
    content.parameters.responseFormat =
        schema.isEmpty() ? providers::ResponseFormat::JsonObject : providers::ResponseFormat::JsonSchema;
    content.parameters.responseSchema = schema;
    content.outputContract = schema.isEmpty()
        ? QJsonObject{{u"format"_s, u"json"_s}}
        : QJsonObject{{u"format"_s, u"json_schema"_s}, {u"schema"_s, schema}};
}

void losePlaces(const QJsonObject &members, prompts::PromptFile &file, QList<Loss> &losses)
{
    static const QStringList known{u"name"_s,   u"model"_s, u"config"_s,   u"input"_s,
                                   u"output"_s, u"tools"_s, u"metadata"_s, u"description"_s};
    const QJsonArray tools = members["tools"_L1].toArray();
    for (const QJsonValue &tool : tools)
        losses.append({file.name, Tr::tr("the tool \u201C%1\u201D").arg(textOf(tool)),
                       Tr::tr("the file only names it: add its definition")});
    for (auto it = members.begin(); it != members.end(); ++it) {
        if (!known.contains(it.key()))
            losses.append({file.name, Tr::tr("the member \u201C%1\u201D").arg(it.key()), {}});
    }
}

QJsonObject frontOf(const prompts::PromptFile &file, QList<Loss> &losses)
{
    const prompts::PromptContent &content = file.content;
    QJsonObject front;
    if (!file.name.isEmpty())
        front.insert("name"_L1, file.name);
    if (!content.notes.isEmpty())
        front.insert("description"_L1, content.notes);
    if (!content.model.isEmpty())
        front.insert("model"_L1, content.model);
    QJsonObject config = providers::toJson(content.parameters);
    config.remove("response_format"_L1);
    config.remove("response_schema"_L1);
    for (const auto &[ours, theirs] :
         {std::pair{"top_p"_L1, "topP"_L1}, std::pair{"max_tokens"_L1, "maxOutputTokens"_L1},
          std::pair{"stop"_L1, "stopSequences"_L1}}) {
        if (config.contains(ours))
            config.insert(theirs, config.take(ours));
    }
    if (!config.isEmpty())
        front.insert("config"_L1, config);
    if (!content.variables.isEmpty()) {
        QJsonObject input{{u"schema"_s, schemaOf(content.variables)}};
        QJsonObject defaults;
        for (const prompts::Variable &variable : content.variables) {
            if (!variable.defaultValue.isEmpty())
                defaults.insert(variable.name, variable.defaultValue);
        }
        if (!defaults.isEmpty())
            input.insert("default"_L1, defaults);
        front.insert("input"_L1, input);
    }
    if (content.parameters.responseFormat
        && *content.parameters.responseFormat != providers::ResponseFormat::Text) {
        QJsonObject output{{u"format"_s, u"json"_s}};
        if (!content.parameters.responseSchema.isEmpty())
            output.insert("schema"_L1, content.parameters.responseSchema);
        front.insert("output"_L1, output);
    }
    prompts::PromptContent readBack;
    takeOutput(front["output"_L1].toObject(), readBack);
    if (readBack.outputContract != content.outputContract)
        loseParts(file, {u"output"_s}, losses);
    loseParts(file, {u"tools"_s, u"test values"_s, u"tags"_s, u"folder"_s, u"tool calls"_s}, losses);
    return front;
}

} // namespace

Result<Imported> readDotPrompt(const QByteArray &bytes)
{
    const auto matter = frontMatterOf(bytes, Tr::tr("front matter"));
    if (!matter)
        return tl::unexpected(matter.error());
    const QString body = *matter ? (*matter)->body : QString::fromUtf8(bytes);
    const auto checked = checkTemplateText(body, Language::Handlebars, Tr::tr("template"),
                                           *matter ? (*matter)->bodyLine : 1);
    if (!checked)
        return tl::unexpected(checked.error());
    const QJsonObject members = *matter ? (*matter)->members : QJsonObject();
    prompts::PromptFile file;
    QList<Loss> losses;
    file.name = members["name"_L1].toString();
    file.content.notes = members["description"_L1].toString();
    QString model = members["model"_L1].toString();
    file.content.model = modelName(model.replace("googleai/"_L1, "gemini/"_L1), u"gemini"_s);
    takeInput(members["input"_L1].toObject(), file);
    takeOutput(members["output"_L1].toObject(), file.content);
    takeParameters(members["config"_L1].toObject(), {}, file, losses);
    losePlaces(members, file, losses);
    file.content.messages = messagesOf(body, file, losses);
    convertMessages(file, Language::Handlebars, losses);
    return Imported{Format::DotPrompt, {std::move(file)}, {}, std::move(losses)};
}

Exported writeDotPrompt(const prompts::PromptFile &file)
{
    Exported exported;
    const std::vector<QString> texts = messageTexts(file, Language::Handlebars, exported.losses);
    QString body;
    for (size_t i = 0; i < texts.size(); ++i) {
        const providers::Role role = file.content.messages[i].role;
        const QString name = role == providers::Role::Assistant ? u"model"_s : providers::roleName(role);
        QString text = texts[i];
        for (const prompts::Variable &variable : file.content.variables) {
            if (variable.type == prompts::VariableType::Image)
                text.replace(u"{{"_s + variable.name + u"}}"_s, u"{{media url="_s + variable.name + u"}}"_s);
        }
        body += u"{{role \"%1\"}}\n"_s.arg(name) + text + u"\n"_s;
        if (!file.content.messages[i].images.empty())
            exported.losses.append({file.name, Tr::tr("the pictures of message %1").arg(i + 1),
                                    Tr::tr("only pictures of variables can be said there")});
    }
    exported.bytes = withFrontMatter(frontOf(file, exported.losses), body);
    return exported;
}

} // namespace assay::exchange
