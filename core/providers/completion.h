// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "catalog/usage.h"

#include <optional>
#include <variant>
#include <vector>

#include <QJsonObject>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace assay::providers {

enum class Role { System, User, Assistant };
[[nodiscard]] QString roleName(Role role); ///< "system", "user", "assistant"
[[nodiscard]] std::optional<Role> roleFromName(QStringView name);

struct Message {
    Role role = Role::User;
    QString text;

    friend bool operator==(const Message &, const Message &) = default;
};

enum class ResponseFormat { Text, JsonObject };

/// Sampling and limits. What is not set is not sent.
struct Parameters {
    std::optional<double> temperature; ///< 0..2
    std::optional<double> topP; ///< 0..1
    std::optional<int> maxTokens; ///< of the answer, reasoning included
    QStringList stop; ///< up to 4
    std::optional<qint64> seed;
    std::optional<ResponseFormat> responseFormat;

    friend bool operator==(const Parameters &, const Parameters &) = default;
};
/// InvalidInput text naming the parameter out of range, or empty.
[[nodiscard]] QString problemWith(const Parameters &parameters);
[[nodiscard]] QJsonObject toJson(const Parameters &parameters);
[[nodiscard]] Parameters parametersFromJson(const QJsonObject &object);

/// What goes over the wire to one model.
struct ModelRequest {
    QString model;
    std::vector<Message> messages;
    Parameters parameters;
    bool stream = true;
};

enum class FinishReason { Stop, Length, ToolCalls, ContentFilter, Pause, Error, Unknown };
[[nodiscard]] QString finishReasonName(FinishReason reason); ///< "stop", "tool_calls"...
[[nodiscard]] std::optional<FinishReason> finishReasonFromName(QStringView name);

struct ToolCall {
    QString id;
    QString name;
    QJsonObject arguments;

    friend bool operator==(const ToolCall &, const ToolCall &) = default;
};

struct TokenLogprob {
    QString token;
    double logprob = 0;
};

/// Choices beyond the first, when a provider was asked for several.
struct Choice {
    int index = 0;
    QString text;
    std::optional<FinishReason> finishReason;
};

/// What a model answered. After an error it keeps what had arrived.
struct Completion {
    QString text;
    QString reasoning;
    QString refusal; ///< the model declined in its own words (structured output)
    QString reasoningSignature; ///< opaque; goes back unchanged with tool results (Anthropic)
    std::vector<ToolCall> toolCalls; ///< complete ones only
    std::vector<TokenLogprob> logprobs;
    std::vector<Choice> choices; ///< all of them, only when there are several
    std::optional<FinishReason> finishReason;
    QString finishReasonRaw; ///< the provider's word
    std::optional<catalog::Usage> usage; ///< the last that was reported
    QString modelAnswered; ///< may be a dated alias of the one asked for
    QString providerRequestId; ///< for a support case
    std::optional<Error> error;
};

/// A piece of an answer as it arrives: exactly one of its members is set.
struct Delta {
    QString text;
    QString reasoning;
    bool toolCall = false; ///< a fragment of a call arrived (counts as first token)
    QString refusal; ///< a piece of the model's own words of declining
};

} // namespace assay::providers
