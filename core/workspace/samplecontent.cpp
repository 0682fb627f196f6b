// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/samplecontent.h"

#include "base/json.h"
#include "prompts/template.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

namespace assay::workspace {
namespace {

using namespace Qt::StringLiterals;

/// A message's content is a list of lines there, so that the files can be read and compared.
QJsonArray withJoinedLines(const QJsonArray &messages)
{
    QJsonArray joined;
    for (const QJsonValue &value : messages) {
        QJsonObject message = value.toObject();
        QStringList lines;
        const QJsonArray content = message["content"_L1].toArray();
        for (const QJsonValue &line : content)
            lines.append(line.toString());
        message["content"_L1] = lines.join(u'\n');
        joined.append(message);
    }
    return joined;
}

QMap<QString, QString> textsOf(const QJsonObject &object)
{
    QMap<QString, QString> texts;
    for (auto it = object.begin(); it != object.end(); ++it)
        texts.insert(it.key(), it->toString());
    return texts;
}

/// A version keeps the test values of its own variables only.
Result<prompts::PromptContent> contentOf(const QJsonObject &version, const QMap<QString, QString> &testValues)
{
    const QJsonObject object{{u"messages"_s, withJoinedLines(version["messages"_L1].toArray())},
                             {u"parameters"_s, version["parameters"_L1].toObject()},
                             {u"model"_s, version["model"_L1].toString()}};
    auto content = prompts::contentFromJson(object);
    if (!content)
        return content;
    const QStringList names = prompts::variableNames(*content);
    for (const QString &name : names) {
        if (testValues.contains(name))
            content->testValues.insert(name, testValues[name]);
    }
    return content;
}

evaluation::Dataset datasetOf(const QJsonObject &object, const QString &prompt)
{
    evaluation::Dataset dataset{object["name"_L1].toString(), prompt, {}};
    const QJsonArray cases = object["cases"_L1].toArray();
    for (const QJsonValue &each : cases) {
        dataset.cases.append({each["name"_L1].toString(), textsOf(each["variables"_L1].toObject()),
                              each["expected"_L1].toString()});
    }
    return dataset;
}

Result<> readVersions(const QJsonObject &object, const QMap<QString, QString> &testValues,
                      SamplePrompt &prompt)
{
    const QJsonArray versions = object["versions"_L1].toArray();
    for (const QJsonValue &version : versions) {
        auto content = contentOf(version.toObject(), testValues);
        if (!content)
            return tl::unexpected(content.error());
        const std::chrono::hours age(24 * version["daysAgo"_L1].toInt());
        prompt.versions.append({age, version["message"_L1].toString(), std::move(*content)});
    }
    const QJsonObject draft = object["draft"_L1].toObject();
    if (draft.isEmpty())
        return {};
    auto content = contentOf(draft, testValues);
    if (!content)
        return tl::unexpected(content.error());
    prompt.draft = SampleDraft{std::chrono::hours(draft["hoursAgo"_L1].toInt()),
                               draft["baseVersion"_L1].toInt(), std::move(*content)};
    return {};
}

Result<SamplePrompt> promptOf(const QJsonObject &object)
{
    SamplePrompt prompt;
    prompt.name = object["name"_L1].toString();
    prompt.folder = object["folder"_L1].toString();
    const QJsonArray tags = object["tags"_L1].toArray();
    for (const QJsonValue &tag : tags)
        prompt.tags.append(tag.toString());
    const QJsonObject labels = object["labels"_L1].toObject();
    for (auto it = labels.begin(); it != labels.end(); ++it)
        prompt.labels.insert(it.key(), it->toInt());
    prompt.dataset = datasetOf(object["dataset"_L1].toObject(), prompt.name);
    return readVersions(object, textsOf(object["test_values"_L1].toObject()), prompt).map([&prompt] {
        return prompt;
    });
}

} // namespace

Result<QList<SamplePrompt>> samplePrompts()
{
    QList<SamplePrompt> prompts;
    const QDir folder(u":/sample"_s);
    const QStringList names = folder.entryList({u"*.json"_s}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorCode::Internal, u"The built-in sample cannot be read."_s, file.errorString());
        auto prompt = parseJsonObject(file.readAll(), name).and_then(promptOf);
        if (!prompt)
            return tl::unexpected(prompt.error());
        prompts.append(std::move(*prompt));
    }
    return prompts;
}

} // namespace assay::workspace
