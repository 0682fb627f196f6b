// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptfile.h"

#include "base/json.h"
#include "catalog/provider.h"
#include "prompts/prompttr.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;

constexpr std::array knownMembers{"name"_L1,       "folder"_L1,    "tags"_L1,        "messages"_L1,
                                  "parameters"_L1, "model"_L1,     "test_values"_L1, "tools"_L1,
                                  "output"_L1,     "variables"_L1, "notes"_L1};

tl::unexpected<Error> refuse(const QString &sentence)
{
    return fail(ErrorCode::InvalidInput, sentence);
}

/// A template may begin with a brace too, as in "{{ticket}}".
bool looksLikeJson(const QByteArray &bytes)
{
    const QByteArray start = bytes.left(1'000).simplified();
    return start.startsWith("{\"") || start.startsWith("{ \"") || start == "{}" || start == "{ }";
}

Result<> checkMembers(const QJsonObject &object)
{
    const QStringList members = object.keys();
    for (const QString &member : members) {
        if (std::find(knownMembers.begin(), knownMembers.end(), member) == knownMembers.end())
            return refuse(Tr::tr("The prompt file has a member “%1” that means nothing here.").arg(member));
    }
    for (const QLatin1String member : {"name"_L1, "folder"_L1}) {
        if (object.contains(member) && !object[member].isString())
            return refuse(Tr::tr("“%1” must be a text.").arg(member));
    }
    return {};
}

Result<QStringList> tagsFromJson(const QJsonValue &value)
{
    QStringList tags;
    if (value.isUndefined())
        return tags;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &tag : array)
        tags.append(tag.toString());
    if (!value.isArray() || tags.contains(QString()))
        return refuse(Tr::tr("“tags” must be a list of texts."));
    return tags;
}

/// Reading parameters is lenient; a file that a person wrote is not: a misspelt one must not vanish.
Result<> checkParameters(const QJsonObject &given, const providers::Parameters &understood)
{
    const QJsonObject kept = providers::toJson(understood);
    for (auto it = given.begin(); it != given.end(); ++it) {
        if (kept[it.key()] != it.value())
            return refuse(
                Tr::tr("“parameters.%1” is no parameter, or has a value of the wrong kind.").arg(it.key()));
    }
    const QString problem = providers::problemWith(understood);
    return problem.isEmpty() ? Result<>() : refuse(problem);
}

Result<PromptFile> fromJson(const QByteArray &bytes)
{
    const auto object = parseJsonObject(bytes, Tr::tr("prompt file"));
    if (!object)
        return tl::unexpected(object.error());
    if (const auto checked = checkMembers(*object); !checked)
        return tl::unexpected(checked.error());
    auto tags = tagsFromJson(object->value("tags"_L1));
    if (!tags)
        return tl::unexpected(tags.error());
    auto content = contentFromJson(*object);
    if (!content)
        return tl::unexpected(content.error());
    const auto checked = checkParameters(object->value("parameters"_L1).toObject(), content->parameters);
    if (!checked)
        return tl::unexpected(checked.error());
    if (!content->model.isEmpty() && !catalog::parseModelRef(content->model))
        return refuse(Tr::tr("“model” must read “provider/model”, such as “openai/gpt-5”."));
    return PromptFile{object->value("name"_L1).toString(), object->value("folder"_L1).toString(),
                      std::move(*tags), std::move(*content)};
}

Result<PromptFile> fromPlainText(const QByteArray &bytes)
{
    QString text = QString::fromUtf8(bytes);
    text.replace("\r\n"_L1, "\n"_L1);
    while (text.endsWith(u'\n')) // an editor's, not the prompt's
        text.chop(1);
    if (text.trimmed().isEmpty())
        return refuse(Tr::tr("The prompt file is empty."));
    PromptFile file;
    file.content.messages = {{providers::Role::User, std::move(text)}};
    return file;
}

} // namespace

Result<> checkPromptText(const QByteArray &bytes, const QString &what)
{
    if (bytes.size() > promptFileBytesMax)
        return refuse(Tr::tr("The %1 is larger than %2 MB.").arg(what).arg(promptFileBytesMax / 1'000'000));
    int number = 0;
    for (qsizetype start = 0; start <= bytes.size();) {
        ++number;
        const qsizetype lineEnd = bytes.indexOf('\n', start);
        const qsizetype end = lineEnd < 0 ? bytes.size() : lineEnd;
        const QByteArrayView line = QByteArrayView(bytes).sliced(start, end - start);
        start = end + 1;
        if (line.isValidUtf8() && !line.contains('\0'))
            continue;
        const QString decoded = QString::fromUtf8(line);
        qsizetype column = 0;
        while (column < decoded.size() && decoded[column] != QChar::ReplacementCharacter
               && !decoded[column].isNull())
            ++column;
        return refuse(Tr::tr("The %1 is no UTF-8 text: line %2, column %3. Save it as UTF-8 and try again.")
                          .arg(what)
                          .arg(number)
                          .arg(column + 1));
    }
    return {};
}

Result<PromptFile> parsePromptFile(const QByteArray &given, const QString &fileName)
{
    QByteArray bytes = given;
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes.remove(0, 3);
    if (const auto checked = checkPromptText(bytes, Tr::tr("prompt file")); !checked)
        return tl::unexpected(checked.error());
    auto file = fileName.endsWith(".json"_L1, Qt::CaseInsensitive) || looksLikeJson(bytes)
        ? fromJson(bytes)
        : fromPlainText(bytes);
    return file;
}

Result<PromptFile> readPromptFile(const QString &path)
{
    QFile file(path);
    if (QFileInfo(path).isDir())
        return refuse(Tr::tr("“%1” is a folder, not a prompt file.").arg(path));
    if (!file.open(QIODevice::ReadOnly)) {
        const ErrorCode code = file.exists() ? ErrorCode::InvalidInput : ErrorCode::NotFound;
        return fail(code, Tr::tr("The prompt file “%1” cannot be read: %2.").arg(path, file.errorString()));
    }
    const QByteArray bytes = file.read(promptFileBytesMax + 4);
    if (file.error() != QFileDevice::NoError)
        return refuse(Tr::tr("The prompt file “%1” cannot be read: %2.").arg(path, file.errorString()));
    return parsePromptFile(bytes, path).map_error([&path](Error error) {
        error.detail = path;
        return error;
    });
}

QByteArray toPromptFile(const PromptFile &file)
{
    QJsonObject object = toJson(file.content);
    if (!file.name.isEmpty())
        object.insert(u"name"_s, file.name);
    if (!file.folder.isEmpty())
        object.insert(u"folder"_s, file.folder);
    if (!file.tags.isEmpty())
        object.insert(u"tags"_s, QJsonArray::fromStringList(file.tags));
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

} // namespace assay::prompts
