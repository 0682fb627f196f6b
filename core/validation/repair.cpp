// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "validation/formatchecks.h"
#include "validation/jsonrepair.h"
#include "validation/jsontext.h"
#include "validation/validator.h"

#include <QRegularExpression>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

/// The only different match of `candidate` in the text that has no problem; two different ones are no answer.
template <typename HasProblem>
std::optional<QString> onlyOne(const QString &text, const QRegularExpression &candidate, HasProblem problem)
{
    constexpr int candidatesMax = 50;
    std::optional<QString> found;
    auto matches = candidate.globalMatch(text);
    for (int i = 0; matches.hasNext(); ++i) {
        const QString value = matches.next().captured();
        if (i == candidatesMax || (found && *found != value && problem(value).isEmpty()))
            return std::nullopt;
        if (problem(value).isEmpty())
            found = value;
    }
    return found;
}

std::optional<QString> extracted(const OutputContract &contract, const QString &text)
{
    static const QRegularExpression email(
        u"(?<![\\w.+-])[\\w.!#$%&'+/=?^{|}~-]{1,64}+@(?:[a-zA-Z0-9-]{1,63}+\\.){1,8}[a-zA-Z0-9-]{1,63}+"_s);
    static const QRegularExpression phone(u"(?<![\\w+])\\+?[0-9(][0-9 ()./\\-]{4,30}[0-9](?!\\w)"_s);
    static const QRegularExpression url(u"\\b(?:https?|ftp)://[^\\s<>\"'`\\])]{1,2000}+(?<![.,;:!?])"_s);
    static const QRegularExpression date(
        u"(?<![\\d-])\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?(?:Z|[+-]\\d{2}:?\\d{2})?)?(?![\\d-])"_s);
    switch (contract.format) {
    case Format::Email:
        return onlyOne(text, email, problemWithEmail);
    case Format::Phone:
        return onlyOne(text, phone,
                       [&](const QString &value) { return problemWithPhone(value, contract.region); });
    case Format::Url:
        return onlyOne(text, url, problemWithUrl);
    case Format::Date:
        if (!contract.dateFormat.isEmpty())
            return std::nullopt;
        return onlyOne(text, date, [](const QString &value) { return problemWithDate(value, {}); });
    default:
        return std::nullopt;
    }
}

QString wanted(const OutputContract &contract)
{
    switch (contract.format) {
    case Format::Any:
        return {};
    case Format::Json:
        return u"It must be one valid JSON value and nothing else: no Markdown fence, no explanation."_s;
    case Format::JsonSchema:
        return u"It must be one JSON value and nothing else (no Markdown fence, no explanation), valid against this JSON schema:\n"_s
            + QString::fromUtf8(toCompactJson(contract.schema));
    case Format::Email:
        return u"It must be one e-mail address and nothing else."_s;
    case Format::Phone:
        return contract.region.isEmpty()
            ? u"It must be one phone number with its country code (+…) and nothing else."_s
            : u"It must be one phone number valid in %1 and nothing else."_s.arg(contract.region.toUpper());
    case Format::Url:
        return u"It must be one absolute http or https address and nothing else."_s;
    case Format::Date:
        return u"It must be one date in the form %1 and nothing else."_s.arg(
            contract.dateFormat.isEmpty() ? u"YYYY-MM-DD (ISO 8601)"_s : contract.dateFormat);
    case Format::Regex:
        return u"All of it must match this regular expression: %1"_s.arg(contract.pattern);
    case Format::Language:
        return u"It must be written in the language “%1”."_s.arg(contract.language);
    }
    return {};
}

} // namespace

std::optional<QString> repaired(const OutputContract &contract, const QString &text)
{
    const bool isJson = contract.format == Format::Json || contract.format == Format::JsonSchema;
    if (isJson && parseJson(text))
        return std::nullopt; // well-formed: what is wrong is a value, and those are not made up
    const auto result = isJson ? repairedJson(text) : extracted(contract, text);
    return result && *result != text.trimmed() ? result : std::nullopt;
}

QString reAskMessage(const OutputContract &contract, const Verdict &verdict)
{
    QString message = u"Your last answer cannot be used:\n"_s;
    for (const Problem &problem : verdict.problems) {
        message += problem.where.isEmpty()
            ? QString(u"- "_s + problem.message + u'\n')
            : QString(u"- at "_s + problem.where + u": " + problem.message + u'\n');
    }
    const QString format = wanted(contract);
    if (!format.isEmpty())
        message += format + u'\n';
    return QString(message + u"Answer again with the corrected answer only.");
}

} // namespace assay::validation
