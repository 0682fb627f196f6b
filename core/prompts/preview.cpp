// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/preview.h"

#include "prompts/rendermarks.h"
#include "prompts/template.h"

#include <QSet>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;

/// The names that stand for themselves somewhere: of the others only a section asks.
QSet<QString> insertedNames(const PromptContent &content)
{
    QSet<QString> names;
    for (const providers::Message &message : content.messages) {
        const QList<TagSpan> tags = tagSpans(message.text);
        for (const TagSpan &tag : tags) {
            if (tag.kind == TagKind::Variable)
                names.insert(tag.name);
        }
    }
    return names;
}

QSet<QString> testedNames(const PromptContent &content)
{
    QSet<QString> names;
    for (const providers::Message &message : content.messages) {
        const QList<TagSpan> tags = tagSpans(message.text);
        for (const TagSpan &tag : tags) {
            if (tag.kind == TagKind::SectionBegin || tag.kind == TagKind::InvertedBegin)
                names.insert(tag.name);
        }
    }
    return names;
}

PreviewMessage unmarked(const providers::Message &message)
{
    PreviewMessage shown{message.role, {}, {}, message.images.size()};
    const QString &text = message.text;
    shown.text.reserve(text.size());
    qsizetype from = 0;
    int depth = 0; // a value may hold the marks itself
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar c = text.at(at);
        if (c != insertedBegin && c != insertedEnd)
            continue;
        shown.text += QStringView(text).sliced(from, at - from);
        from = at + 1;
        if (c == insertedBegin && depth++ == 0) {
            const bool isMissing = from < text.size() && text.at(from) == missingMark;
            from += isMissing ? 1 : 0;
            shown.spans.append(
                {isMissing ? PreviewSpan::Kind::Missing : PreviewSpan::Kind::Value, shown.text.size(), 0});
        } else if (c == insertedEnd && depth > 0 && --depth == 0) {
            shown.spans.last().length = shown.text.size() - shown.spans.last().start;
        }
    }
    shown.text += QStringView(text).sliced(from);
    return shown;
}

} // namespace

Result<PromptPreview> previewOf(PromptContent content, const QMap<QString, QString> &given)
{
    PromptPreview preview;
    QMap<QString, QString> values = completeValues(content, given);
    const QSet<QString> inserted = insertedNames(content);
    const QSet<QString> tested = testedNames(content);
    const QStringList names = variableNames(content);
    for (const QString &name : names) {
        const Variable *variable = variableOf(content.variables, name);
        const QString value = values.value(name);
        if (!value.isEmpty()) {
            const QString problem = variable ? problemWithValue(*variable, value) : QString();
            if (problem.isEmpty())
                continue;
            preview.problems.append(problem);
        } else {
            const bool isNeeded = inserted.contains(name) && (variable == nullptr || variable->isRequired);
            const bool isMissing = isNeeded && !tested.contains(name);
            if (isMissing)
                preview.missing.append(name);
            values.insert(name, isMissing ? QString(missingMark + u"{{"_s + name + u"}}") : u""_s);
        }
        // Neither a wrong value nor a stand-in is of the variable's type.
        content.variables.removeIf([&name](const Variable &other) { return other.name == name; });
    }
    const auto messages = renderMarked(content, values);
    if (!messages)
        return tl::unexpected(messages.error());
    for (const providers::Message &message : *messages)
        preview.messages.push_back(unmarked(message));
    return preview;
}

QString previewText(const PromptPreview &preview)
{
    QStringList parts;
    for (const PreviewMessage &message : preview.messages)
        parts.append(providers::roleName(message.role) + u":\n"_s + message.text);
    return parts.join(u"\n\n"_s);
}

} // namespace assay::prompts
