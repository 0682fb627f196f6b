// SPDX-License-Identifier: GPL-3.0-or-later
// Langfuse's prompts (GET /api/public/v2/prompts/{name}) and LangChain's serialised templates.
#include "base/json.h"
#include "exchange/exchangetr.h"
#include "exchange/formats.h"
#include "prompts/template.h"

#include <algorithm>
#include <vector>

#include <QDateTime>
#include <QHash>
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

/// Those that came as versions, in their order under each name; a version alone is none.
void orderVersions(QList<prompts::PromptFile> &files)
{
    QHash<QString, int> counts;
    for (const prompts::PromptFile &file : std::as_const(files))
        ++counts[file.name];
    QHash<QString, int> first; // a prompt stays where its first one stands
    for (qsizetype i = 0; i < files.size(); ++i) {
        if (!first.contains(files.at(i).name))
            first.insert(files.at(i).name, static_cast<int>(i));
    }
    std::ranges::stable_sort(files, [&first](const auto &left, const auto &right) {
        return std::pair(first.value(left.name), left.version) < std::pair(first.value(right.name), right.version);
    });
    for (prompts::PromptFile &file : files) {
        if (counts.value(file.name) == 1 || file.name.isEmpty())
            file.version = 0;
    }
}

/// What a file holds: one prompt, an array of some, or an object with them in one of `members`.
struct Listed {
    QString where; ///< "data", or empty
    QJsonArray entries;
};

Result<Listed> entriesOf(const QByteArray &bytes, const QString &what, const QStringList &members)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (document.isArray())
        return Listed{{}, document.array()};
    const auto object = parseJsonObject(bytes, what); // says line and column
    if (!object)
        return tl::unexpected(object.error());
    for (const QString &member : members) {
        if (object->value(member).isArray())
            return Listed{member, object->value(member).toArray()};
    }
    return Listed{{}, QJsonArray{*object}};
}

/// When each was made tells their order; without that, the list of commits begins with the newest.
void numberByTime(QJsonArray &entries, const QString &where)
{
    std::vector<QJsonObject> sorted;
    bool hasTimes = true;
    for (const QJsonValue &entry : std::as_const(entries)) {
        sorted.push_back(entry.toObject());
        hasTimes = hasTimes && entry["created_at"_L1].isString();
    }
    if (hasTimes) {
        std::ranges::stable_sort(sorted, {}, [](const QJsonObject &entry) {
            return QDateTime::fromString(entry["created_at"_L1].toString(), Qt::ISODateWithMs);
        });
    } else if (where == "commits"_L1) {
        std::ranges::reverse(sorted);
    }
    entries = {};
    for (const QJsonObject &entry : sorted)
        entries.append(entry);
}

template <typename Add>
Result<Imported> readList(const QByteArray &bytes, Format format, const QString &what,
                          const QStringList &members, Add add)
{
    auto listed = entriesOf(bytes, what, members);
    if (!listed)
        return tl::unexpected(listed.error());
    const bool isList = listed->entries.size() > 1;
    for (qsizetype i = 0; i < listed->entries.size(); ++i) {
        if (!listed->entries.at(i).isObject()) {
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("%1 at %2 is no object.").arg(what, u"%1[%2]"_s.arg(listed->where).arg(i)));
        }
    }
    if (isList && format == Format::LangSmith)
        numberByTime(listed->entries, listed->where);
    Imported imported;
    imported.format = format;
    for (qsizetype i = 0; i < listed->entries.size(); ++i) {
        const QString place = u"%1[%2]"_s.arg(listed->where).arg(i);
        const qsizetype before = imported.prompts.size();
        const Result<> added = add(listed->entries.at(i).toObject(), imported);
        if (!added) {
            Error error = added.error();
            if (isList)
                error.message = place + u": "_s + error.message;
            return tl::unexpected(error);
        }
        if (format == Format::LangSmith && isList && imported.prompts.size() > before)
            imported.prompts.last().version = static_cast<int>(i) + 1;
    }
    orderVersions(imported.prompts);
    return imported;
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

namespace {

Result<> addLangfuse(const QJsonObject &object, Imported &imported)
{
    prompts::PromptFile file;
    QList<Loss> &losses = imported.losses;
    file.name = object["name"_L1].toString();
    if (!object.contains("prompt"_L1)) { // the list of the API has no texts
        losses.append({file.name, Tr::tr("the prompt \u201C%1\u201D").arg(file.name),
                       Tr::tr("the list names it and has no text of it: get the prompt itself")});
        return {};
    }
    file.version = object["version"_L1].toInt();
    file.message = object["commitMessage"_L1].toString();
    const QJsonArray tags = object["tags"_L1].toArray();
    for (const QJsonValue &tag : tags)
        file.tags << tag.toString();
    const QJsonValue prompt = object["prompt"_L1];
    if (prompt.isString())
        file.content.messages.push_back({providers::Role::User, prompt.toString()});
    else if (const auto added = addChat(prompt.toArray(), file, losses); !added)
        return added;
    const QJsonObject config = object["config"_L1].toObject();
    file.content.model = modelName(config["model"_L1].toString(), u"openai"_s);
    // As OpenAI's SDK takes them, which is how Langfuse's own documentation shows them.
    QStringList elsewhere{u"model"_s, u"tools"_s};
    if (const QJsonValue format = config["response_format"_L1]; format.isObject()) {
        takeResponseFormat(format.toObject(), file.content.parameters);
        elsewhere << u"response_format"_s;
    }
    if (const auto added = takeTools(config["tools"_L1].toArray(), file, losses); !added)
        return added;
    takeParameters(config, elsewhere, file, losses);
    if (const QJsonArray labels = object["labels"_L1].toArray(); !labels.isEmpty())
        losses.append({file.name, Tr::tr("the labels"), Tr::tr("set them once the version is committed")});
    for (providers::Message &message : file.content.messages)
        message.text = withPartials(message.text);
    imported.prompts.append(std::move(file));
    return {};
}

} // namespace

Result<Imported> readLangfuse(const QByteArray &bytes)
{
    return readList(bytes, Format::Langfuse, Tr::tr("Langfuse prompt"), {u"data"_s}, addLangfuse);
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

namespace {

/// A prompt, a commit of the hub that wraps one, or a repository with its latest commit.
Result<> addLangSmith(const QJsonObject &given, Imported &imported)
{
    const QJsonObject whole = given["latest_commit_manifest"_L1].isObject()
        ? given["latest_commit_manifest"_L1].toObject()
        : given;
    const bool isWrapped = whole.contains("manifest"_L1);
    QJsonObject object = isWrapped ? whole["manifest"_L1].toObject() : whole;
    prompts::PromptFile file;
    QList<Loss> &losses = imported.losses;
    for (const QLatin1String member : {"repo"_L1, "repo_handle"_L1, "full_name"_L1, "name"_L1}) {
        if (file.name.isEmpty())
            file.name = given[member].toString().section(u'/', -1);
    }
    if (file.name.isEmpty())
        file.name = object["name"_L1].toString();
    if (!isWrapped && given.contains("repo_handle"_L1)) {
        losses.append({file.name, Tr::tr("the prompt \u201C%1\u201D").arg(file.name),
                       Tr::tr("the list names it and has no text of it: get the prompt itself")});
        return {};
    }
    const QJsonArray tags = given["tags"_L1].toArray();
    for (const QJsonValue &tag : tags)
        file.tags << tag.toString();
    file.content.notes = given["repo_handle"_L1].isString() ? given["description"_L1].toString() : QString();
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
    imported.prompts.append(std::move(file));
    return {};
}

} // namespace

Result<Imported> readLangSmith(const QByteArray &bytes)
{
    return readList(bytes, Format::LangSmith, Tr::tr("LangChain prompt"), {u"commits"_s, u"repos"_s, u"data"_s},
                    addLangSmith);
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
