// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/listfields.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(ListFields)
};
using Kind = ListField::Kind;

QList<ListField> patterns()
{
    return {{u"text"_s, Tr::tr("Text")}, {u"regex"_s, Tr::tr("Regular expression"), Kind::Flag}};
}

QStringList partsOf(const QString &text)
{
    QStringList parts;
    for (const QString &part : text.split(u',')) {
        if (!part.trimmed().isEmpty())
            parts.append(part.trimmed());
    }
    return parts;
}

QString textOf(const QJsonObject &candidate)
{
    const int weight = candidate["weight"_L1].toInt(1);
    const QString model = candidate["model"_L1].toString();
    return weight == 1 ? model : u"%1 \u00d7 %2"_s.arg(model).arg(weight);
}

QJsonObject candidateOf(const QString &text)
{
    static const QRegularExpression weighted(u"^(.*\\S)\\s*(?:\u00d7|\\s[x*])\\s*(\\d{1,7})$"_s);
    const auto match = weighted.match(text);
    QJsonObject candidate{{u"model"_s, match.hasMatch() ? match.captured(1) : text}};
    if (match.hasMatch())
        candidate.insert("weight"_L1, match.captured(2).toInt());
    return candidate;
}

QJsonValue numberOf(const QString &text, Kind kind)
{
    if (text.isEmpty())
        return QJsonValue::Undefined;
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    if (!isNumber)
        return text; // the policy refuses it with its path
    return kind == Kind::Number && number == static_cast<double>(static_cast<qint64>(number))
        ? QJsonValue(static_cast<qint64>(number))
        : QJsonValue(number);
}

} // namespace

QList<ListField> listFieldsOf(const QString &path)
{
    if (path == "rate_limits"_L1)
        return {{u"provider"_s, Tr::tr("Provider")},
                {u"model"_s, Tr::tr("Model")},
                {u"key"_s, Tr::tr("Access key")},
                {u"requests_per_minute"_s, Tr::tr("Requests a minute"), Kind::Number},
                {u"tokens_per_minute"_s, Tr::tr("Tokens a minute"), Kind::Number}};
    if (path == "forced_circuits"_L1)
        return {{u"model"_s, Tr::tr("Model")},
                {u"state"_s, Tr::tr("State"), Kind::Word, {u"open"_s, u"closed"_s}},
                {u"who"_s, Tr::tr("Who")},
                {u"reason"_s, Tr::tr("Reason")}};
    if (path == "routes"_L1)
        return {
            {u"name"_s, Tr::tr("Name")},
            {u"policy"_s,
             Tr::tr("Policy"),
             Kind::Word,
             {u"fixed"_s, u"cheapest"_s, u"fastest"_s, u"lowest-error"_s, u"weighted"_s, u"complexity"_s}},
            {u"candidates"_s, Tr::tr("Models"), Kind::Models},
            {u"complexity_threshold"_s, Tr::tr("Complexity from"), Kind::Real}};
    if (path == "budgets"_L1)
        return {{u"scope"_s,
                 Tr::tr("Of"),
                 Kind::Word,
                 {u"workspace"_s, u"prompt"_s, u"model"_s, u"user"_s, u"key"_s}},
                {u"subject"_s, Tr::tr("Which (empty: each)")},
                {u"period"_s, Tr::tr("Period"), Kind::Word, {u"month"_s, u"week"_s, u"day"_s}},
                {u"limit_usd"_s, Tr::tr("Limit, $")},
                {u"hard"_s, Tr::tr("Refuses"), Kind::Flag},
                {u"warn_at_percent"_s, Tr::tr("Warns at, %"), Kind::Number}};
    if (path == "safety.rules"_L1)
        return {{u"id"_s, Tr::tr("Name")},
                {u"kind"_s,
                 Tr::tr("Finds"),
                 Kind::Word,
                 {u"payment_card"_s, u"iban"_s, u"email"_s, u"phone"_s, u"ip_address"_s, u"national_id"_s,
                  u"secret"_s, u"blocked_text"_s, u"injection"_s}},
                {u"direction"_s, Tr::tr("Where"), Kind::Word, {u"both"_s, u"input"_s, u"output"_s}},
                {u"action"_s,
                 Tr::tr("Action"),
                 Kind::Word,
                 {u"flag"_s, u"mask"_s, u"hash"_s, u"review"_s, u"block"_s, u"allow"_s}},
                {u"only"_s, Tr::tr("Only these recognisers"), Kind::Texts}};
    if (path == "safety.block_list"_L1 || path == "safety.allow_list"_L1)
        return patterns();
    if (path == "cache.sampled_prompts"_L1)
        return {{QString(), Tr::tr("Prompt")}};
    return {};
}

QString cellText(const ListField &field, const QJsonValue &value)
{
    QStringList parts;
    for (const QJsonValue &part : value.toArray())
        parts.append(part.isObject() ? textOf(part.toObject()) : part.toString());
    if (value.isArray())
        return parts.join(", "_L1);
    if (value.isDouble())
        return field.kind == Kind::Real ? QString::number(value.toDouble())
                                        : QString::number(value.toInteger());
    return value.toString();
}

QJsonValue cellValue(const ListField &field, const QString &text)
{
    const QString trimmed = text.trimmed();
    QJsonArray parts;
    switch (field.kind) {
    case Kind::Number:
    case Kind::Real:
        return numberOf(trimmed, field.kind);
    case Kind::Texts:
        return trimmed.isEmpty() ? QJsonValue(QJsonValue::Undefined)
                                 : QJsonArray::fromStringList(partsOf(trimmed));
    case Kind::Models:
        for (const QString &part : partsOf(trimmed))
            parts.append(candidateOf(part));
        return parts;
    case Kind::Flag:
        return trimmed == "true"_L1;
    case Kind::Text:
    case Kind::Word:
        break;
    }
    return trimmed.isEmpty() && !field.key.isEmpty() ? QJsonValue(QJsonValue::Undefined)
                                                     : QJsonValue(trimmed);
}

} // namespace assay::ui
