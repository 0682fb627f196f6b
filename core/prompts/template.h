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

/// A {{> partial}} in a text: which prompt it includes.
struct PartialSpan {
    qsizetype start = 0;
    qsizetype length = 0;
    QString prompt;
    QString reference; ///< version or label; empty for the latest version
};

enum class TagKind { Variable, SectionBegin, InvertedBegin, SectionEnd, Partial, Comment, Broken };

/// Any {{tag}} in a text, for highlighting and completion.
struct TagSpan {
    TagKind kind = TagKind::Broken;
    qsizetype start = 0;
    qsizetype length = 0;
    QString name; ///< as in TemplateTag
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
/// The partials in `text`, in order of appearance, repeats included.
[[nodiscard]] QList<PartialSpan> partialSpans(QStringView text);
/// All tags in `text`, in order of appearance, broken ones too.
[[nodiscard]] QList<TagSpan> tagSpans(QStringView text);
/// `content` with a variable called otherwise everywhere: texts, test values, definition. InvalidInput for
/// what cannot be a name, Conflict for one that is used already.
[[nodiscard]] Result<PromptContent> renamedVariable(PromptContent content, const QString &from,
                                                    const QString &to);
/// The names a content uses, first appearance first, each once; not those of the prompts it includes.
[[nodiscard]] QStringList variableNames(const PromptContent &content);
/// The first problem of a text, or nothing. Checks tags, section nesting, names.
[[nodiscard]] std::optional<TemplateProblem> checkTemplate(QStringView text);

/// The same for all messages of a content: InvalidInput names the message, its line and column.
[[nodiscard]] Result<> checkTemplates(const PromptContent &content);

/// `values`, completed by the defaults of variables without a value (or with an empty one), and by an empty
/// text for those that need none.
[[nodiscard]] QMap<QString, QString> completeValues(const PromptContent &content,
                                                    const QMap<QString, QString> &values);

/// Renders mustache `{{variable}}`, `{{#variable}}...{{/variable}}` (shown when the value is not empty; once
/// for each item of a List or JSON array) and `{{^variable}}...{{/variable}}` (shown when it is) without HTML
/// escaping; `{{.}}` is the value or item of the section around it. Values are inserted as they are and never
/// rendered again; an Image goes with its message. `values` are completed by completeValues().
///
/// InvalidInput names all variables that are missing, the value that does not fit its variable's type, line
/// and column of a broken tag, or a partial: expandPartials() comes first.
[[nodiscard]] Result<std::vector<providers::Message>> render(const PromptContent &content,
                                                             const QMap<QString, QString> &values);

} // namespace assay::prompts
