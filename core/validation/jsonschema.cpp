// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/jsonschema.h"

#include "validation/schemaconstraints.h"
#include "validation/schemaprepare.h"
#include "validation/validationtr.h"

#include <exception>

#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/validator.hpp>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;
using valijson::adapters::QtJsonAdapter;

/// From valijson's steps ("<root>", "[items]", "[0]") to a JSON pointer.
QString pointerOf(const std::vector<std::string> &context)
{
    QString pointer;
    for (size_t i = 1; i < context.size(); ++i) {
        const QString step = QString::fromStdString(context[i]);
        pointer = pointerTo(pointer, step.mid(1, step.size() - 2));
    }
    return pointer;
}

/// Steps upwards only repeat what the deepest entry says.
bool isRepetition(const QString &message)
{
    return message.startsWith("Failed to validate item #"_L1)
        || message.startsWith("Failed to validate against schema associated"_L1)
        || message.startsWith("Failed to validate against child schema"_L1);
}

} // namespace

JsonSchema::JsonSchema()
    : m_schema(std::make_unique<valijson::Schema>())
{
}
JsonSchema::~JsonSchema() = default;
JsonSchema::JsonSchema(JsonSchema &&) noexcept = default;
JsonSchema &JsonSchema::operator=(JsonSchema &&) noexcept = default;

Result<JsonSchema> JsonSchema::compile(const QJsonObject &schema)
{
    const auto prepared = preparedSchema(schema);
    if (!prepared)
        return tl::unexpected(prepared.error());
    JsonSchema compiled;
    valijson::SchemaParser parser(isDraft4(schema) ? valijson::SchemaParser::kDraft4
                                                   : valijson::SchemaParser::kDraft7);
    addOwnKeywords(parser);
    try { // the library reports by exceptions only
        parser.populateSchema(QtJsonAdapter(QJsonValue(*prepared)), *compiled.m_schema);
    } catch (const std::exception &problem) {
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("The JSON schema cannot be used: %1").arg(QString::fromUtf8(problem.what())));
    }
    return compiled;
}

std::vector<Problem> JsonSchema::problems(const QJsonValue &value) const
{
    valijson::Validator validator;
    valijson::ValidationResults results;
    std::vector<Problem> problems;
    try {
        if (validator.validate(*m_schema, QtJsonAdapter(value), &results))
            return {};
    } catch (const std::exception &problem) {
        problems.push_back(
            {u"schema"_s,
             {},
             Tr::tr("The schema cannot be applied: %1").arg(QString::fromUtf8(problem.what()))});
    }
    for (const auto &error : results) {
        const QString message = QString::fromStdString(error.description);
        if (problems.size() < Verdict::maxProblems && !isRepetition(message))
            problems.push_back({u"schema"_s, pointerOf(error.context), message});
    }
    if (problems.empty())
        problems.push_back({u"schema"_s, {}, Tr::tr("The value is not what the schema wants.")});
    return problems;
}

} // namespace assay::validation
