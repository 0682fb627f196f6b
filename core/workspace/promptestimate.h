// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/tokenestimator.h"
#include "prompts/prompt.h"
#include "providers/modelfit.h"
#include "workspace/workspace.h"

#include <chrono>
#include <optional>

#include <QCoroTask>

namespace assay::workspace {

/// What a prompt with its values will take of one model, before it is sent.
struct PromptEstimate {
    catalog::ModelRef model;
    orchestration::TokenEstimate input; ///< of the whole request, tools and schema included
    QList<std::int64_t> messageTokens; ///< of each message, of the same estimate
    std::int64_t otherTokens = 0; ///< of tools, schema and framing
    std::optional<Money> inputCost; ///< empty: the price is unknown
    /// At the most that may come back: Parameters::maxTokens, else the longest answer that the model gives;
    /// empty without either, or without a price.
    std::optional<Money> costAtMost;
    std::optional<std::int64_t> contextWindow; ///< tokens
    std::optional<std::chrono::milliseconds> usualLatency; ///< p95 of recent calls; empty without any
    /// What the model does not get: it is left out where the policy says so, else the call is refused.
    QList<providers::NotTaken> notTaken;
    QString problem; ///< why there is no estimate for this model; then the other members say nothing

    PromptEstimate() = default;
    /// Of the context window that the input and the longest answer take, 0 and up.
    [[nodiscard]] std::optional<double> contextShare(const prompts::PromptContent &content) const;
};

/// Estimates a content for models. Values that are missing count as empty; what it includes is looked up, and
/// `self` is the prompt's own name. Fails for a broken template, or an included prompt that is not there.
/// Sends nothing. Engine thread; parses no more than the text.
[[nodiscard]] QCoro::Task<Result<QList<PromptEstimate>>>
estimatePrompt(Workspace &workspace, prompts::PromptContent content, QString self,
               QMap<QString, QString> values, QList<catalog::ModelRef> models);

/// The input tokens of one model as its provider counts them; the values and what is included as for
/// estimatePrompt(). Sends the prompt, to the provider's counter, which generates nothing and costs nothing.
/// Fails when the provider has none. Engine thread.
[[nodiscard]] QCoro::Task<Result<std::int64_t>> countPrompt(Workspace &workspace,
                                                            prompts::PromptContent content, QString self,
                                                            QMap<QString, QString> values,
                                                            catalog::ModelRef model);

} // namespace assay::workspace
