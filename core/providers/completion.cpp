// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/completion.h"

#include "base/names.h"

#include <array>

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

constexpr double maxTemperature = 2;
constexpr qsizetype maxStops = 4;
constexpr int maxLogprobs = 20;
constexpr double maxPenalty = 2;

constexpr std::array roleNames{
    std::pair{Role::System, "system"_L1},
    std::pair{Role::User, "user"_L1},
    std::pair{Role::Assistant, "assistant"_L1},
    std::pair{Role::Tool, "tool"_L1},
};

constexpr std::array effortNames{
    std::pair{ReasoningEffort::None, "none"_L1}, std::pair{ReasoningEffort::Minimal, "minimal"_L1},
    std::pair{ReasoningEffort::Low, "low"_L1},   std::pair{ReasoningEffort::Medium, "medium"_L1},
    std::pair{ReasoningEffort::High, "high"_L1},
};

constexpr std::array formatNames{
    std::pair{ResponseFormat::Text, "text"_L1},
    std::pair{ResponseFormat::JsonObject, "json_object"_L1},
    std::pair{ResponseFormat::JsonSchema, "json_schema"_L1},
};

constexpr std::array finishReasonNames{
    std::pair{FinishReason::Stop, "stop"_L1},
    std::pair{FinishReason::Length, "length"_L1},
    std::pair{FinishReason::ToolCalls, "tool_calls"_L1},
    std::pair{FinishReason::ContentFilter, "content_filter"_L1},
    std::pair{FinishReason::Pause, "pause"_L1},
    std::pair{FinishReason::Error, "error"_L1},
    std::pair{FinishReason::Unknown, "unknown"_L1},
};

QString tr(const char *text)
{
    return QCoreApplication::translate("Parameters", text);
}

} // namespace

QString roleName(Role role)
{
    return nameIn(roleNames, role);
}

std::optional<Role> roleFromName(QStringView name)
{
    return valueIn(roleNames, name);
}

QString reasoningEffortName(ReasoningEffort effort)
{
    return nameIn(effortNames, effort);
}

std::optional<ReasoningEffort> reasoningEffortFromName(QStringView name)
{
    return valueIn(effortNames, name);
}

QString finishReasonName(FinishReason reason)
{
    return nameIn(finishReasonNames, reason);
}

std::optional<FinishReason> finishReasonFromName(QStringView name)
{
    return valueIn(finishReasonNames, name);
}

QString problemWith(const Parameters &parameters)
{
    // Written so that NaN is refused too.
    if (parameters.temperature
        && !(*parameters.temperature >= 0 && *parameters.temperature <= maxTemperature))
        return tr("temperature must be between 0 and 2.");
    if (parameters.topP && !(*parameters.topP >= 0 && *parameters.topP <= 1))
        return tr("top_p must be between 0 and 1.");
    if (parameters.maxTokens && *parameters.maxTokens < 1)
        return tr("max_tokens must be at least 1.");
    if (parameters.stop.size() > maxStops)
        return tr("stop takes up to %1 texts.").arg(maxStops);
    if (parameters.stop.contains(QString()))
        return tr("stop cannot hold an empty text.");
    if (parameters.topLogprobs && (*parameters.topLogprobs < 0 || *parameters.topLogprobs > maxLogprobs))
        return tr("top_logprobs must be between 0 and %1.").arg(maxLogprobs);
    for (const auto &[name, value] : {std::pair{"frequency_penalty"_L1, parameters.frequencyPenalty},
                                      std::pair{"presence_penalty"_L1, parameters.presencePenalty}}) {
        if (value && !(*value >= -maxPenalty && *value <= maxPenalty))
            return tr("%1 must be between -2 and 2.").arg(name);
    }
    if (parameters.serviceTier == catalog::ServiceTier::Batch)
        return tr("service_tier must be standard, flex or priority: batches are not made of single calls.");
    if (parameters.responseFormat == ResponseFormat::JsonSchema && parameters.responseSchema.isEmpty())
        return tr("response_format json_schema needs a response_schema.");
    return {};
}

bool asksForAnotherTier(const Parameters &parameters)
{
    return parameters.serviceTier.value_or(catalog::ServiceTier::Standard) != catalog::ServiceTier::Standard;
}

QJsonObject toJson(const Parameters &parameters)
{
    QJsonObject object;
    if (parameters.temperature)
        object.insert("temperature"_L1, *parameters.temperature);
    if (parameters.topP)
        object.insert("top_p"_L1, *parameters.topP);
    if (parameters.maxTokens)
        object.insert("max_tokens"_L1, *parameters.maxTokens);
    if (!parameters.stop.isEmpty())
        object.insert("stop"_L1, QJsonArray::fromStringList(parameters.stop));
    if (parameters.seed)
        object.insert("seed"_L1, *parameters.seed);
    if (parameters.responseFormat)
        object.insert("response_format"_L1, nameIn(formatNames, *parameters.responseFormat));
    if (!parameters.responseSchema.isEmpty())
        object.insert("response_schema"_L1, parameters.responseSchema);
    if (parameters.reasoningEffort)
        object.insert("reasoning_effort"_L1, reasoningEffortName(*parameters.reasoningEffort));
    if (parameters.topLogprobs)
        object.insert("top_logprobs"_L1, *parameters.topLogprobs);
    if (parameters.frequencyPenalty)
        object.insert("frequency_penalty"_L1, *parameters.frequencyPenalty);
    if (parameters.presencePenalty)
        object.insert("presence_penalty"_L1, *parameters.presencePenalty);
    if (parameters.serviceTier)
        object.insert("service_tier"_L1, catalog::serviceTierName(*parameters.serviceTier));
    return object;
}

Parameters parametersFromJson(const QJsonObject &object)
{
    Parameters parameters;
    if (const QJsonValue value = object.value("temperature"_L1); value.isDouble())
        parameters.temperature = value.toDouble();
    if (const QJsonValue value = object.value("top_p"_L1); value.isDouble())
        parameters.topP = value.toDouble();
    if (const QJsonValue value = object.value("max_tokens"_L1); value.isDouble())
        parameters.maxTokens = value.toInt();
    for (const QJsonValue &stop : object.value("stop"_L1).toArray()) {
        if (stop.isString())
            parameters.stop << stop.toString();
    }
    if (const QJsonValue value = object.value("seed"_L1); value.isDouble())
        parameters.seed = value.toInteger();
    parameters.responseFormat = valueIn(formatNames, object.value("response_format"_L1).toString());
    parameters.responseSchema = object.value("response_schema"_L1).toObject();
    parameters.reasoningEffort = reasoningEffortFromName(object.value("reasoning_effort"_L1).toString());
    if (const QJsonValue value = object.value("top_logprobs"_L1); value.isDouble())
        parameters.topLogprobs = value.toInt();
    if (const QJsonValue value = object.value("frequency_penalty"_L1); value.isDouble())
        parameters.frequencyPenalty = value.toDouble();
    if (const QJsonValue value = object.value("presence_penalty"_L1); value.isDouble())
        parameters.presencePenalty = value.toDouble();
    parameters.serviceTier = catalog::serviceTierFromName(object.value("service_tier"_L1).toString());
    return parameters;
}

} // namespace assay::providers
