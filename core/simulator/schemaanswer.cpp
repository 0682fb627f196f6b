// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/schemaanswer.h"

#include <algorithm>
#include <cmath>

#include <QJsonArray>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

constexpr int deepest = 16;
constexpr std::size_t dimensions = 256;

QString typeOf(const QJsonObject &schema)
{
    const QJsonValue type = schema.value(u"type"_s);
    const QString word = type.isArray() ? type[0].toString() : type.toString();
    if (!word.isEmpty())
        return word.toLower(); // Gemini writes OBJECT
    return schema.contains(u"properties"_s) ? u"object"_s : u"string"_s;
}

bool fits(const QJsonValue &value, const QString &type)
{
    return (type == u"string"_s && value.isString()) || (type == u"boolean"_s && value.isBool())
        || (type == u"number"_s && value.isDouble())
        || (type == u"integer"_s && value.isDouble() && value.toDouble() == std::floor(value.toDouble()));
}

QJsonValue made(const QJsonObject &schema, const QJsonValue &hint, const QString &text, int depth);

QJsonObject objectFor(const QJsonObject &schema, const QJsonValue &hint, const QString &text, int depth)
{
    QJsonObject object;
    const QJsonObject properties = schema.value(u"properties"_s).toObject();
    for (auto it = properties.begin(); it != properties.end(); ++it)
        object.insert(it.key(), made(it.value().toObject(), hint[it.key()], text, depth + 1));
    return object;
}

QJsonArray arrayFor(const QJsonObject &schema, const QJsonValue &hint, const QString &text, int depth)
{
    const QJsonObject item = schema.value(u"items"_s).toObject();
    QJsonArray array;
    for (const QJsonValue &each : hint.toArray())
        array.append(made(item, each, text, depth + 1));
    const int least = std::max(schema.value(u"minItems"_s).toInt(), hint.isArray() ? 0 : 1);
    while (array.size() < least)
        array.append(made(item, {}, text, depth + 1));
    return array;
}

QJsonValue made(const QJsonObject &schema, const QJsonValue &hint, const QString &text, int depth)
{
    if (depth > deepest)
        return {};
    if (schema.contains(u"const"_s))
        return schema.value(u"const"_s);
    if (const QJsonArray choices = schema.value(u"enum"_s).toArray(); !choices.isEmpty())
        return choices.contains(hint) ? hint : choices.first();
    if (const QJsonArray any = schema.value(u"anyOf"_s).toArray(); !any.isEmpty())
        return made(any.first().toObject(), hint, text, depth + 1);
    const QString type = typeOf(schema);
    if (type == u"object"_s)
        return objectFor(schema, hint, text, depth);
    if (type == u"array"_s)
        return arrayFor(schema, hint, text, depth);
    if (fits(hint, type))
        return hint;
    if (type == u"boolean"_s)
        return true;
    if (type == u"number"_s || type == u"integer"_s)
        return schema.value(u"minimum"_s).toDouble(1);
    if (type == u"null"_s)
        return {};
    return text;
}

/// The name a question is about: its last capitalised word, or its last word.
QString subjectOf(const QString &text)
{
    static const QRegularExpression word(u"\\w+"_s, QRegularExpression::UseUnicodePropertiesOption);
    QString subject;
    QString last;
    for (auto it = word.globalMatch(text); it.hasNext();) {
        last = it.next().captured();
        if (last.front().isUpper())
            subject = last;
    }
    return subject.isEmpty() ? last : subject;
}

/// FNV-1a of the UTF-16 units. Not qHash(), which differs in every run: the embedding of a text must not.
std::uint64_t hashOf(QStringView text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const QChar c : text) {
        hash ^= c.unicode();
        hash *= 0x100000001b3U;
    }
    return hash ^ (hash >> 29U);
}

void addFeature(std::vector<float> &vector, QStringView feature, float weight)
{
    const std::uint64_t hash = hashOf(feature);
    vector[hash % dimensions] += (hash >> 32U) % 2 == 0 ? weight : -weight;
}

} // namespace

QJsonValue valueFor(const QJsonObject &schema, const QJsonValue &hint, const QString &text)
{
    return made(schema, hint, text, 0);
}

const OfferedTool *toolToCall(const ChatRequest &request)
{
    if (request.tools.empty() || !request.toolResult.isEmpty())
        return nullptr;
    constexpr int shortestWord = 4;
    for (const OfferedTool &tool : request.tools) {
        if (tool.name == request.namedTool)
            return &tool;
    }
    for (const OfferedTool &tool : request.tools) {
        const QStringList words = tool.name.split(u'_', Qt::SkipEmptyParts);
        const bool isSpokenOf = std::any_of(words.begin(), words.end(), [&request](const QString &word) {
            return word.size() >= shortestWord && request.user.contains(word, Qt::CaseInsensitive);
        });
        if (isSpokenOf)
            return &tool;
    }
    return request.mustCallTool ? &request.tools.front() : nullptr;
}

QJsonObject argumentsFor(const OfferedTool &tool, const QString &user)
{
    return valueFor(tool.schema, {}, subjectOf(user)).toObject();
}

std::vector<float> embeddingOf(const QString &text)
{
    std::vector<float> vector(dimensions);
    static const QRegularExpression word(u"\\w+"_s, QRegularExpression::UseUnicodePropertiesOption);
    const QString lower = text.toLower();
    for (auto it = word.globalMatch(lower); it.hasNext();) {
        const QString each = it.next().captured();
        addFeature(vector, each, 1.0F);
        for (qsizetype i = 0; i + 3 <= each.size(); ++i)
            addFeature(vector, QStringView(each).mid(i, 3), 0.3F);
    }
    float square = 0;
    for (const float value : vector)
        square += value * value;
    if (square <= 0) {
        vector[0] = 1; // no words: still a vector of length 1
        return vector;
    }
    for (float &value : vector)
        value /= std::sqrt(square);
    return vector;
}

} // namespace assay::simulator
