// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/prompttr.h"
#include "prompts/template.h"

#include <algorithm>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;

/// From the last tag on, so that the places of the others stay.
void renameIn(QString &text, const QString &from, const QString &to)
{
    const QList<VariableSpan> spans = variableSpans(text);
    for (auto span = spans.crbegin(); span != spans.crend(); ++span) {
        if (span->name != from)
            continue;
        const qsizetype at = text.indexOf(from, span->start);
        if (at >= 0 && at + from.size() <= span->start + span->length)
            text.replace(at, from.size(), to);
    }
}

} // namespace

Result<PromptContent> renamedVariable(PromptContent content, const QString &from, const QString &to)
{
    const QList<VariableSpan> asTag = variableSpans(QString(u"{{%1}}"_s.arg(to)));
    if (asTag.size() != 1 || asTag.first().name != to || checkTemplate(QString(u"{{%1}}"_s.arg(to))))
        return fail(
            ErrorCode::InvalidInput,
            Tr::tr("“%1” cannot name a variable: use letters, digits, “_”, “-” and “.”.").arg(to.left(60)));
    if (to != from && (variableNames(content).contains(to) || variableOf(content.variables, to) != nullptr))
        return fail(ErrorCode::Conflict, Tr::tr("There is a variable “%1” already.").arg(to));
    for (providers::Message &message : content.messages)
        renameIn(message.text, from, to);
    if (const auto value = content.testValues.constFind(from); value != content.testValues.cend()) {
        const QString kept = *value;
        content.testValues.remove(from);
        content.testValues.insert(to, kept);
    }
    for (Variable &variable : content.variables) {
        if (variable.name == from)
            variable.name = to;
    }
    return content;
}

} // namespace assay::prompts
