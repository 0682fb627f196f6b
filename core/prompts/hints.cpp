// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/hints.h"

#include "prompts/prompttr.h"
#include "prompts/template.h"

#include <algorithm>

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype paragraphWorthNaming = 60; ///< shorter ones repeat by their nature
constexpr qsizetype exampleWorthNaming = 2'000;
constexpr double exampleShare = 0.4; ///< of the whole prompt
constexpr qsizetype jsonSavingWorthNaming = 40;

struct Passage {
    int message = 0;
    qsizetype start = 0;
    qsizetype length = 0;
};

/// Stretches of text between empty lines, without the white space around them.
QList<Passage> paragraphsOf(const QString &text, int message)
{
    static const QRegularExpression gap(u"\\n[ \\t]*\\n\\s*"_s);
    QList<Passage> paragraphs;
    qsizetype from = 0;
    const auto add = [&](qsizetype to) {
        if (to > from)
            paragraphs.append({message, from, to - from});
    };
    auto gaps = gap.globalMatch(text);
    while (gaps.hasNext()) {
        const auto match = gaps.next();
        add(match.capturedStart());
        from = match.capturedEnd();
    }
    add(text.size());
    return paragraphs;
}

/// A paragraph takes the gap before it along.
qsizetype startWithGap(const QString &text, qsizetype start)
{
    while (start > 0 && text.at(start - 1).isSpace())
        --start;
    return start;
}

void addRepeats(const PromptContent &content, QList<Hint> &hints)
{
    QSet<QString> seen;
    int index = 0;
    for (const providers::Message &message : content.messages) {
        for (const Passage &each : paragraphsOf(message.text, index)) {
            const QString text = message.text.sliced(each.start, each.length).simplified();
            if (text.size() < paragraphWorthNaming)
                continue;
            if (!seen.contains(text)) {
                seen.insert(text);
                continue;
            }
            const qsizetype start = startWithGap(message.text, each.start);
            const qsizetype length = each.start + each.length - start;
            hints.append({Hint::Kind::RepeatedText, index, start, length, length, {}, u""_s});
        }
        ++index;
    }
}

void addBlankSpace(const PromptContent &content, QList<Hint> &hints)
{
    static const QRegularExpression blanks(u"[ \\t]+(?=\\n|$)|\\n(?:[ \\t]*\\n){2,}"_s);
    int index = 0;
    for (const providers::Message &message : content.messages) {
        QString tidy = message.text;
        tidy.replace(QRegularExpression(u"[ \\t]+(?=\\n|$)"_s), QString());
        tidy.replace(QRegularExpression(u"\\n{3,}"_s), u"\n\n"_s);
        const qsizetype saved = message.text.size() - tidy.size();
        if (saved > 0) {
            const auto first = blanks.match(message.text);
            hints.append({Hint::Kind::BlankSpace,
                          index,
                          first.capturedStart(),
                          first.capturedLength(),
                          saved,
                          {},
                          tidy});
        }
        ++index;
    }
}

QString compactJson(const QString &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8(), &error);
    if (error.error != QJsonParseError::NoError)
        return {};
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

/// Fenced JSON. Without variables: those make it no JSON, and reordered members could part them.
void addIndentedJson(const PromptContent &content, QList<Hint> &hints)
{
    static const QRegularExpression fence(u"```json[ \\t]*\\n(.*?)\\n[ \\t]*```"_s,
                                          QRegularExpression::DotMatchesEverythingOption);
    int index = 0;
    for (const providers::Message &message : content.messages) {
        auto fences = fence.globalMatch(message.text);
        while (fences.hasNext()) {
            const auto match = fences.next();
            const QString compact =
                match.captured(1).contains("{{"_L1) ? QString() : compactJson(match.captured(1));
            const qsizetype saved = match.capturedLength(1) - compact.size();
            if (!compact.isEmpty() && saved >= jsonSavingWorthNaming)
                hints.append({Hint::Kind::IndentedJson,
                              index,
                              match.capturedStart(1),
                              match.capturedLength(1),
                              saved,
                              {},
                              compact});
        }
        ++index;
    }
}

/// Turns of the assistant, and fenced blocks.
void addExamples(const PromptContent &content, QList<Hint> &hints)
{
    static const QRegularExpression fence(u"```[^\\n]*\\n(.*?)\\n[ \\t]*```"_s,
                                          QRegularExpression::DotMatchesEverythingOption);
    qsizetype whole = 0;
    for (const providers::Message &message : content.messages)
        whole += message.text.size();
    const auto add = [&](int message, qsizetype start, qsizetype length) {
        if (length >= exampleWorthNaming && double(length) >= exampleShare * double(whole))
            hints.append({Hint::Kind::OversizedExample, message, start, length, length, {}, std::nullopt});
    };
    int index = 0;
    for (const providers::Message &message : content.messages) {
        if (message.role == providers::Role::Assistant) {
            add(index, 0, message.text.size());
        } else {
            auto fences = fence.globalMatch(message.text);
            while (fences.hasNext()) {
                const auto match = fences.next();
                add(index, match.capturedStart(1), match.capturedLength(1));
            }
        }
        ++index;
    }
}

/// Only what the prompt says of itself: an included prompt may use a variable, too.
void addUnusedVariables(const PromptContent &content, QList<Hint> &hints)
{
    const bool includesOthers = std::any_of(content.messages.begin(), content.messages.end(),
                                            [](const auto &m) { return !partialSpans(m.text).isEmpty(); });
    if (includesOthers)
        return;
    const QStringList used = variableNames(content);
    QStringList named = content.testValues.keys();
    for (const Variable &variable : content.variables)
        named.append(variable.name);
    named.removeDuplicates();
    for (const QString &name : std::as_const(named)) {
        if (!used.contains(name))
            hints.append({Hint::Kind::UnusedVariable, -1, 0, 0, 0, name, u""_s});
    }
}

} // namespace

QString textOf(const Hint &hint)
{
    switch (hint.kind) {
    case Hint::Kind::RepeatedText:
        return Tr::tr("A paragraph of message %1 repeats an earlier one.").arg(hint.message + 1);
    case Hint::Kind::BlankSpace:
        return Tr::tr("Message %1 has spaces at line ends or rows of empty lines.").arg(hint.message + 1);
    case Hint::Kind::IndentedJson:
        return Tr::tr("The JSON in message %1 says the same on one line.").arg(hint.message + 1);
    case Hint::Kind::OversizedExample:
        return Tr::tr("One example in message %1 takes most of the prompt: would a shorter one do?")
            .arg(hint.message + 1);
    case Hint::Kind::UnusedVariable:
        return Tr::tr("The variable “%1” is used nowhere.").arg(hint.variable);
    }
    return {};
}

QList<Hint> hintsFor(const PromptContent &content)
{
    QList<Hint> hints;
    addRepeats(content, hints);
    addBlankSpace(content, hints);
    addIndentedJson(content, hints);
    addExamples(content, hints);
    addUnusedVariables(content, hints);
    std::stable_sort(hints.begin(), hints.end(), [](const Hint &left, const Hint &right) {
        return left.savedCharacters > right.savedCharacters;
    });
    return hints;
}

PromptContent withHint(PromptContent content, const Hint &hint)
{
    if (hint.kind == Hint::Kind::UnusedVariable) {
        content.testValues.remove(hint.variable);
        content.variables.removeIf([&hint](const Variable &v) { return v.name == hint.variable; });
        return content;
    }
    if (!hint.replacement || hint.message < 0 || hint.message >= int(content.messages.size()))
        return content;
    QString &text = content.messages[size_t(hint.message)].text;
    if (hint.kind == Hint::Kind::BlankSpace)
        text = *hint.replacement;
    else if (hint.start + hint.length <= text.size())
        text.replace(hint.start, hint.length, *hint.replacement);
    return content;
}

} // namespace assay::prompts
