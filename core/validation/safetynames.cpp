// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/safetynames.h"

#include "validation/injection.h"
#include "validation/validationtr.h"

namespace assay::validation {

using namespace Qt::StringLiterals;

QString directionName(Direction direction)
{
    return nameIn(directionNames, direction);
}

QString kindName(SafetyKind kind)
{
    return nameIn(kindNames, kind);
}

QString actionName(Action action)
{
    return nameIn(actionNames, action);
}

QJsonObject toJson(const Finding &finding)
{
    return {{u"rule"_s, finding.ruleId},
            {u"recogniser"_s, finding.recogniser},
            {u"kind"_s, kindName(finding.kind)},
            {u"direction"_s, directionName(finding.direction)},
            {u"action"_s, actionName(finding.action)},
            {u"block"_s, finding.block},
            {u"where"_s, finding.where},
            {u"offset"_s, finding.offset},
            {u"length"_s, finding.length},
            {u"score"_s, finding.score},
            {u"excerpt"_s, finding.excerpt}};
}

QJsonArray toJson(const QList<Finding> &findings)
{
    QJsonArray array;
    for (const Finding &finding : findings)
        array.append(toJson(finding));
    return array;
}

QList<Finding> findingsFromJson(const QJsonArray &array)
{
    QList<Finding> findings;
    for (const QJsonValue &value : array) {
        const QJsonObject object = value.toObject();
        Finding finding;
        finding.ruleId = object.value("rule"_L1).toString();
        finding.recogniser = object.value("recogniser"_L1).toString();
        finding.kind = valueIn(kindNames, object.value("kind"_L1).toString()).value_or(finding.kind);
        finding.direction =
            valueIn(directionNames, object.value("direction"_L1).toString()).value_or(finding.direction);
        finding.action = valueIn(actionNames, object.value("action"_L1).toString()).value_or(finding.action);
        finding.block = object.value("block"_L1).toInteger();
        finding.where = object.value("where"_L1).toString();
        finding.offset = object.value("offset"_L1).toInteger();
        finding.length = object.value("length"_L1).toInteger();
        finding.score = object.value("score"_L1).toDouble(1);
        finding.excerpt = object.value("excerpt"_L1).toString();
        findings.append(finding);
    }
    return findings;
}

namespace {

QList<Recogniser> allRecognisers()
{
    using enum SafetyKind;
    QList<Recogniser> all{
        {u"card"_s, PaymentCard, Tr::tr("Payment cards: issuer's range, length and Luhn checksum.")},
        {u"iban"_s, Iban, Tr::tr("Bank accounts: the country's length and checksum.")},
        {u"email"_s, Email, Tr::tr("E-mail addresses.")},
        {u"phone"_s, Phone, Tr::tr("Phone numbers that exist in the numbering plans.")},
        {u"ipv4"_s, IpAddress, Tr::tr("Addresses of IPv4, without loopback.")},
        {u"ipv6"_s, IpAddress, Tr::tr("Addresses of IPv6, without loopback.")},
        {u"us-ssn"_s, NationalId, Tr::tr("Social security numbers of the USA.")},
        {u"uk-nino"_s, NationalId, Tr::tr("National insurance numbers of the United Kingdom.")},
        {u"uk-nhs"_s, NationalId, Tr::tr("NHS numbers of the United Kingdom, where “NHS” stands before.")},
        {u"de-steuer-id"_s, NationalId, Tr::tr("Tax identification numbers of Germany.")},
        {u"fr-nir"_s, NationalId, Tr::tr("Social security numbers (NIR) of France.")},
        {u"es-dni"_s, NationalId, Tr::tr("Identity numbers (DNI) of Spain.")},
        {u"es-nie"_s, NationalId, Tr::tr("Foreigners' numbers (NIE) of Spain.")},
        {u"it-codice-fiscale"_s, NationalId, Tr::tr("Tax codes of Italy.")},
        {u"nl-bsn"_s, NationalId,
         Tr::tr("Citizen service numbers (BSN) of the Netherlands, where “BSN” stands before.")},
        {u"pl-pesel"_s, NationalId, Tr::tr("PESEL numbers of Poland.")},
    };
    for (const QString &id : {u"anthropic-key"_s, u"openai-key"_s, u"google-key"_s, u"aws-key"_s,
                              u"github-token"_s, u"gitlab-token"_s, u"slack-token"_s, u"slack-webhook"_s,
                              u"stripe-key"_s, u"huggingface-token"_s, u"groq-key"_s, u"xai-key"_s,
                              u"npm-token"_s, u"pypi-token"_s, u"sendgrid-key"_s, u"telegram-token"_s})
        all.append({id, Secret, Tr::tr("Keys in the shape that the vendor gives out.")});
    all.append({u"jwt"_s, Secret, Tr::tr("JSON web tokens.")});
    all.append({u"private-key"_s, Secret, Tr::tr("Private keys in PEM.")});
    all.append({u"assigned-secret"_s, Secret,
                Tr::tr("Random looking values given to a password, secret, token or key.")});
    all.append({u"url-password"_s, Secret, Tr::tr("Passwords in addresses (https://name:password@host).")});
    all.append({u"blocked-word"_s, BlockedText, Tr::tr("Words and phrases of the block list.")});
    all.append({u"blocked-pattern"_s, BlockedText, Tr::tr("Expressions of the block list.")});
    return all + injectionRules();
}

} // namespace

const QList<Recogniser> &recognisers()
{
    static const QList<Recogniser> all = allRecognisers();
    return all;
}

} // namespace assay::validation
