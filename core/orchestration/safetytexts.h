// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <functional>
#include <vector>

namespace assay::orchestration {

/// Looks at one text and gives back what shall stand in its place: itself where nothing shall change. `where`
/// is its path ("messages[2].tool_calls[0].arguments.card"); `before` is the name of the value it is ("card:
/// ") or empty.
using SafetyVisit = std::function<QString(const QString &where, const QString &before, const QString &text)>;

/// What of a request leaves for the provider.
struct OutgoingTexts {
    std::vector<providers::Message> &messages;
    providers::Parameters &parameters;
    std::vector<providers::Tool> &tools;
};
/// Every text that leaves, each message's own first and in their order: texts and tool results, arguments of
/// tool calls, reasoning that is sent again, addresses of pictures, definitions of tools, the answer's
/// schema, stop texts. A value within JSON stays one: where its text changes, it becomes another string.
/// Reasoning that changes loses its signature, which holds for it no more.
void visitOutgoing(const OutgoingTexts &texts, const SafetyVisit &visit);

/// What of an answer does not stream as text: arguments of tool calls, further choices, the provider's own
/// items.
void visitAnswer(providers::Completion &answer, const SafetyVisit &visit);

/// A path of a finding in words: "message 3", "the arguments of tool call 1 in message 3", "the reasoning".
/// The path itself where it is none of these.
[[nodiscard]] QString placeOf(const QString &where);

} // namespace assay::orchestration
