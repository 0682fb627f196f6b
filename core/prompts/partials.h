// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "prompts/prompt.h"
#include "prompts/template.h"

#include <functional>

#include <QHash>

namespace assay::prompts {

/// Looks up what `{{> name@reference}}` names; an empty reference is the latest version.
using PartialLookup = std::function<Result<PromptContent>(const QString &name, const QString &reference)>;

/// Whether any message includes another prompt.
[[nodiscard]] bool hasPartials(const PromptContent &content);

/// Puts the text of the included prompts in place of every partial, theirs likewise: the texts of all their
/// messages, an empty line between them, with their pictures. What they say of their variables is taken over
/// where `content` says nothing of its own, and so are their test values.
///
/// InvalidInput with message, line and column when a prompt is not found, includes itself in a circle (which
/// is named), goes more than 16 deep or grows beyond 16 million characters. `self` is the prompt's own name;
/// empty when it has none yet.
[[nodiscard]] Result<PromptContent> expandPartials(PromptContent content, const QString &self,
                                                   const PartialLookup &lookup);

/// What stands in the tag of a partial: "name" or "name@reference".
[[nodiscard]] QString partialTag(const PartialSpan &partial);

/// Each partial of `content` that expandPartials() would refuse, by its partialTag(), with the reason. Unlike
/// there, one that is refused does not hide the others.
[[nodiscard]] QHash<QString, QString> partialProblems(const PromptContent &content, const QString &self,
                                                      const PartialLookup &lookup);
/// Where `text` has those partials, `most` at the most, with line and column.
[[nodiscard]] QList<TemplateProblem> placesOf(const QHash<QString, QString> &problems, QStringView text,
                                              qsizetype most);

} // namespace assay::prompts
