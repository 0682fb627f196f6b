// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/schemaprepare.h"

#include "validation/boundedregex.h"
#include "validation/validationtr.h"

#include <array>

#include <QJsonArray>
#include <QSet>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

constexpr int depthMax = 100;

constexpr std::array schemaMembers{"additionalItems"_L1,
                                   "additionalProperties"_L1,
                                   "contains"_L1,
                                   "else"_L1,
                                   "if"_L1,
                                   "not"_L1,
                                   "propertyNames"_L1,
                                   "then"_L1};
constexpr std::array listMembers{"allOf"_L1, "anyOf"_L1, "oneOf"_L1};
constexpr std::array mapMembers{"$defs"_L1, "definitions"_L1, "properties"_L1};
constexpr std::array refusedMembers{"patternProperties"_L1, "unevaluatedProperties"_L1, "unevaluatedItems"_L1,
                                    "minContains"_L1,       "maxContains"_L1,           "$dynamicRef"_L1,
                                    "$recursiveRef"_L1};
/// What may stand beside "$ref" and says nothing about the value, or is referred to itself.
constexpr std::array annotations{"$ref"_L1,     "$defs"_L1,    "definitions"_L1, "$schema"_L1,
                                 "$id"_L1,      "$comment"_L1, "title"_L1,       "description"_L1,
                                 "default"_L1,  "examples"_L1, "deprecated"_L1,  "readOnly"_L1,
                                 "writeOnly"_L1};

auto refusal(const QString &where, const QString &reason)
{
    return fail(
        ErrorCode::InvalidInput,
        Tr::tr("The JSON schema cannot be used: at “%1” %2.").arg(where.isEmpty() ? u"/"_s : where, reason));
}

template <size_t N> bool isAmong(const std::array<QLatin1String, N> &names, const QString &name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

QJsonValue valueAt(const QJsonObject &root, const QString &pointer)
{
    QJsonValue value = root;
    const QStringList steps = pointer.split(u'/', Qt::SkipEmptyParts);
    for (QString step : steps) {
        step.replace("~1"_L1, "/"_L1).replace("~0"_L1, "~"_L1);
        value = value.isArray() ? value.toArray().at(step.toInt()) : value.toObject().value(step);
    }
    return value;
}

/// Rewrites one schema; the whole is at hand for its references.
class Preparation final {
public:
    explicit Preparation(const QJsonObject &root)
        : m_root(root)
        , m_isDraft4(isDraft4(root))
    {
    }

    Result<QJsonValue> schema(const QJsonValue &value, const QString &where, int depth) const
    {
        if (value.isBool() && !m_isDraft4)
            return value;
        if (!value.isObject())
            return refusal(where, Tr::tr("there must be a schema: an object, or true or false"));
        if (depth > depthMax)
            return refusal(where, Tr::tr("it is nested more than %1 deep").arg(depthMax));
        QJsonObject object = value.toObject();
        if (auto fine = refuseUnsupported(object, where); !fine)
            return tl::unexpected(fine.error());
        if (auto done = children(object, where, depth); !done)
            return tl::unexpected(done.error());
        newerForms(object);
        if (auto done = ownKeywords(object, where); !done)
            return tl::unexpected(done.error());
        return object.contains("$ref"_L1) ? besideReference(object) : QJsonValue(object);
    }

private:
    Result<> refuseUnsupported(const QJsonObject &object, const QString &where) const
    {
        for (const QLatin1String member : refusedMembers) {
            if (object.contains(member))
                return refusal(pointerTo(where, member), Tr::tr("“%1” is not supported").arg(member));
        }
        return object.contains("$ref"_L1) ? checkReference(object.value("$ref"_L1), where) : Result<>();
    }

    Result<> checkReference(QJsonValue reference, const QString &where) const
    {
        const QString at = pointerTo(where, u"$ref"_s);
        QSet<QString> seen;
        while (!reference.isUndefined()) {
            const QString target = reference.toString();
            if (target != "#"_L1 && !target.startsWith("#/"_L1))
                return refusal(at, Tr::tr("only references within the schema (“#/$defs/…”) are supported"));
            if (seen.contains(target))
                return refusal(at, Tr::tr("the reference leads back to itself"));
            seen.insert(target);
            const QJsonValue found = valueAt(m_root, QUrl::fromPercentEncoding(target.mid(1).toUtf8()));
            if (!found.isObject() && !found.isBool())
                return refusal(at, Tr::tr("the reference “%1” leads to no schema").arg(target.left(80)));
            reference = found.toObject().value("$ref"_L1);
        }
        return {};
    }

    Result<> children(QJsonObject &object, const QString &where, int depth) const
    {
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QString name = it.key();
            const QString at = pointerTo(where, name);
            Result<QJsonValue> child = it.value();
            if (isAmong(schemaMembers, name))
                child = m_isDraft4 && it.value().isBool() ? child : schema(it.value(), at, depth + 1);
            else if (isAmong(listMembers, name) || name == "prefixItems"_L1)
                child = list(it.value(), at, depth);
            else if (name == "items"_L1)
                child =
                    it.value().isArray() ? list(it.value(), at, depth) : schema(it.value(), at, depth + 1);
            else if (isAmong(mapMembers, name) || name == "dependentSchemas"_L1 || name == "dependencies"_L1)
                child = map(it.value(), at, depth);
            if (!child)
                return tl::unexpected(child.error());
            it.value() = *child;
        }
        return {};
    }

    Result<QJsonValue> list(const QJsonValue &value, const QString &where, int depth) const
    {
        if (!value.isArray() || value.toArray().isEmpty())
            return refusal(where, Tr::tr("there must be a list of schemas"));
        QJsonArray schemas = value.toArray();
        for (qsizetype i = 0; i < schemas.size(); ++i) {
            auto one = schema(schemas.at(i), pointerTo(where, QString::number(i)), depth + 1);
            if (!one)
                return one;
            schemas[i] = *one;
        }
        return schemas;
    }

    Result<QJsonValue> map(const QJsonValue &value, const QString &where, int depth) const
    {
        if (!value.isObject())
            return refusal(where, Tr::tr("there must be an object of schemas"));
        QJsonObject schemas = value.toObject();
        for (auto it = schemas.begin(); it != schemas.end(); ++it) {
            if (it.value().isArray())
                continue; // "dependencies" may list names
            auto one = schema(it.value(), pointerTo(where, it.key()), depth + 1);
            if (!one)
                return one;
            it.value() = *one;
        }
        return schemas;
    }

    static void newerForms(QJsonObject &object)
    {
        if (object.contains("prefixItems"_L1)) {
            const QJsonValue rest = object.take("items"_L1);
            object.insert("items"_L1, object.take("prefixItems"_L1));
            if (!rest.isUndefined())
                object.insert("additionalItems"_L1, rest);
        }
        QJsonObject dependencies = object.value("dependencies"_L1).toObject();
        const QJsonObject required = object.take("dependentRequired"_L1).toObject();
        for (auto it = required.begin(); it != required.end(); ++it)
            dependencies.insert(it.key(), it.value());
        const QJsonObject schemas = object.take("dependentSchemas"_L1).toObject();
        for (auto it = schemas.begin(); it != schemas.end(); ++it) {
            QJsonObject both = it.value().toObject();
            if (dependencies.contains(it.key()))
                both = {{u"allOf"_s, QJsonArray{it.value()}}, {u"required"_s, dependencies.value(it.key())}};
            dependencies.insert(it.key(), both);
        }
        if (!dependencies.isEmpty())
            object.insert("dependencies"_L1, dependencies);
    }

    static Result<> ownKeywords(QJsonObject &object, const QString &where)
    {
        if (object.contains("pattern"_L1)) {
            const QString pattern = object.value("pattern"_L1).toString();
            const QString problem = object.value("pattern"_L1).isString() ? problemWithPattern(pattern)
                                                                          : Tr::tr("it must be a text");
            if (!problem.isEmpty())
                return refusal(pointerTo(where, u"pattern"_s),
                               Tr::tr("the pattern is wrong: %1").arg(problem));
        }
        const auto rename = [&object](QLatin1String from, const char *to) {
            if (object.contains(from))
                object.insert(QLatin1String(to), object.take(from));
        };
        rename("pattern"_L1, patternKeyword);
        rename("format"_L1, formatKeyword);
        rename("uniqueItems"_L1, uniqueKeyword);
        if (object.contains("multipleOf"_L1) && object.value("multipleOf"_L1).toDouble() <= 0)
            return refusal(pointerTo(where, u"multipleOf"_s), Tr::tr("there must be a number above 0"));
        rename("multipleOf"_L1, multipleKeyword);
        wideIntegers(object);
        return {};
    }

    /// valijson takes a number beyond 32 bits for no integer when it comes from Qt.
    static void wideIntegers(QJsonObject &object)
    {
        QJsonArray types = object.value("type"_L1).isArray() ? object.value("type"_L1).toArray()
                                                             : QJsonArray{object.value("type"_L1)};
        const bool hasNumber = types.contains(u"number"_s);
        bool hasInteger = false;
        for (auto &&type : types) {
            if (type.toString() != "integer"_L1)
                continue;
            type = u"number"_s;
            hasInteger = true;
        }
        if (!hasInteger)
            return;
        QJsonArray once;
        for (const auto &type : std::as_const(types)) {
            if (!once.contains(type))
                once.append(type);
        }
        object.insert("type"_L1, once);
        if (!hasNumber)
            object.insert(QLatin1String(integerKeyword), true);
    }

    /// Before 2019-09 what stands beside "$ref" was ignored, and valijson ignores it.
    static QJsonValue besideReference(QJsonObject object)
    {
        QJsonObject beside;
        const QStringList members = object.keys();
        for (const QString &member : members) {
            if (!isAmong(annotations, member))
                beside.insert(member, object.take(member));
        }
        if (beside.isEmpty())
            return object;
        const QJsonObject reference{{u"$ref"_s, object.take("$ref"_L1)}};
        object.insert("allOf"_L1, QJsonArray{reference, beside});
        return object;
    }

    QJsonObject m_root;
    bool m_isDraft4;
};

} // namespace

Result<QJsonObject> preparedSchema(const QJsonObject &schema)
{
    if (schema.value("$schema"_L1).toString().contains("draft-03"_L1))
        return refusal(u"/$schema"_s, Tr::tr("draft 3 is not supported; use draft 7"));
    return Preparation(schema).schema(schema, {}, 0).map([](const QJsonValue &value) {
        return value.toObject();
    });
}

bool isDraft4(const QJsonObject &schema)
{
    return schema.value("$schema"_L1).toString().contains("draft-04"_L1);
}

QString pointerTo(const QString &parent, const QString &member)
{
    QString step = member;
    step.replace(u'~', "~0"_L1).replace(u'/', "~1"_L1);
    return QString(parent + u'/' + step);
}

} // namespace assay::validation
