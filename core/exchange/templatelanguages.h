// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/variable.h"

#include <optional>

#include <QList>
#include <QString>
#include <QStringList>

namespace assay::exchange {

/// The template languages of other tools.
enum class Language {
    Handlebars, ///< dotprompt; https://handlebarsjs.com/guide/
    Jinja, ///< prompty, Prompt Flow, promptfoo (Nunjucks); https://jinja.palletsprojects.com/templates/
    FString, ///< LangChain's default: Python's str.format()
    Braces ///< {{name}} alone: Langfuse, OpenAI's stored prompts
};

/// What makes a text no template at all.
struct TemplateProblem {
    qsizetype position = 0;
    QString reason; ///< "this block is not closed"
};

/// A text from one language to another, and what got lost: sentences that name the line.
struct Converted {
    QString text;
    QList<prompts::Variable> variables; ///< what the text says of them: loops need lists, tests may be empty
    QStringList losses;
    std::optional<TemplateProblem> problem = {}; ///< the first; the text is what could be made of it
};

/// `text` as a mustache template of ours. What has no place there is left out and named; braces that would
/// be read as a tag get a space between them.
[[nodiscard]] Converted toMustache(const QString &text, Language language);

/// One of our templates in the other language. `variables` tells lists, which are looped over, from texts,
/// which are tested.
[[nodiscard]] Converted fromMustache(const QString &text, Language language,
                                     const QList<prompts::Variable> &variables);

} // namespace assay::exchange
