// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/variable.h"

#include "base/json.h"
#include "prompts/prompttr.h"

#include <array>

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;

constexpr std::array<std::pair<VariableType, QLatin1String>, 6> typeNames{{
    {VariableType::Text, "text"_L1},
    {VariableType::Number, "number"_L1},
    {VariableType::Choice, "choice"_L1},
    {VariableType::Json, "json"_L1},
    {VariableType::List, "list"_L1},
    {VariableType::Image, "image"_L1},
}};

/// Any JSON value, which QJsonDocument reads only inside an array.
struct ParsedJson {
    QJsonValue value;
    QString problem;
};

ParsedJson parsedJson(const QString &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray('[' + text.toUtf8() + ']'), &error);
    if (error.error == QJsonParseError::NoError && document.array().size() == 1)
        return {document.array().first(), {}};
    if (error.error == QJsonParseError::NoError)
        return {{}, Tr::tr("it is more than one JSON value: put them into [ ]")};
    const QByteArray before = text.toUtf8().left(std::max(0, error.offset - 1));
    const auto line = before.count('\n') + 1;
    const auto column = before.size() - (before.lastIndexOf('\n') + 1) + 1;
    return {{}, Tr::tr("line %1, column %2: %3").arg(line).arg(column).arg(error.errorString())};
}

QString itemText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    if (value.isObject())
        return QString::fromUtf8(toCompactJson(value.toObject()));
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact))
        .sliced(1)
        .chopped(1);
}

QStringList itemTexts(const QJsonArray &array)
{
    QStringList items;
    for (const QJsonValue &each : array)
        items.append(itemText(each));
    return items;
}

QStringList lines(const QString &value)
{
    QStringList items;
    for (const QString &line : value.split(u'\n')) {
        if (!line.trimmed().isEmpty())
            items.append(line.trimmed());
    }
    return items;
}

QString problemWithNumber(const QString &value)
{
    const ParsedJson parsed = parsedJson(value.trimmed());
    return parsed.problem.isEmpty() && parsed.value.isDouble()
        ? QString()
        : Tr::tr("“%1” is not a number such as 3 or -0.5").arg(value.left(40));
}

QString problemWithImage(const QString &value)
{
    if (value.startsWith("data:image/"_L1)) {
        const qsizetype comma = value.indexOf(u',');
        const bool isBase64 = comma > 0 && value.left(comma).endsWith(";base64"_L1);
        const auto decoded = isBase64 ? QByteArray::fromBase64Encoding(
                                 value.sliced(comma + 1).toLatin1(), QByteArray::AbortOnBase64DecodingErrors)
                                      : QByteArray::FromBase64Result{};
        return isBase64 && decoded && !decoded.decoded.isEmpty()
            ? QString()
            : Tr::tr("the picture's data: address is damaged: choose the file again");
    }
    const QUrl url(value.trimmed(), QUrl::StrictMode);
    return url.isValid() && url.scheme() == "https"_L1 && !url.host().isEmpty()
        ? QString()
        : Tr::tr("it is neither a picture (data:image/...) nor an https: address of one");
}

QString texts(const QStringList &values)
{
    return u'“' + values.mid(0, 10).join(u"”, “"_s) + u'”';
}

QString problemWithGivenValue(const Variable &variable, const QString &value)
{
    switch (variable.type) {
    case VariableType::Number:
        return problemWithNumber(value);
    case VariableType::Choice:
        return variable.choices.contains(value)
            ? QString()
            : Tr::tr("“%1” is none of %2").arg(value.left(40), texts(variable.choices));
    case VariableType::Json:
        return parsedJson(value).problem;
    case VariableType::Image:
        return problemWithImage(value);
    case VariableType::Text:
    case VariableType::List:
        return {};
    }
    return {};
}

tl::unexpected<Error> wrong(const QString &where, const QString &member, const QString &what)
{
    return fail(ErrorCode::InvalidInput, Tr::tr("“%1.%2” must be %3.").arg(where, member, what));
}

} // namespace

QString variableTypeName(VariableType type)
{
    const auto *found = std::ranges::find(typeNames, type, &decltype(typeNames)::value_type::first);
    return found == typeNames.end() ? QString() : QString(found->second);
}

std::optional<VariableType> variableTypeFromName(QStringView name)
{
    const auto *found =
        std::ranges::find_if(typeNames, [name](const auto &each) { return each.second == name; });
    return found == typeNames.end() ? std::nullopt : std::optional(found->first);
}

const Variable *variableOf(const QList<Variable> &variables, const QString &name)
{
    const auto found = std::ranges::find(variables, name, &Variable::name);
    return found == variables.end() ? nullptr : &*found;
}

QJsonObject toJson(const Variable &variable)
{
    QJsonObject object{{u"name"_s, variable.name}, {u"type"_s, variableTypeName(variable.type)}};
    if (!variable.description.isEmpty())
        object.insert("description"_L1, variable.description);
    if (!variable.isRequired)
        object.insert("required"_L1, false);
    if (!variable.defaultValue.isEmpty())
        object.insert("default"_L1, variable.defaultValue);
    if (!variable.choices.isEmpty())
        object.insert("choices"_L1, QJsonArray::fromStringList(variable.choices));
    return object;
}

Result<Variable> variableFromJson(const QJsonValue &value, const QString &where)
{
    if (!value.isObject())
        return fail(ErrorCode::InvalidInput, Tr::tr("“%1” must be an object.").arg(where));
    const QJsonObject object = value.toObject();
    for (const QString &member : {u"name"_s, u"type"_s, u"description"_s, u"default"_s}) {
        if (object.contains(member) && !object[member].isString())
            return wrong(where, member, Tr::tr("a text"));
    }
    Variable variable;
    variable.name = object["name"_L1].toString();
    variable.description = object["description"_L1].toString();
    variable.defaultValue = object["default"_L1].toString();
    if (variable.name.isEmpty())
        return wrong(where, u"name"_s, Tr::tr("the name of a variable"));
    const auto type = variableTypeFromName(object["type"_L1].toString(u"text"_s));
    if (!type)
        return wrong(where, u"type"_s, Tr::tr("one of text, number, choice, json, list, image"));
    variable.type = *type;
    const QJsonValue required = object["required"_L1];
    if (!required.isUndefined() && !required.isBool())
        return wrong(where, u"required"_s, Tr::tr("true or false"));
    variable.isRequired = required.toBool(true);
    const QJsonValue choices = object["choices"_L1];
    if (!choices.isUndefined() && !choices.isArray())
        return wrong(where, u"choices"_s, Tr::tr("a list of texts"));
    variable.choices = itemTexts(choices.toArray());
    const QString problem = problemWith(variable);
    if (!problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    return variable;
}

QString problemWith(const Variable &variable)
{
    if (variable.type == VariableType::Choice && variable.choices.isEmpty())
        return Tr::tr("The variable “%1” is a choice without choices: list them.").arg(variable.name);
    if (variable.defaultValue.isEmpty())
        return {};
    const QString problem = problemWithGivenValue(variable, variable.defaultValue);
    return problem.isEmpty()
        ? QString()
        : Tr::tr("The default of the variable “%1” does not fit: %2.").arg(variable.name, problem);
}

QString problemWithValue(const Variable &variable, const QString &value)
{
    if (value.isEmpty()) {
        return variable.isRequired ? Tr::tr("The variable “%1” needs a value.").arg(variable.name)
                                   : QString();
    }
    const QString problem = problemWithGivenValue(variable, value);
    return problem.isEmpty()
        ? QString()
        : Tr::tr("The value of the variable “%1” does not fit: %2.").arg(variable.name, problem);
}

std::optional<QStringList> itemsOf(const Variable &variable, const QString &value)
{
    if (variable.type != VariableType::List && variable.type != VariableType::Json)
        return std::nullopt;
    if (value.trimmed().startsWith(u'[')) {
        const ParsedJson parsed = parsedJson(value);
        if (parsed.problem.isEmpty() && parsed.value.isArray())
            return itemTexts(parsed.value.toArray());
    }
    return variable.type == VariableType::List ? std::optional(lines(value)) : std::nullopt;
}

providers::Image imageOf(const QString &value)
{
    if (!value.startsWith("data:"_L1))
        return {{}, {}, value.trimmed()};
    const qsizetype comma = value.indexOf(u',');
    QString mediaType = value.sliced(5, std::max<qsizetype>(comma - 5, 0));
    mediaType = mediaType.section(u';', 0, 0);
    return {mediaType, QByteArray::fromBase64(value.sliced(comma + 1).toLatin1())};
}

} // namespace assay::prompts
