// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/boundedregex.h"
#include "validation/formatchecks.h"
#include "validation/safety.h"
#include "validation/safetynames.h"
#include "validation/strictobject.h"
#include "validation/validationtr.h"

#include <QSet>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

auto refusal(const QString &member, const QString &reason)
{
    return fail(ErrorCode::InvalidInput, Tr::tr("“safety.%1” is wrong: %2.").arg(member, reason));
}

QJsonArray toJson(const QList<TextPattern> &patterns)
{
    QJsonArray array;
    for (const TextPattern &pattern : patterns) {
        QJsonObject object{{u"text"_s, pattern.text}};
        if (pattern.isRegex)
            object.insert("regex"_L1, true);
        array.append(object);
    }
    return array;
}

QJsonObject toJson(const SafetyRule &rule)
{
    QJsonObject object{{u"id"_s, rule.id},
                       {u"kind"_s, kindName(rule.kind)},
                       {u"direction"_s, nameIn(appliesToNames, rule.appliesTo)},
                       {u"action"_s, actionName(rule.action)}};
    if (!rule.only.isEmpty())
        object.insert("only"_L1, QJsonArray::fromStringList(rule.only));
    return object;
}

Result<SafetyRule> ruleFromJson(const QJsonValue &value, const QString &path)
{
    if (!value.isObject())
        return fail(ErrorCode::InvalidInput, Tr::tr("“%1” is wrong: it must be an object.").arg(path));
    StrictObject reader(value.toObject(), path);
    SafetyRule rule;
    rule.id = reader.text("id"_L1);
    for (const QLatin1String needed : {"kind"_L1, "action"_L1}) {
        if (!reader.has(needed))
            reader.refuse(needed, Tr::tr("it is missing"));
    }
    rule.kind = reader.choice("kind"_L1, kindNames, rule.kind);
    rule.appliesTo = reader.choice("direction"_L1, appliesToNames, rule.appliesTo);
    rule.action = reader.choice("action"_L1, actionNames, rule.action);
    rule.only = reader.texts("only"_L1);
    return reader.finished().map([&] { return rule; });
}

Result<TextPattern> patternFromJson(const QJsonValue &value, const QString &path)
{
    if (value.isString())
        return TextPattern{value.toString(), false};
    if (!value.isObject())
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("“%1” is wrong: it must be a text or an object.").arg(path));
    StrictObject reader(value.toObject(), path);
    TextPattern pattern;
    pattern.text = reader.text("text"_L1);
    pattern.isRegex = reader.flag("regex"_L1, false);
    return reader.finished().map([&] { return pattern; });
}

template <typename T, typename Read>
Result<QList<T>> listFromJson(const QJsonArray &array, const QString &path, Read read)
{
    QList<T> list;
    for (qsizetype i = 0; i < array.size(); ++i) {
        auto element = read(array.at(i), u"%1[%2]"_s.arg(path).arg(i));
        if (!element)
            return tl::unexpected(element.error());
        list.append(std::move(*element));
    }
    return list;
}

bool isRecogniserOf(const QString &id, SafetyKind kind)
{
    return std::any_of(recognisers().begin(), recognisers().end(),
                       [&](const Recogniser &each) { return each.id == id && each.kind == kind; });
}

Result<> checkRules(const QList<SafetyRule> &rules)
{
    QSet<QString> ids;
    for (qsizetype i = 0; i < rules.size(); ++i) {
        const SafetyRule &rule = rules.at(i);
        const QString path = u"rules[%1]"_s.arg(i);
        if (rule.id.trimmed().isEmpty() || ids.contains(rule.id))
            return refusal(QString(path + u".id"), Tr::tr("every rule needs an id of its own"));
        ids.insert(rule.id);
        for (const QString &id : rule.only) {
            if (!isRecogniserOf(id, rule.kind))
                return refusal(QString(path + u".only"),
                               Tr::tr("“%1” recognises nothing of this kind").arg(id.left(60)));
        }
        if (rule.kind == SafetyKind::Injection
            && (rule.action == Action::Mask || rule.action == Action::Hash))
            return refusal(QString(path + u".action"),
                           Tr::tr("an injection cannot be masked; flag, review or block it"));
    }
    return {};
}

Result<> checkPatterns(const QList<TextPattern> &patterns, const QString &member)
{
    if (patterns.size() > SafetyPolicy::patternsMax)
        return refusal(member, Tr::tr("it has more than %1 entries").arg(SafetyPolicy::patternsMax));
    for (qsizetype i = 0; i < patterns.size(); ++i) {
        const TextPattern &pattern = patterns.at(i);
        const QString problem = pattern.text.trimmed().isEmpty() ? Tr::tr("the text is empty")
            : pattern.isRegex                                    ? problemWithPattern(pattern.text)
                                                                 : QString();
        if (!problem.isEmpty())
            return refusal(u"%1[%2]"_s.arg(member).arg(i), problem);
    }
    return {};
}

} // namespace

QList<SafetyRule> usualSafetyRules()
{
    using enum SafetyKind;
    return {{u"cards"_s, PaymentCard, AppliesTo::Both, Action::Mask, {}},
            {u"accounts"_s, Iban, AppliesTo::Both, Action::Mask, {}},
            {u"national-ids"_s, NationalId, AppliesTo::Both, Action::Mask, {}},
            {u"secrets-out"_s, Secret, AppliesTo::Input, Action::Mask, {}},
            {u"secrets-back"_s, Secret, AppliesTo::Output, Action::Flag, {}},
            {u"emails"_s, Email, AppliesTo::Both, Action::Flag, {}},
            {u"phones"_s, Phone, AppliesTo::Both, Action::Flag, {}},
            {u"injections"_s, Injection, AppliesTo::Input, Action::Review, {}}};
}

QJsonObject toJson(const SafetyPolicy &policy)
{
    QJsonArray rules;
    for (const SafetyRule &rule : policy.rules)
        rules.append(toJson(rule));
    return {{u"enabled"_s, policy.enabled},
            {u"rules"_s, rules},
            {u"block_list"_s, toJson(policy.blockList)},
            {u"allow_list"_s, toJson(policy.allowList)},
            {u"injection_threshold"_s, policy.injectionThreshold},
            {u"phone_region"_s, policy.phoneRegion}};
}

Result<SafetyPolicy> safetyPolicyFromJson(const QJsonObject &object)
{
    StrictObject reader(object, u"safety"_s);
    SafetyPolicy policy;
    policy.enabled = reader.flag("enabled"_L1, policy.enabled);
    policy.injectionThreshold = reader.number("injection_threshold"_L1, policy.injectionThreshold, 0, 1);
    policy.phoneRegion = reader.text("phone_region"_L1);
    const QJsonArray rules = reader.array("rules"_L1);
    const QJsonArray blocked = reader.array("block_list"_L1);
    const QJsonArray allowed = reader.array("allow_list"_L1);
    if (auto read = reader.finished(); !read)
        return tl::unexpected(read.error());

    auto ruleList = listFromJson<SafetyRule>(rules, u"safety.rules"_s, ruleFromJson);
    if (!ruleList)
        return tl::unexpected(ruleList.error());
    auto blockList = listFromJson<TextPattern>(blocked, u"safety.block_list"_s, patternFromJson);
    if (!blockList)
        return tl::unexpected(blockList.error());
    auto allowList = listFromJson<TextPattern>(allowed, u"safety.allow_list"_s, patternFromJson);
    if (!allowList)
        return tl::unexpected(allowList.error());
    policy.rules = std::move(*ruleList);
    policy.blockList = std::move(*blockList);
    policy.allowList = std::move(*allowList);
    if (policy.enabled && policy.rules.isEmpty() && policy.blockList.isEmpty())
        policy.rules = usualSafetyRules();
    return checked(policy).map([&] { return policy; });
}

Result<> checked(const SafetyPolicy &policy)
{
    if (auto rules = checkRules(policy.rules); !rules)
        return rules;
    if (auto list = checkPatterns(policy.blockList, u"block_list"_s); !list)
        return list;
    if (auto list = checkPatterns(policy.allowList, u"allow_list"_s); !list)
        return list;
    if (!(policy.injectionThreshold >= 0 && policy.injectionThreshold <= 1))
        return refusal(u"injection_threshold"_s, Tr::tr("it must be from 0 to 1"));
    if (!policy.phoneRegion.isEmpty() && !isKnownRegion(policy.phoneRegion))
        return refusal(u"phone_region"_s,
                       Tr::tr("“%1” is no country code such as “DE”").arg(policy.phoneRegion.left(20)));
    return {};
}

} // namespace assay::validation
