// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: simdjson as the decoders use it, without exceptions.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <QByteArrayView>
#include <QString>
#include <simdjson.h>

namespace assay::providers {

using JsonElement = simdjson::dom::element;

/// One parser and one padded buffer, reused for every event of an answer.
class JsonParser final {
public:
    /// Empty when the text is not JSON in valid UTF-8. The element lives until the next call.
    [[nodiscard]] std::optional<JsonElement> parse(QByteArrayView json);

private:
    simdjson::dom::parser m_parser;
    std::vector<char> m_padded;
};

/// The member of an object; empty when it is absent or null, or `parent` is no object.
[[nodiscard]] std::optional<JsonElement> member(const JsonElement &parent, std::string_view name);
/// The member if it is a string, else an empty view. Lives as long as the element.
[[nodiscard]] std::string_view stringMember(const JsonElement &parent, std::string_view name);
/// A count of tokens: a whole number from 0 to a million million, beyond which no sum is in danger; else
/// empty.
[[nodiscard]] std::optional<std::int64_t> countMember(const JsonElement &parent, std::string_view name);
/// A whole number of any sign; empty for anything else.
[[nodiscard]] std::optional<std::int64_t> integerMember(const JsonElement &parent, std::string_view name);

[[nodiscard]] inline QString toText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

/// Calls `visit` for each element of an array; does nothing for anything else.
template <typename Visit> void forEach(const std::optional<JsonElement> &array, Visit visit)
{
    simdjson::dom::array elements;
    if (!array || array->get(elements) != simdjson::SUCCESS)
        return;
    for (const JsonElement element : elements)
        visit(element);
}

} // namespace assay::providers
