// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/anthropicthinking.h"

#include <algorithm>

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

/// The limits that the protocol's own examples use, without and with thinking; every model allows them.
constexpr int defaultMaxTokens = 4096;
constexpr int defaultMaxTokensThinking = 16'000;
constexpr int leastBudgetTokens = 1024;

/// A Claude's version as one number, 405 for 4.5; 0 when the name tells none.
int claudeVersion(const QString &model)
{
    // "claude-3-7-sonnet-20250219", "claude-opus-4-20250514", "anthropic/claude-sonnet-5.5"
    static const QRegularExpression pattern(
        uR"(claude-(?:[a-z]+-)?(\d{1,2})(?!\d)(?:[-.](\d{1,2})(?!\d))?)"_s);
    const QRegularExpressionMatch match = pattern.match(model);
    return match.hasMatch() ? match.captured(1).toInt() * 100 + match.captured(2).toInt() : 0;
}

/// The share of the answer's limit that goes to thoughts, as OpenRouter translates efforts for Anthropic.
double shareFor(ReasoningEffort effort)
{
    switch (effort) {
    case ReasoningEffort::None:
        break;
    case ReasoningEffort::Minimal:
        return 0.1;
    case ReasoningEffort::Low:
        return 0.2;
    case ReasoningEffort::Medium:
        return 0.5;
    case ReasoningEffort::High:
        return 0.8;
    }
    return 0;
}

QString effortFor(ReasoningEffort effort)
{
    return effort == ReasoningEffort::Minimal ? u"low"_s : reasoningEffortName(effort);
}

/// The results of calls may only come back to a thinking model with the thoughts that led to the calls. There
/// are none when another model made them.
bool lacksThoughts(const std::vector<Message> &messages)
{
    const auto last = std::find_if(messages.rbegin(), messages.rend(), [](const Message &message) {
        return message.role != Role::Tool && message.role != Role::System;
    });
    if (last == messages.rend() || last->role != Role::Assistant || last->toolCalls.empty())
        return false;
    const bool hasBlocks = std::any_of(last->replay.begin(), last->replay.end(), [](const QJsonValue &item) {
        return item["type"_L1].toString().endsWith("thinking"_L1);
    });
    return !hasBlocks && last->reasoningSignature.isEmpty();
}

bool mustCall(const ModelRequest &request)
{
    using Mode = ToolChoice::Mode;
    return !request.tools.empty()
        && (request.toolChoice.mode == Mode::Required || request.toolChoice.mode == Mode::Named);
}

} // namespace

AnthropicThinking anthropicThinking(const ModelRequest &request)
{
    constexpr int firstThatThinks = 307;
    constexpr int firstAdaptive = 406;
    constexpr int firstWithOneSampling = 401;
    constexpr int lastWithSampling = 406;
    const int version = claudeVersion(request.model);
    const bool knowsHow = version == 0 || version >= firstThatThinks;

    AnthropicThinking thinking;
    thinking.maxTokens = request.parameters.maxTokens.value_or(defaultMaxTokens);
    thinking.takesSampling = version <= lastWithSampling;
    thinking.takesBothSamplings = version < firstWithOneSampling;
    if (!request.parameters.reasoningEffort)
        return thinking;
    const ReasoningEffort effort = *request.parameters.reasoningEffort;
    if (effort == ReasoningEffort::None) {
        if (knowsHow)
            thinking.mode = AnthropicThinking::Mode::Off;
        return thinking;
    }
    const int limit = request.parameters.maxTokens.value_or(defaultMaxTokensThinking);
    const bool isAdaptive = version >= firstAdaptive;
    // Thinking and a forced call exclude each other; the call is what the caller's code relies on.
    thinking.isRefused = !knowsHow || mustCall(request) || lacksThoughts(request.messages)
        || (!isAdaptive && limit <= leastBudgetTokens);
    if (thinking.isRefused)
        return thinking;
    thinking.maxTokens = limit;
    thinking.takesSampling = false;
    thinking.effort = effortFor(effort);
    thinking.mode = isAdaptive ? AnthropicThinking::Mode::Adaptive : AnthropicThinking::Mode::Budget;
    thinking.budgetTokens = std::max(leastBudgetTokens, static_cast<int>(limit * shareFor(effort)));
    return thinking;
}

} // namespace assay::providers
