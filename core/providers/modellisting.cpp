// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/modellisting.h"

#include "providers/fault.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ProviderError", text);
}

Result<ModelPage> failedListing(const std::optional<JsonElement> &body, int status,
                                const transport::HttpHeaders &headers)
{
    Fault fault;
    fault.status = status;
    if (body && body->is_object())
        fault = readFault(*body, status);
    return tl::unexpected(errorFrom(fault, headers));
}

/// The input limit, under the name each server has for it.
std::optional<std::int64_t> contextWindowOf(const JsonElement &model)
{
    for (const std::string_view name :
         {"context_window", "context_length", "max_context_length", "max_model_len", "max_input_tokens"}) {
        if (const auto tokens = countMember(model, name); tokens && *tokens > 0)
            return tokens;
    }
    const auto meta = member(model, "meta"); // llama.cpp
    return meta ? countMember(*meta, "n_ctx_train") : std::nullopt;
}

std::optional<QDate> shutdownDateOf(const JsonElement &model)
{
    for (const std::string_view name : {"shutdown_date", "retires_at", "deprecation", "expiration_date"}) {
        const QDate date = QDate::fromString(toText(stringMember(model, name)).left(10), Qt::ISODate);
        if (date.isValid())
            return date;
    }
    const auto deprecation = member(model, "deprecation"); // Azure: seconds since 1970
    if (const auto end = deprecation ? countMember(*deprecation, "inference") : std::nullopt)
        return QDateTime::fromSecsSinceEpoch(*end, Qt::UTC).date();
    return std::nullopt;
}

catalog::ListedModel readModel(const JsonElement &model)
{
    catalog::ListedModel listed;
    listed.id = toText(stringMember(model, "id"));
    listed.displayName = toText(stringMember(model, "display_name"));
    if (listed.displayName.isEmpty())
        listed.displayName = toText(stringMember(model, "name"));
    listed.contextWindow = contextWindowOf(model);
    listed.shutdownDate = shutdownDateOf(model);
    return listed;
}

bool hasMore(const JsonElement &body)
{
    bool more = false;
    const auto value = member(body, "has_more");
    return value && value->get(more) == simdjson::SUCCESS && more;
}

} // namespace

Result<ModelPage> readModelListing(int status, const transport::HttpHeaders &headers, const QByteArray &body)
{
    JsonParser parser;
    const std::optional<JsonElement> json = parser.parse(body.trimmed());
    if (status < 200 || status >= 300 || (json && holdsFault(*json)))
        return failedListing(json, status, headers);
    if (!json)
        return tl::unexpected(malformedResponse(tr("the list of models is not JSON")));
    const std::optional<JsonElement> data = json->is_array() ? json : member(*json, "data"); // Together: bare
    if (!data || !data->is_array())
        return tl::unexpected(malformedResponse(tr("the list of models has no \"data\"")));

    ModelPage page;
    forEach(data, [&page](const JsonElement &model) {
        if (catalog::ListedModel listed = readModel(model); !listed.id.isEmpty())
            page.models << std::move(listed);
    });
    const std::string_view last = stringMember(*json, "last_id");
    if (hasMore(*json) && !last.empty())
        page.nextQuery = "after_id=" + QUrl::toPercentEncoding(toText(last));
    return page;
}

} // namespace assay::providers
