// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/strictschema.h"

#include <algorithm>

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

constexpr int maxDepth = 64; ///< deeper than any provider accepts
constexpr qsizetype maxNameLength = 64;

bool isStrict(const QJsonValue &value, int depth);

bool areStrict(const QJsonObject &schemas, int depth)
{
    return std::all_of(schemas.begin(), schemas.end(),
                       [depth](const QJsonValue &schema) { return isStrict(schema, depth); });
}

bool areStrict(const QJsonArray &schemas, int depth)
{
    return std::all_of(schemas.begin(), schemas.end(),
                       [depth](const QJsonValue &schema) { return isStrict(schema, depth); });
}

bool isClosed(const QJsonObject &schema)
{
    const QJsonValue further = schema["additionalProperties"_L1];
    if (!further.isBool() || further.toBool())
        return false;
    const QJsonArray required = schema["required"_L1].toArray();
    const QStringList names = schema["properties"_L1].toObject().keys();
    return std::all_of(names.begin(), names.end(),
                       [&required](const QString &name) { return required.contains(name); });
}

bool describesObject(const QJsonObject &schema)
{
    const QJsonValue type = schema["type"_L1];
    return type == "object"_L1 || type.toArray().contains(u"object"_s) || schema.contains("properties"_L1);
}

bool isStrict(const QJsonValue &value, int depth)
{
    if (depth > maxDepth || !value.isObject())
        return false;
    const QJsonObject schema = value.toObject();
    if (describesObject(schema) && !isClosed(schema))
        return false;
    if (schema.contains("items"_L1) && !isStrict(schema["items"_L1], depth + 1))
        return false;
    for (const QLatin1String name : {"properties"_L1, "$defs"_L1, "definitions"_L1}) {
        if (!areStrict(schema[name].toObject(), depth + 1))
            return false;
    }
    // The strict subset has anyOf, but none of the other ways to combine.
    for (const QLatin1String name : {"allOf"_L1, "oneOf"_L1, "not"_L1, "patternProperties"_L1}) {
        if (schema.contains(name))
            return false;
    }
    return areStrict(schema["anyOf"_L1].toArray(), depth + 1);
}

} // namespace

bool isStrictSchema(const QJsonObject &schema)
{
    // The root must be an object and nothing else.
    return schema["type"_L1] == "object"_L1 && isStrict(schema, 0);
}

QString schemaName(const QJsonObject &schema)
{
    QString name = schema["title"_L1].toString().left(maxNameLength);
    for (QChar &c : name) {
        const bool isAllowed = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z')
            || (c >= u'0' && c <= u'9') || c == u'_' || c == u'-';
        if (!isAllowed)
            c = u'_';
    }
    return name.isEmpty() ? u"answer"_s : name;
}

} // namespace assay::providers
