// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/contract.h"

#include "validation/boundedregex.h"
#include "validation/formatchecks.h"
#include "validation/jsonschema.h"
#include "validation/strictobject.h"
#include "validation/validationtr.h"

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

constexpr std::array formatNames{
    std::pair{Format::Any, "any"_L1},
    std::pair{Format::Json, "json"_L1},
    std::pair{Format::JsonSchema, "json_schema"_L1},
    std::pair{Format::Email, "email"_L1},
    std::pair{Format::Phone, "phone"_L1},
    std::pair{Format::Url, "url"_L1},
    std::pair{Format::Date, "date"_L1},
    std::pair{Format::Regex, "regex"_L1},
    std::pair{Format::Language, "language"_L1},
};
constexpr std::array formatterNames{
    std::pair{Formatter::Trim, "trim"_L1},
    std::pair{Formatter::JsonPretty, "json_pretty"_L1},
    std::pair{Formatter::MarkdownToPlain, "markdown_to_plain"_L1},
};

QList<Formatter> formattersFrom(StrictObject &reader)
{
    QList<Formatter> formatters;
    const QStringList names = reader.texts("formatters"_L1);
    for (const QString &name : names) {
        if (const auto known = valueIn(formatterNames, name))
            formatters.append(*known);
        else
            reader.refuse(u"formatters"_s,
                          Tr::tr("“%1” is none of trim, json_pretty, markdown_to_plain").arg(name.left(60)));
    }
    return formatters;
}

auto refusal(QLatin1String member, const QString &reason)
{
    return fail(ErrorCode::InvalidInput, Tr::tr("“output.%1” is wrong: %2.").arg(member, reason));
}

Result<> checkFormat(const OutputContract &contract)
{
    switch (contract.format) {
    case Format::JsonSchema: {
        const auto compiled = JsonSchema::compile(contract.schema);
        return compiled ? Result<>() : tl::unexpected(compiled.error());
    }
    case Format::Regex: {
        const QString problem = contract.pattern.isEmpty() ? Tr::tr("a format “regex” needs it")
                                                           : problemWithPattern(contract.pattern);
        return problem.isEmpty() ? Result<>() : refusal("pattern"_L1, problem);
    }
    case Format::Phone:
        if (!contract.region.isEmpty() && !isKnownRegion(contract.region))
            return refusal("region"_L1,
                           Tr::tr("“%1” is no country code such as “DE”").arg(contract.region.left(20)));
        return {};
    case Format::Language:
        if (!isKnownLanguage(contract.language))
            return refusal("language"_L1,
                           Tr::tr("“%1” is no language that can be recognised, such as “de”")
                               .arg(contract.language.left(20)));
        return {};
    default:
        return {};
    }
}

} // namespace

QJsonObject toJson(const OutputContract &contract)
{
    const OutputContract none;
    QJsonObject object;
    const auto put = [&object](QLatin1String member, const QJsonValue &value, bool isDefault) {
        if (!isDefault)
            object.insert(member, value);
    };
    put("format"_L1, nameIn(formatNames, contract.format), contract.format == none.format);
    put("schema"_L1, contract.schema, contract.schema.isEmpty());
    put("pattern"_L1, contract.pattern, contract.pattern.isEmpty());
    put("region"_L1, contract.region, contract.region.isEmpty());
    put("date_format"_L1, contract.dateFormat, contract.dateFormat.isEmpty());
    put("language"_L1, contract.language, contract.language.isEmpty());
    put("min_length"_L1, contract.minLength.value_or(0), !contract.minLength);
    put("max_length"_L1, contract.maxLength.value_or(0), !contract.maxLength);
    put("must_not_contain"_L1, QJsonArray::fromStringList(contract.mustNotContain),
        contract.mustNotContain.isEmpty());
    put("repair"_L1, contract.repair, contract.repair == none.repair);
    put("max_re_asks"_L1, contract.maxReAsks, contract.maxReAsks == none.maxReAsks);
    put("fail_otherwise"_L1, contract.failOtherwise, contract.failOtherwise == none.failOtherwise);
    QStringList formatters;
    for (const Formatter formatter : contract.formatters)
        formatters.append(nameIn(formatterNames, formatter));
    put("formatters"_L1, QJsonArray::fromStringList(formatters), formatters.isEmpty());
    return object;
}

Result<OutputContract> contractFromJson(const QJsonObject &object)
{
    StrictObject reader(object, u"output"_s);
    OutputContract contract;
    contract.format = reader.choice("format"_L1, formatNames, contract.format);
    contract.schema = reader.object("schema"_L1);
    contract.pattern = reader.text("pattern"_L1);
    contract.region = reader.text("region"_L1);
    contract.dateFormat = reader.text("date_format"_L1);
    contract.language = reader.text("language"_L1);
    contract.minLength = reader.integer("min_length"_L1, 0, OutputContract::lengthMax);
    contract.maxLength = reader.integer("max_length"_L1, 0, OutputContract::lengthMax);
    contract.mustNotContain = reader.texts("must_not_contain"_L1);
    contract.repair = reader.flag("repair"_L1, contract.repair);
    contract.maxReAsks = reader.integer("max_re_asks"_L1, 0, OutputContract::maxReAsksMax).value_or(0);
    contract.failOtherwise = reader.flag("fail_otherwise"_L1, contract.failOtherwise);
    contract.formatters = formattersFrom(reader);
    if (auto read = reader.finished(); !read)
        return tl::unexpected(read.error());
    if (auto fine = checked(contract); !fine)
        return tl::unexpected(fine.error());
    return contract;
}

Result<> checked(const OutputContract &contract)
{
    if (contract.maxReAsks < 0 || contract.maxReAsks > OutputContract::maxReAsksMax)
        return refusal("max_re_asks"_L1, Tr::tr("it must be from 0 to %1").arg(OutputContract::maxReAsksMax));
    if (contract.minLength.value_or(0) < 0 || contract.maxLength.value_or(0) < 0)
        return refusal("min_length"_L1, Tr::tr("a length cannot be negative"));
    if (contract.minLength && contract.maxLength && *contract.minLength > *contract.maxLength)
        return refusal(
            "min_length"_L1,
            Tr::tr("%1 is above the largest length %2").arg(*contract.minLength).arg(*contract.maxLength));
    for (const QString &text : contract.mustNotContain) {
        if (text.trimmed().isEmpty())
            return refusal("must_not_contain"_L1, Tr::tr("an empty text is in every answer"));
    }
    return checkFormat(contract);
}

} // namespace assay::validation
