// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/toolcalls.h"

#include <algorithm>

#include <QJsonDocument>

namespace assay::providers {
namespace {

constexpr size_t maxCalls = 1024;

/// Empty arguments mean none. Anything but an object is broken.
std::optional<QJsonObject> parsedArguments(const std::string &json)
{
    const QByteArray text = QByteArray::fromStdString(json).trimmed();
    if (text.isEmpty())
        return QJsonObject();
    const QJsonDocument document = QJsonDocument::fromJson(text);
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

} // namespace

ToolCallAssembly::Call *ToolCallAssembly::find(std::int64_t index)
{
    const auto found = std::find_if(m_calls.begin(), m_calls.end(),
                                    [index](const Call &call) { return call.index == index; });
    return found == m_calls.end() ? nullptr : &*found;
}

ToolCallAssembly::Call *ToolCallAssembly::ensureCall(std::int64_t index)
{
    if (Call *known = find(index))
        return known;
    if (m_calls.size() >= maxCalls)
        return nullptr;
    return &m_calls.emplace_back(Call{index, {}, {}, {}, false});
}

void ToolCallAssembly::completeAll()
{
    for (Call &call : m_calls)
        call.isComplete = true;
}

ToolCallAssembly::Outcome ToolCallAssembly::take() const
{
    Outcome outcome;
    for (const Call &call : m_calls) {
        if (!call.isComplete)
            continue;
        auto arguments = parsedArguments(call.arguments);
        if (arguments && !call.name.isEmpty())
            outcome.calls.push_back({call.id, call.name, *std::move(arguments), call.signature});
        else
            outcome.isBroken = true;
    }
    return outcome;
}

void keepFirst(QString &target, std::string_view text)
{
    if (target.isEmpty() && !text.empty())
        target = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace assay::providers
