// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/validator.h"

#include "validation/boundedregex.h"
#include "validation/formatchecks.h"
#include "validation/jsonschema.h"
#include "validation/jsontext.h"
#include "validation/markdownplain.h"
#include "validation/validationtr.h"

#include <QJsonArray>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

using Problems = std::vector<Problem>;

void append(Problems &problems, QLatin1String rule, const QString &message)
{
    if (!message.isEmpty())
        problems.push_back({rule, {}, message});
}

void checkJson(const OutputContract &contract, const QString &text, Problems &problems)
{
    const auto value = parseJson(text);
    if (!value) {
        problems.push_back(value.error());
        return;
    }
    if (contract.format != Format::JsonSchema)
        return;
    const auto schema = JsonSchema::compile(contract.schema);
    if (schema)
        problems = schema->problems(*value);
    else
        append(problems, "contract"_L1, schema.error().message);
}

void checkRegex(const OutputContract &contract, const QString &text, Problems &problems)
{
    const QRegularExpression regex = boundedWholeRegex(contract.pattern);
    const auto match = regex.match(text);
    if (!regex.isValid())
        append(problems, "contract"_L1, Tr::tr("The pattern of the contract does not compile."));
    else if (!match.isValid())
        append(problems, "regex"_L1, Tr::tr("The pattern takes too long on this answer; simplify it."));
    else if (!match.hasMatch())
        append(problems, "regex"_L1,
               Tr::tr("The answer does not match the pattern “%1”.").arg(contract.pattern.left(200)));
}

void checkFormat(const OutputContract &contract, const QString &text, Problems &problems)
{
    switch (contract.format) {
    case Format::Any:
        return;
    case Format::Json:
    case Format::JsonSchema:
        return checkJson(contract, text, problems);
    case Format::Email:
        return append(problems, "email"_L1, problemWithEmail(text));
    case Format::Phone:
        return append(problems, "phone"_L1, problemWithPhone(text, contract.region));
    case Format::Url:
        return append(problems, "url"_L1, problemWithUrl(text));
    case Format::Date:
        return append(problems, "date"_L1, problemWithDate(text, contract.dateFormat));
    case Format::Regex:
        return checkRegex(contract, text, problems);
    case Format::Language:
        return append(problems, "language"_L1, problemWithLanguage(text, contract.language));
    }
}

void checkLength(const OutputContract &contract, const QString &text, Problems &problems)
{
    const qsizetype pairs =
        std::count_if(text.begin(), text.end(), [](QChar c) { return c.isLowSurrogate(); });
    const qsizetype length = text.size() - pairs;
    if (contract.minLength && length < *contract.minLength)
        append(problems, "min_length"_L1,
               Tr::tr("The answer has %1 characters; at least %2 are wanted.")
                   .arg(length)
                   .arg(*contract.minLength));
    if (contract.maxLength && length > *contract.maxLength)
        append(problems, "max_length"_L1,
               Tr::tr("The answer has %1 characters; at most %2 are allowed.")
                   .arg(length)
                   .arg(*contract.maxLength));
}

void checkWords(const OutputContract &contract, const QString &text, Problems &problems)
{
    if (contract.mustNotContain.isEmpty())
        return;
    auto matches = wordsRegex(contract.mustNotContain).globalMatch(text);
    while (matches.hasNext() && problems.size() < Verdict::maxProblems) {
        const auto match = matches.next();
        problems.push_back({u"must_not_contain"_s, lineAndColumn(text, match.capturedStart()),
                            Tr::tr("The answer contains “%1”, which it must not.").arg(match.captured())});
    }
}

} // namespace

QJsonObject toJson(const Verdict &verdict)
{
    QJsonArray problems;
    for (const Problem &problem : verdict.problems) {
        problems.append(QJsonObject{
            {u"rule"_s, problem.rule}, {u"where"_s, problem.where}, {u"message"_s, problem.message}});
    }
    return {{u"ok"_s, verdict.ok}, {u"repaired"_s, verdict.repaired}, {u"problems"_s, problems}};
}

Verdict validate(const OutputContract &contract, const QString &text)
{
    const QString trimmed = text.trimmed();
    Verdict verdict;
    checkFormat(contract, trimmed, verdict.problems);
    checkLength(contract, trimmed, verdict.problems);
    checkWords(contract, trimmed, verdict.problems);
    verdict.ok = verdict.problems.empty();
    return verdict;
}

QString formatted(const OutputContract &contract, const QString &text)
{
    QString result = text;
    for (const Formatter formatter : contract.formatters) {
        switch (formatter) {
        case Formatter::Trim:
            result = result.trimmed();
            break;
        case Formatter::JsonPretty:
            if (parseJson(result))
                result = prettyJson(result);
            break;
        case Formatter::MarkdownToPlain:
            result = markdownToPlain(result);
            break;
        }
    }
    return result;
}

} // namespace assay::validation
