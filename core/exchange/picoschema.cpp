// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/picoschema.h"

#include <QJsonArray>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

constexpr int depthMax = 100;

QJsonObject described(QJsonObject schema, const QString &description)
{
    if (!description.isEmpty())
        schema.insert("description"_L1, description);
    return schema;
}

/// "string, what it is".
QJsonObject scalar(const QString &text)
{
    const QString type = text.section(u',', 0, 0).trimmed();
    const QString description = text.section(u',', 1).trimmed();
    return described(type == "any"_L1 || type.isEmpty() ? QJsonObject() : QJsonObject{{u"type"_s, type}},
                     description);
}

QJsonObject schemaAt(const QJsonValue &pico, int depth);

QJsonObject objectSchema(const QJsonObject &members, int depth)
{
    static const QRegularExpression name(u"^([^(?]*)(\\?)?(?:\\(\\s*(\\w+)\\s*(?:,\\s*(.*?))?\\s*\\))?$"_s);
    QJsonObject properties;
    QJsonArray required;
    for (auto it = members.begin(); it != members.end(); ++it) {
        const auto match = name.match(it.key());
        const QString property = match.captured(1).trimmed();
        if (!match.hasMatch() || property.isEmpty())
            continue; // "(*)": anything else
        const QString kind = match.captured(3);
        QJsonObject schema;
        if (kind == "array"_L1)
            schema = {{u"type"_s, u"array"_s}, {u"items"_s, schemaAt(it.value(), depth + 1)}};
        else if (kind == "enum"_L1)
            schema = {{u"enum"_s, it.value().toArray()}};
        else
            schema = schemaAt(it.value(), depth + 1);
        properties.insert(property, described(schema, match.captured(4)));
        if (match.captured(2).isEmpty())
            required.append(property);
    }
    QJsonObject schema{{u"type"_s, u"object"_s}, {u"properties"_s, properties}};
    if (!required.isEmpty())
        schema.insert("required"_L1, required);
    return schema;
}

QJsonObject schemaAt(const QJsonValue &pico, int depth)
{
    if (pico.isString())
        return scalar(pico.toString());
    const QJsonObject members = pico.toObject();
    const bool isJsonSchema = members["type"_L1].isString()
        && (members["properties"_L1].isObject() || members["items"_L1].isObject()
            || !members["type"_L1].toString().contains(u','));
    return isJsonSchema || depth > depthMax ? members : objectSchema(members, depth);
}

prompts::VariableType typeOf(const QJsonObject &schema)
{
    using prompts::VariableType;
    const QString type = schema["type"_L1].toString();
    if (schema.contains("enum"_L1) || type == "boolean"_L1)
        return VariableType::Choice;
    if (type == "number"_L1 || type == "integer"_L1)
        return VariableType::Number;
    if (type == "array"_L1)
        return schema["items"_L1]["type"_L1].toString() == "string"_L1 ? VariableType::List
                                                                       : VariableType::Json;
    return type == "object"_L1 ? VariableType::Json : VariableType::Text;
}

} // namespace

QJsonObject schemaFromPico(const QJsonValue &pico)
{
    return schemaAt(pico, 0);
}

QList<prompts::Variable> variablesFromSchema(const QJsonObject &schema)
{
    QList<prompts::Variable> variables;
    const QJsonObject properties = schema["properties"_L1].toObject();
    const QJsonArray required = schema["required"_L1].toArray();
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        const QJsonObject property = it.value().toObject();
        prompts::Variable variable;
        variable.name = it.key();
        variable.type = typeOf(property);
        variable.description = property["description"_L1].toString();
        variable.isRequired = required.contains(it.key());
        if (variable.type == prompts::VariableType::Choice) {
            const QJsonArray choices = property["enum"_L1].toArray();
            for (const QJsonValue &choice : choices)
                variable.choices << choice.toVariant().toString();
            if (choices.isEmpty())
                variable.choices = {u"true"_s, u"false"_s};
        }
        variables.append(variable);
    }
    return variables;
}

QJsonObject schemaOf(const QList<prompts::Variable> &variables)
{
    using prompts::VariableType;
    QJsonObject properties;
    QJsonArray required;
    for (const prompts::Variable &variable : variables) {
        QJsonObject schema{{u"type"_s, u"string"_s}};
        if (variable.type == VariableType::Number)
            schema = {{u"type"_s, u"number"_s}};
        else if (variable.type == VariableType::Choice)
            schema.insert("enum"_L1, QJsonArray::fromStringList(variable.choices));
        else if (variable.type == VariableType::List)
            schema = {{u"type"_s, u"array"_s}, {u"items"_s, QJsonObject{{u"type"_s, u"string"_s}}}};
        else if (variable.type == VariableType::Json)
            schema = {};
        properties.insert(variable.name, described(schema, variable.description));
        if (variable.isRequired)
            required.append(variable.name);
    }
    QJsonObject schema{{u"type"_s, u"object"_s}, {u"properties"_s, properties}};
    if (!required.isEmpty())
        schema.insert("required"_L1, required);
    return schema;
}

} // namespace assay::exchange
