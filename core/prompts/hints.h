// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

#include <optional>

namespace assay::prompts {

/// A way to make a prompt shorter without changing what it says.
struct Hint {
    enum class Kind {
        RepeatedText, ///< a paragraph stands in the prompt twice; the later one can go
        BlankSpace, ///< spaces at the ends of lines, rows of empty lines
        IndentedJson, ///< JSON that says the same without its line breaks
        OversizedExample, ///< one example takes most of the prompt; only a person can cut it
        UnusedVariable ///< described or given a test value, and used nowhere; saves nothing, misleads
    };
    Kind kind = Kind::RepeatedText;
    int message = -1; ///< index; -1: concerns none
    qsizetype start = 0; ///< of the passage in the message's text, in UTF-16 units
    qsizetype length = 0;
    qsizetype savedCharacters = 0; ///< UTF-16 units that would go; of an example, its whole length
    QString variable; ///< of UnusedVariable
    /// What stands in place of the passage afterwards; empty optional: only a person can tell.
    std::optional<QString> replacement;
};

/// The sentence for the person.
[[nodiscard]] QString textOf(const Hint &hint);

/// Hints for a content, those that save most first. Linear in the text but for sorting. Any thread.
[[nodiscard]] QList<Hint> hintsFor(const PromptContent &content);

/// The content with a hint followed; unchanged when the hint is not of this content, or has no replacement.
[[nodiscard]] PromptContent withHint(PromptContent content, const Hint &hint);

} // namespace assay::prompts
