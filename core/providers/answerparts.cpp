// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/answerparts.h"

#include "providers/fault.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QCoreApplication>

namespace assay::providers {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ProviderError", text);
}

} // namespace

Result<JsonElement> readAnswerObject(JsonParser &parser, int status, const transport::HttpHeaders &headers,
                                     const QByteArray &body)
{
    const std::optional<JsonElement> json = parser.parse(body.trimmed());
    const bool isObject = json && json->is_object();
    if (status < 200 || status >= 300 || (isObject && holdsFault(*json))) {
        Fault fault;
        fault.status = status;
        if (isObject)
            fault = readFault(*json, status);
        return tl::unexpected(errorFrom(fault, headers));
    }
    if (!isObject)
        return tl::unexpected(malformedResponse(tr("the answer is not a JSON object")));
    return *json;
}

Result<std::int64_t> readTokenCount(int status, const transport::HttpHeaders &headers, const QByteArray &body,
                                    std::string_view name)
{
    JsonParser parser;
    const Result<JsonElement> json = readAnswerObject(parser, status, headers, body);
    if (!json)
        return tl::unexpected(json.error());
    const auto tokens = countMember(*json, name);
    if (!tokens)
        return tl::unexpected(malformedResponse(tr("the answer has no count of tokens")));
    return *tokens;
}

std::vector<float> readVector(const std::optional<JsonElement> &numbers)
{
    std::vector<float> vector;
    bool isWhole = true;
    forEach(numbers, [&vector, &isWhole](const JsonElement &value) {
        double number = 0;
        if (value.get(number) != simdjson::SUCCESS || std::abs(number) > std::numeric_limits<float>::max())
            isWhole = false;
        else
            vector.push_back(static_cast<float>(number));
    });
    return isWhole ? vector : std::vector<float>();
}

bool areAlike(const std::vector<std::vector<float>> &vectors, qsizetype expected)
{
    return static_cast<qsizetype>(vectors.size()) == expected
        && std::all_of(vectors.begin(), vectors.end(), [&vectors](const std::vector<float> &vector) {
               return !vector.empty() && vector.size() == vectors.front().size();
           });
}

} // namespace assay::providers
