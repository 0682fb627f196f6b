// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "catalog/servicetier.h"
#include "catalog/usage.h"

#include <optional>
#include <variant>
#include <vector>

#include <QJsonArray>
#include <QJsonObject>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace assay::providers {

enum class Role { System, User, Assistant, Tool };
[[nodiscard]] QString roleName(Role role); ///< "system", "user", "assistant", "tool"
[[nodiscard]] std::optional<Role> roleFromName(QStringView name);

struct Image {
    QString mediaType; ///< "image/png"...; may be empty beside a URL
    QByteArray bytes = {}; ///< either the picture
    QString url = {}; ///< or where the provider shall fetch it

    friend bool operator==(const Image &, const Image &) = default;
};

struct ToolCall {
    QString id;
    QString name;
    QJsonObject arguments;
    QString signature = {}; ///< opaque; goes back unchanged with the result (Gemini)

    friend bool operator==(const ToolCall &, const ToolCall &) = default;
};

struct Message {
    Role role = Role::User;
    QString text;
    std::vector<Image> images = {}; ///< of the user, after the text
    std::vector<ToolCall> toolCalls = {}; ///< that the assistant made
    QString toolCallId = {}; ///< Tool: the call that `text` is the result of
    QString toolName = {}; ///< Tool: its name, which Gemini and Ollama want
    QString reasoning = {}; ///< of the assistant, with its signature; replayed where the provider wants it
    QString reasoningSignature = {};
    QJsonArray replay = {}; ///< of the assistant: the provider's own items, see Completion::replay

    friend bool operator==(const Message &, const Message &) = default;
};

struct Tool {
    QString name;
    QString description;
    QJsonObject parameters; ///< JSON Schema of the arguments
    bool strict = false;

    friend bool operator==(const Tool &, const Tool &) = default;
};

/// Which tools a model may or must call.
struct ToolChoice {
    enum class Mode { Auto, None, Required, Named };
    Mode mode = Mode::Auto;
    QString name; ///< Named

    friend bool operator==(const ToolChoice &, const ToolChoice &) = default;
};

enum class ResponseFormat { Text, JsonObject, JsonSchema };
enum class ReasoningEffort { None, Minimal, Low, Medium, High };
[[nodiscard]] QString reasoningEffortName(ReasoningEffort effort); ///< "none", "minimal", "low"...
[[nodiscard]] std::optional<ReasoningEffort> reasoningEffortFromName(QStringView name);

/// Sampling and limits. What is not set is not sent.
struct Parameters {
    std::optional<double> temperature; ///< 0..2
    std::optional<double> topP; ///< 0..1
    std::optional<int> maxTokens; ///< of the answer, reasoning included
    QStringList stop; ///< up to 4
    std::optional<qint64> seed;
    std::optional<ResponseFormat> responseFormat;
    QJsonObject responseSchema; ///< for ResponseFormat::JsonSchema
    std::optional<ReasoningEffort> reasoningEffort;
    std::optional<int> topLogprobs; ///< 0..20 alternatives per token; 0: the chosen token's only
    std::optional<double> frequencyPenalty; ///< -2..2
    std::optional<double> presencePenalty; ///< -2..2
    /// The terms to ask for; Batch is none that a single call can have. What was given stands in the answer.
    std::optional<catalog::ServiceTier> serviceTier;

    friend bool operator==(const Parameters &, const Parameters &) = default;
};
/// InvalidInput text naming the parameter out of range, or empty.
[[nodiscard]] QString problemWith(const Parameters &parameters);
/// Whether terms are asked for that a provider without tiers cannot give: any but the standard ones.
[[nodiscard]] bool asksForAnotherTier(const Parameters &parameters);
[[nodiscard]] QJsonObject toJson(const Parameters &parameters);
[[nodiscard]] Parameters parametersFromJson(const QJsonObject &object);

// Messages and tools as the store, the log and files keep them: OpenAI's names, {"role","content",...}.
[[nodiscard]] QJsonObject toJson(const Message &message);
/// InvalidInput names the member below `where` ("messages[2]") that is wrong.
[[nodiscard]] Result<Message> messageFromJson(const QJsonValue &value, const QString &where);
[[nodiscard]] QJsonObject toJson(const Tool &tool);
[[nodiscard]] Result<Tool> toolFromJson(const QJsonValue &value, const QString &where);

/// What goes over the wire to one model.
struct ModelRequest {
    QString model;
    std::vector<Message> messages;
    Parameters parameters;
    std::vector<Tool> tools;
    ToolChoice toolChoice;
    bool stream = true;
};

enum class FinishReason { Stop, Length, ToolCalls, ContentFilter, Pause, Error, Unknown };
[[nodiscard]] QString finishReasonName(FinishReason reason); ///< "stop", "tool_calls"...
[[nodiscard]] std::optional<FinishReason> finishReasonFromName(QStringView name);

struct TokenLogprob {
    QString token;
    double logprob = 0;
    std::vector<std::pair<QString, double>> alternatives = {}; ///< most probable first
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
    /// Items of the answer that must go back as they are in the next turn (OpenAI Responses' reasoning items,
    /// OpenRouter's reasoning_details); empty where the other members say it all.
    QJsonArray replay;
    std::vector<ToolCall> toolCalls; ///< complete ones only
    std::vector<TokenLogprob> logprobs;
    std::vector<Choice> choices; ///< all of them, only when there are several
    std::optional<FinishReason> finishReason;
    QString finishReasonRaw; ///< the provider's word
    std::optional<catalog::Usage> usage; ///< the last that was reported
    std::optional<catalog::ServiceTier> serviceTier; ///< that the provider says it gave
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
    // Of the call that `toolCall` is about.
    int toolIndex = 0; ///< which of the answer's calls, as its provider counts them
    QString toolName = {}; ///< as far as it is known
    QString toolArguments = {}; ///< the fragment of its JSON; empty where a safety policy inspects the answer
};

} // namespace assay::providers
