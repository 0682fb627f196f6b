// SPDX-License-Identifier: GPL-3.0-or-later
// promptfoo's prompts and configurations: https://www.promptfoo.dev/docs/configuration/prompts/
#include "exchange/exchangetr.h"
#include "exchange/formats.h"
#include "exchange/yaml.h"

#include <algorithm>

#include <QFileInfo>
#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

/// A prompt's text is a chat when it is a JSON array of messages.
Result<> addText(const QString &text, prompts::PromptFile &file)
{
    const QJsonDocument chat = QJsonDocument::fromJson(text.toUtf8());
    if (!chat.isArray()) {
        file.content.messages.push_back({providers::Role::User, text.trimmed()});
        return {};
    }
    int index = 0;
    const QJsonArray messages = chat.array();
    for (const QJsonValue &value : messages) {
        auto message = providers::messageFromJson(value, u"messages[%1]"_s.arg(index++));
        if (!message)
            return tl::unexpected(message.error());
        file.content.messages.push_back(std::move(*message));
    }
    return {};
}

Result<> addPrompt(const QJsonValue &given, Imported &imported)
{
    prompts::PromptFile file;
    const QJsonObject object = given.toObject();
    file.name =
        object["label"_L1].toString(object.contains("raw"_L1) ? object["id"_L1].toString() : QString());
    const QString text =
        given.isString() ? given.toString() : object["raw"_L1].toString(object["id"_L1].toString());
    if (text.startsWith("file://"_L1) || (text.isEmpty() && given.isObject())) {
        imported.losses.append({file.name, Tr::tr("the prompt \u201C%1\u201D").arg(text),
                                Tr::tr("its text is in another file: import that one")});
        return {};
    }
    if (const auto added = addText(text, file); !added)
        return added;
    for (const providers::Message &message : file.content.messages) {
        const QString what = file.name.isEmpty() ? Tr::tr("prompt")
                                                 : Tr::tr("prompt \u201C%1\u201D").arg(file.name);
        if (const auto checked = checkTemplateText(message.text, Language::Jinja, what); !checked)
            return checked;
    }
    convertMessages(file, Language::Jinja, imported.losses);
    imported.prompts.append(std::move(file));
    return {};
}

/// The text of an assertion that says what the answer is; others are checked in evaluations.
void takeAssertions(const QJsonArray &assertions, int number, ImportedCase &one, QList<Loss> &losses)
{
    for (const QJsonValue &value : assertions) {
        const QString type = value["type"_L1].toString();
        const QJsonValue expected = value["value"_L1];
        if (one.expected.isEmpty() && expected.isString() && (type == "equals"_L1 || type == "contains"_L1))
            one.expected = expected.toString();
        else
            losses.append({{},
                           Tr::tr("the assertion \u201C%1\u201D of test %2").arg(type).arg(number),
                           Tr::tr("add it to an evaluation")});
    }
}

void addTests(const QJsonArray &tests, Imported &imported)
{
    int number = 0;
    for (const QJsonValue &value : tests) {
        const QJsonObject test = value.toObject();
        ++number;
        ImportedCase one;
        one.name = test["description"_L1].toString(Tr::tr("Test %1").arg(number));
        const QJsonObject vars = test["vars"_L1].toObject();
        for (auto it = vars.begin(); it != vars.end(); ++it) {
            one.variables.insert(it.key(), textOf(it.value()));
        }
        takeAssertions(test["assert"_L1].toArray(), number, one, imported.losses);
        imported.cases.append(std::move(one));
    }
}

Result<Imported> readConfiguration(const QJsonObject &object)
{
    Imported imported{Format::Promptfoo, {}, {}, {}};
    const QJsonValue prompts = object["prompts"_L1];
    const QJsonArray given = prompts.isArray() ? prompts.toArray() : QJsonArray{prompts};
    for (const QJsonValue &prompt : given) {
        if (const auto added = addPrompt(prompt, imported); !added)
            return tl::unexpected(added.error());
    }
    addTests(object["tests"_L1].toArray(), imported);
    const QJsonValue provider = object["providers"_L1].toArray().first();
    const QString name = provider.isString() ? provider.toString() : provider["id"_L1].toString();
    for (prompts::PromptFile &file : imported.prompts) {
        file.content.model = modelName(name, u"openai"_s);
        takeParameters(provider["config"_L1].toObject(), {}, file, imported.losses);
    }
    static const QStringList known{u"prompts"_s, u"tests"_s, u"providers"_s, u"description"_s};
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!known.contains(it.key()))
            imported.losses.append({{}, Tr::tr("the member \u201C%1\u201D").arg(it.key()), {}});
    }
    return imported;
}

} // namespace

Result<Imported> readPromptfoo(const QByteArray &bytes, const QString &fileName)
{
    Imported imported{Format::Promptfoo, {}, {}, {}};
    const QString suffix = QFileInfo(fileName).suffix().toLower();
    const QJsonDocument json = QJsonDocument::fromJson(bytes);
    if (json.isArray()) {
        if (const auto added = addPrompt(QString::fromUtf8(bytes), imported); !added)
            return tl::unexpected(added.error());
        return imported;
    }
    if (json.isObject() || suffix == "yaml"_L1 || suffix == "yml"_L1) {
        const auto read = jsonFromYaml(bytes, Tr::tr("promptfoo configuration"));
        if (!read)
            return tl::unexpected(read.error());
        return readConfiguration(read->toObject());
    }
    // Several prompts in one text are parted by lines of three dashes.
    static const QRegularExpression parting(u"^---\\s*$"_s, QRegularExpression::MultilineOption);
    const QStringList texts = QString::fromUtf8(bytes).split(parting);
    for (const QString &text : texts) {
        if (text.trimmed().isEmpty())
            continue;
        if (const auto added = addPrompt(text, imported); !added)
            return tl::unexpected(added.error());
    }
    return imported;
}

Exported writePromptfoo(const prompts::PromptFile &file)
{
    Exported exported;
    const std::vector<QString> texts = messageTexts(file, Language::Jinja, exported.losses);
    QJsonArray messages;
    for (size_t i = 0; i < texts.size(); ++i) {
        providers::Message message = file.content.messages[i];
        message.text = texts[i];
        messages.append(providers::toJson(message));
    }
    QJsonObject provider{
        {u"id"_s,
         file.content.model.isEmpty() ? u"openai:gpt-5"_s : QString(file.content.model).replace(u'/', u':')}};
    const QJsonObject parameters = providers::toJson(file.content.parameters);
    if (!parameters.isEmpty())
        provider.insert("config"_L1, parameters);
    QJsonObject vars;
    for (auto it = file.content.testValues.begin(); it != file.content.testValues.end(); ++it)
        vars.insert(it.key(), it.value());
    const QJsonObject prompt{
        {u"label"_s, file.name},
        {u"raw"_s, QString::fromUtf8(QJsonDocument(messages).toJson(QJsonDocument::Indented))}};
    QJsonObject whole{{u"prompts"_s, QJsonArray{prompt}}, {u"providers"_s, QJsonArray{provider}}};
    if (!vars.isEmpty())
        whole.insert("tests"_L1, QJsonArray{QJsonObject{{u"vars"_s, vars}}});
    exported.bytes = yamlFromJson(whole);
    loseParts(file, {u"tools"_s, u"output"_s, u"notes"_s, u"variables"_s, u"tags"_s, u"folder"_s},
              exported.losses);
    return exported;
}

} // namespace assay::exchange
