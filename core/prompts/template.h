// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "prompts/prompt.h"

#include <QStringList>

#include <optional>

namespace assay::prompts {

/// A {{variable}} or section tag in a text: where it stands, braces included. Offsets in UTF-16 units.
struct VariableSpan {
    qsizetype start = 0;
    qsizetype length = 0;
    QString name;
};

/// What is wrong with a template, and where.
struct TemplateProblem {
    qsizetype start = 0; ///< of the tag, in UTF-16 units
    qsizetype length = 0;
    int line = 0; ///< 1-based
    int column = 0; ///< 1-based, in characters as people count them
    QString message;
};

/// The tags in `text` that name a variable, in order of appearance, repeats included. Linear, and tolerant:
/// what does not parse is not listed.
[[nodiscard]] QList<VariableSpan> variableSpans(QStringView text);
/// The names a content uses, first appearance first, each once.
[[nodiscard]] QStringList variableNames(const PromptContent &content);
/// The first problem of a text, or nothing. Checks tags, section nesting, names.
[[nodiscard]] std::optional<TemplateProblem> checkTemplate(QStringView text);

/// The same for all messages of a content: InvalidInput names the message, its line and column.
[[nodiscard]] Result<> checkTemplates(const PromptContent &content);

/// Renders mustache `{{variable}}`, `{{#variable}}...{{/variable}}` (shown when the value is not empty) and
/// `{{^variable}}...{{/variable}}` (shown when it is) without HTML escaping; values are inserted as they are
/// and never rendered again. Every variable must be given, if only as an empty text: InvalidInput names all
/// that are missing, or line and column of a broken tag.
[[nodiscard]] Result<std::vector<providers::Message>> render(const PromptContent &content,
                                                             const QMap<QString, QString> &values);

} // namespace assay::prompts
