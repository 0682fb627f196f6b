// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"
#include "prompts/prompt.h"

namespace assay::ctl {

/// What a command works on: a version of a prompt, or a text that was given.
struct PromptSource {
    prompts::PromptContent content;
    QString prompt; ///< empty for a text
    int version = 0;
    std::optional<RunId> release; ///< that served the version
};

/// NAME[@V], V a number or a label; without it the latest. While a release is running on the label, the
/// side that --subject belongs to. The prompts that it includes are in their
/// place.
[[nodiscard]] QCoro::Task<Result<PromptSource>> promptSource(Invocation in, QString reference);
/// A text as the one message of a user, with what it includes.
[[nodiscard]] QCoro::Task<Result<PromptSource>> textSource(Invocation in, QString text);

/// The values of --var, over those of the prompt's tests where --test-values is there.
[[nodiscard]] Result<QMap<QString, QString>> variableValues(const Invocation &in,
                                                            const prompts::PromptContent &content);
/// The messages with the values of --var, and of the prompt's tests where --test-values is there.
[[nodiscard]] Result<std::vector<providers::Message>> renderedMessages(const Invocation &in,
                                                                       const PromptSource &source);
/// Those of --model, or else the prompt's own. InvalidInput when there is none.
[[nodiscard]] QCoro::Task<Result<std::vector<catalog::ModelRef>>> modelArguments(Invocation in,
                                                                                 QString promptsModel);

} // namespace assay::ctl
