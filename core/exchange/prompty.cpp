// SPDX-License-Identifier: GPL-3.0-or-later
// Prompty, version 1, and Azure Prompt Flow's Jinja files, which share their headings.
#include "exchange/exchangetr.h"
#include "exchange/formats.h"
#include "exchange/picoschema.h"

#include <algorithm>

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

void takeModel(const QJsonObject &model, prompts::PromptFile &file, QList<Loss> &losses)
{
    const QJsonObject configuration = model["configuration"_L1].toObject();
    const QString type = configuration["type"_L1].toString();
    const QString vendor = type.contains("azure"_L1) ? u"azure"_s : u"openai"_s;
    const QString name = configuration["name"_L1].toString(
        configuration["azure_deployment"_L1].toString(configuration["model"_L1].toString()));
    if (!name.startsWith(u'$')) // ${env:...}
        file.content.model = modelName(name, vendor);
    QJsonObject parameters = model["parameters"_L1].toObject();
    const QJsonObject format = parameters["response_format"_L1].toObject();
    if (format["type"_L1].toString() == "json_object"_L1)
        file.content.parameters.responseFormat = providers::ResponseFormat::JsonObject;
    const QJsonArray tools = parameters["tools"_L1].toArray();
    for (qsizetype i = 0; i < tools.size(); ++i) {
        auto tool = providers::toolFromJson(tools[i], u"tools[%1]"_s.arg(i));
        if (tool)
            file.content.tools.push_back(std::move(*tool));
        else
            losses.append({file.name, u"tools[%1]"_s.arg(i), tool.error().message});
    }
    takeParameters(parameters, {u"response_format"_s, u"tools"_s}, file, losses);
}

void takeInputs(const QJsonObject &members, prompts::PromptFile &file)
{
    const QJsonObject inputs = members["inputs"_L1].toObject();
    for (auto it = inputs.begin(); it != inputs.end(); ++it) {
        const QJsonObject schema = it.value().toObject();
        const QJsonObject whole{{u"properties"_s, QJsonObject{{it.key(), schema}}},
                                {u"required"_s, QJsonArray{it.key()}}};
        QList<prompts::Variable> variable = variablesFromSchema(whole);
        variable.first().defaultValue = textOf(schema["default"_L1]);
        file.content.variables += variable;
        if (schema.contains("sample"_L1))
            file.content.testValues.insert(it.key(), textOf(schema["sample"_L1]));
    }
    const QJsonObject sample = members["sample"_L1].toObject();
    for (auto it = sample.begin(); it != sample.end(); ++it)
        file.content.testValues.insert(it.key(), textOf(it.value()));
}

void losePlaces(const QJsonObject &members, const prompts::PromptFile &file, QList<Loss> &losses)
{
    static const QStringList known{u"name"_s,   u"description"_s, u"tags"_s,     u"model"_s,  u"inputs"_s,
                                   u"sample"_s, u"outputs"_s,     u"template"_s, u"version"_s};
    for (auto it = members.begin(); it != members.end(); ++it) {
        if (!known.contains(it.key()))
            losses.append({file.name, Tr::tr("the member \u201C%1\u201D").arg(it.key()), {}});
    }
}

} // namespace

Result<Imported> readPrompty(const QByteArray &bytes)
{
    const auto matter = frontMatterOf(bytes, Tr::tr("front matter"));
    if (!matter)
        return tl::unexpected(matter.error());
    if (!*matter)
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("A Prompty file begins with its front matter: a line \u201C---\u201D."));
    if (const auto checked = checkTemplateText((*matter)->body, Language::Jinja, Tr::tr("template"),
                                               (*matter)->bodyLine);
        !checked)
        return tl::unexpected(checked.error());
    const QJsonObject &members = (*matter)->members;
    prompts::PromptFile file;
    QList<Loss> losses;
    file.name = members["name"_L1].toString();
    file.content.notes = members["description"_L1].toString();
    const QJsonArray tags = members["tags"_L1].toArray();
    for (const QJsonValue &tag : tags)
        file.tags << tag.toString();
    takeModel(members["model"_L1].toObject(), file, losses);
    takeInputs(members, file);
    losePlaces(members, file, losses);
    file.content.messages =
        messagesFromHeadings(withoutMessageLoops((*matter)->body, losses), providers::Role::System);
    convertMessages(file, Language::Jinja, losses);
    return Imported{Format::Prompty, {std::move(file)}, {}, std::move(losses)};
}

Exported writePrompty(const prompts::PromptFile &file)
{
    Exported exported;
    const prompts::PromptContent &content = file.content;
    QJsonObject parameters = providers::toJson(content.parameters);
    if (content.parameters.responseFormat
        && *content.parameters.responseFormat != providers::ResponseFormat::Text)
        parameters.insert("response_format"_L1, QJsonObject{{u"type"_s, u"json_object"_s}});
    if (!content.parameters.responseSchema.isEmpty()) {
        parameters.remove("response_schema"_L1);
        exported.losses.append(
            {file.name, Tr::tr("the schema of the answer"), Tr::tr("it asks for JSON alone")});
    }
    QJsonArray tools;
    for (const providers::Tool &tool : content.tools)
        tools.append(QJsonObject{{u"type"_s, u"function"_s}, {u"function"_s, providers::toJson(tool)}});
    if (!tools.isEmpty())
        parameters.insert("tools"_L1, tools);
    QJsonObject sample;
    for (auto it = content.testValues.begin(); it != content.testValues.end(); ++it)
        sample.insert(it.key(), it.value());
    QJsonObject inputs = schemaOf(content.variables)["properties"_L1].toObject();
    for (const prompts::Variable &variable : content.variables) {
        QJsonObject input = inputs[variable.name].toObject();
        if (!variable.defaultValue.isEmpty())
            input.insert("default"_L1, variable.defaultValue);
        inputs.insert(variable.name, input);
    }
    QJsonObject front{
        {u"name"_s, file.name},
        {u"model"_s,
         QJsonObject{{u"api"_s, u"chat"_s},
                     {u"configuration"_s,
                      QJsonObject{{u"type"_s, u"openai"_s}, {u"name"_s, bareModel(content.model)}}},
                     {u"parameters"_s, parameters}}}};
    const std::pair<QLatin1String, QJsonValue> optional[] = {
        {"description"_L1, content.notes},
        {"tags"_L1, QJsonArray::fromStringList(file.tags)},
        {"sample"_L1, sample},
        {"inputs"_L1, inputs}};
    for (const auto &[name, value] : optional) {
        if (!value.toString().isEmpty() || !value.toArray().isEmpty() || !value.toObject().isEmpty())
            front.insert(name, value);
    }
    const std::vector<QString> texts = messageTexts(file, Language::Jinja, exported.losses);
    QString body;
    for (size_t i = 0; i < texts.size(); ++i)
        body += providers::roleName(content.messages[i].role) + u":\n"_s + texts[i] + u"\n\n"_s;
    exported.bytes = withFrontMatter(front, body);
    loseParts(file, {u"output"_s, u"folder"_s, u"images"_s, u"tool calls"_s}, exported.losses);
    return exported;
}

Result<Imported> readPromptFlow(const QByteArray &bytes)
{
    if (const auto checked =
            checkTemplateText(QString::fromUtf8(bytes), Language::Jinja, Tr::tr("template"));
        !checked)
        return tl::unexpected(checked.error());
    prompts::PromptFile file;
    QList<Loss> losses;
    file.content.messages =
        messagesFromHeadings(withoutMessageLoops(QString::fromUtf8(bytes), losses), providers::Role::User);
    convertMessages(file, Language::Jinja, losses);
    return Imported{Format::PromptFlow, {std::move(file)}, {}, std::move(losses)};
}

} // namespace assay::exchange
