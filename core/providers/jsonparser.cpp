// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/jsonparser.h"

#include <cmath>
#include <cstring>

namespace assay::providers {

std::optional<JsonElement> JsonParser::parse(QByteArrayView json)
{
    if (json.startsWith("\xef\xbb\xbf")) // RFC 8259, section 8.1: a reader may ignore a byte-order mark
        json = json.sliced(3);
    const auto size = static_cast<size_t>(json.size());
    if (m_padded.size() < size + simdjson::SIMDJSON_PADDING)
        m_padded.resize(size + size / 2 + simdjson::SIMDJSON_PADDING); // grows geometrically
    if (size > 0)
        std::memcpy(m_padded.data(), json.data(), size);
    JsonElement root;
    constexpr bool copyFirst = false; // it is padded already
    if (m_parser.parse(m_padded.data(), size, copyFirst).get(root) != simdjson::SUCCESS)
        return std::nullopt;
    return root;
}

std::optional<JsonElement> member(const JsonElement &parent, std::string_view name)
{
    JsonElement found;
    simdjson::dom::object object;
    if (parent.get(object) != simdjson::SUCCESS || object[name].get(found) != simdjson::SUCCESS
        || found.is_null())
        return std::nullopt;
    return found;
}

std::string_view stringMember(const JsonElement &parent, std::string_view name)
{
    std::string_view text;
    if (const auto found = member(parent, name); found && found->get(text) == simdjson::SUCCESS)
        return text;
    return {};
}

std::optional<std::int64_t> integerMember(const JsonElement &parent, std::string_view name)
{
    const auto found = member(parent, name);
    std::int64_t whole = 0;
    double number = 0;
    if (!found)
        return std::nullopt;
    if (found->get(whole) == simdjson::SUCCESS)
        return whole;
    constexpr double exactLimit = 9'007'199'254'740'992; // 2^53: a double beyond it is no exact count
    if (found->get(number) == simdjson::SUCCESS && std::abs(number) < exactLimit
        && std::trunc(number) == number)
        return static_cast<std::int64_t>(number);
    return std::nullopt;
}

std::optional<std::int64_t> countMember(const JsonElement &parent, std::string_view name)
{
    constexpr std::int64_t maxCount = 1'000'000'000'000;
    const auto count = integerMember(parent, name);
    return count && *count >= 0 && *count <= maxCount ? count : std::nullopt;
}

} // namespace assay::providers
